"""What may be corrected on a document, on plain values."""

from datetime import date

import pytest

from certificates import corrections
from tests.certificates.conftest import refused

PRINTED = {
    "honorific": "Bà", "honorific_en": "Ms", "holder": "Trần Ngọc Ánh", "public_name": "Trần Ngọc Ánh", "born": "1990",
    "position": "Chuyên viên", "workplace": "Sở Nội vụ", "programme": "AI trong công vụ", "class_title": "Lớp 3", "periods": 40,
}  # fmt: skip
DAY = date(2026, 11, 23)


def test_cleaned_keeps_what_really_differs_as_it_will_be_printed():
    wanted = {"holder": "  Trần  Ngọc Anh ", "workplace": "Sở Nội vụ", "born": "5-2-1990", "position": ""}

    assert corrections.cleaned(PRINTED, wanted) == {"holder": "Trần Ngọc Anh", "born": "05/02/1990", "position": ""}


@pytest.mark.parametrize(
    ("code", "right"),
    [
        ("correction_unknown_field", {"decision_number": "1/QĐ"}),
        ("correction_unknown_field", {"periods": "80"}),
        ("correction_missing", {"holder": " "}),
        ("correction_missing", {"programme": ""}),
        ("correction_too_long", {"position": "x" * 151}),
        ("correction_born", {"born": "31/02/1990"}),
        ("correction_born", {"born": "02/1990"}),
        ("correction_born", {"born": "05/02/2090"}),
        ("correction_honorific", {"honorific": "Đồng chí"}),
    ],
)
def test_cleaned_refuses_what_is_no_correction(code, right):
    with refused(code):
        corrections.cleaned(PRINTED, right)


def test_changes_stand_in_the_order_of_the_form():
    found = corrections.changes(PRINTED, {"workplace": "Sở Y tế", "holder": "Trần Ngọc Anh"})

    assert [(change.field, change.old, change.new) for change in found] == [
        ("holder", "Trần Ngọc Ánh", "Trần Ngọc Anh"),
        ("workplace", "Sở Nội vụ", "Sở Y tế"),
    ]


@pytest.mark.parametrize(
    ("public_name", "right", "shown"),
    [
        ("Trần Ngọc Ánh", {"holder": "Trần Ngọc Anh"}, "Trần Ngọc Anh"),
        ("T.N.Á.", {"holder": "Trần Ngọc Anh"}, "T.N.A."),
        ("Trần Ngọc Ánh", {"born": "24/11/2010"}, "T.N.Á."),
        ("Trần Ngọc Ánh", {"born": "23/11/2010"}, "Trần Ngọc Ánh"),
        ("Trần Ngọc Ánh", {"born": "2010"}, "T.N.Á."),
        ("T.N.Á.", {"born": "1990"}, "Trần Ngọc Ánh"),
        ("T.N.Á.", {"born": ""}, "T.N.Á."),
    ],
)
def test_corrected_shows_the_public_initials_of_children_alone(public_name, right, shown):
    assert corrections.corrected(PRINTED | {"public_name": public_name}, right, DAY)["public_name"] == shown


def test_corrected_form_of_address_follows_in_english():
    assert corrections.corrected(PRINTED, {"honorific": "Ông"}, DAY)["honorific_en"] == "Mr"
