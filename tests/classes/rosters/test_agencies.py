from datetime import date

import pytest

from lms.classes.rosters.agencies import AgencyIndex
from lms.people.models import Organization

TODAY = date(2026, 10, 5)


@pytest.fixture
def index(home_affairs, science, academy, city):
    committee = Organization.objects.create(code="26740", name="Ủy ban nhân dân phường Bến Thành", parent=city)
    old = Organization.objects.create(code="STTTT", name="Sở Thông tin và Truyền thông", abbreviation="STTTT", valid_to=date(2025, 2, 28))
    science.predecessors.add(old)
    for code, kind in [("1", "phường"), ("2", "xã")]:
        Organization.objects.create(code=f"TH{code}", name=f"Ủy ban nhân dân {kind} Tân Hiệp", abbreviation="TH")
    assert committee
    return AgencyIndex.on(TODAY)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Sở Nội vụ", "H29.SNV"),
        ("SO NOI VU", "H29.SNV"),
        ("SNV", "H29.SNV"),
        ("Sở Nội vụ TP. Hồ Chí Minh", "H29.SNV"),
        ("Sở KHCN", "H29.SKHCN"),
        ("Sở Khoa học & Công nghệ", None),
        ("Sở Thông tin và Truyền thông", "H29.SKHCN"),
        ("STTTT", "H29.SKHCN"),
        ("UBND P. Bến Thành", "26740"),
        ("Phường Bến Thành", "26740"),
        ("Học viện Cán bộ TP.HCM", "H29.HVCB"),
    ],
)
def test_find_by_name_abbreviation_and_predecessor(index, text, code):
    found = index.find(text).found

    assert [organization.code for organization in found] == ([code] if code else [])


def test_find_names_the_nearest(index):
    answer = index.find("Sở Nội vu và Lao động")

    assert (answer.found, answer.nearest) == ((), "Sở Nội vụ")


def test_find_of_an_ambiguous_name_gives_both(index):
    assert len(index.find("TH").found) == 2
    assert len(index.find("UBND xã Tân Hiệp").found) == 1


def test_find_of_nonsense_gives_nothing(index):
    assert index.find("Công ty Hoa Mai 123").nearest == ""
