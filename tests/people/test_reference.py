"""The reference data of agencies: counts by law, names told apart, loaded twice."""

from collections import Counter
from datetime import date
from io import StringIO

import pytest
from django.core.management import call_command

from lms.people import reference
from lms.people.actions import reference as loading
from lms.people.models import Organization


def communes() -> list[reference.ReferenceOrganization]:
    return [entry for entry in reference.read() if entry.kind == "commune_unit" and entry.valid_to is None]


def test_read_gives_the_168_units_of_the_resolution():
    types = Counter(entry.name.split()[0] for entry in communes())

    assert types == {"Phường": 113, "Xã": 54, "Đặc": 1}


def test_read_has_no_code_and_no_name_twice():
    entries = reference.read()

    assert [code for code, n in Counter(entry.code for entry in entries).items() if n > 1] == []
    assert [name for name, n in Counter(entry.name for entry in entries).items() if n > 1] == []


def test_read_gives_codes_of_five_digits_to_communes_and_own_codes_to_old_units():
    entries = reference.read()
    old = [entry for entry in entries if entry.valid_to == date(2025, 6, 30)]

    assert all(entry.code.isdigit() and len(entry.code) == 5 for entry in communes())
    assert all(entry.code.startswith("CU.") and len(entry.code) <= 32 for entry in old)


def test_read_names_a_source_and_an_old_district_for_every_commune():
    codes = {entry.code for entry in reference.read()}

    for entry in communes():
        assert "1685/NQ-UBTVQH15" in entry.source
        assert entry.formerly
        assert set(entry.formerly) <= codes


def test_read_has_the_fifteen_departments():
    departments = [entry for entry in reference.read() if entry.kind == "department" and entry.valid_to is None]

    assert len(departments) == 15


@pytest.mark.db
def test_load_twice_makes_everything_once(db):
    first = loading.load()
    second = loading.load()

    assert (first.made, first.changed) == (first.total, 0)
    assert (second.made, second.changed) == (0, 0)
    assert Organization.objects.count() == first.total


def test_load_links_a_split_district_with_every_unit_it_went_into(db):
    loading.load()

    district = Organization.objects.get(name="Quận 3")
    assert sorted(district.successors.values_list("name", flat=True)) == ["Phường Bàn Cờ", "Phường Nhiêu Lộc", "Phường Xuân Hòa"]
    assert district.valid_to == date(2025, 6, 30)


def test_load_corrects_a_name_and_keeps_what_was_ended_by_hand(db):
    loading.load()
    Organization.objects.filter(code="26743").update(name="Phường Bến Thàn", valid_to=date(2026, 6, 30))

    loaded = loading.load()

    ward = Organization.objects.get(code="26743")
    assert (loaded.changed, ward.name, ward.valid_to) == (1, "Phường Bến Thành", date(2026, 6, 30))


def test_load_reference_says_what_it_did(db):
    out = StringIO()

    call_command("load_reference", stdout=out)

    assert "thêm" in out.getvalue()
    assert Organization.objects.filter(code="H29.SKHCN", predecessors__code="CU.STTTT").exists()
