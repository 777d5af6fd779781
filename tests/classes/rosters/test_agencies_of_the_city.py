"""Names of agencies as lists really write them, against the whole reference data."""

from datetime import date, timedelta

import pytest

from lms.classes.rosters.agencies import AgencyIndex
from lms.people.actions import reference
from lms.people.models import Organization

TODAY = date(2026, 10, 5)


@pytest.fixture
def reference_loaded(db):
    reference.load()


BUILT: list[AgencyIndex] = []


@pytest.fixture
def index(db):
    """Built once: it answers out of memory, so later tests need no rows."""
    if not BUILT:
        reference.load()
        BUILT.append(AgencyIndex.on(TODAY))
    return BUILT[0]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("P. Bến Thành", "Phường Bến Thành"),
        ("UBND P.Bến Thành", "Phường Bến Thành"),
        ("UBND phường Bến Thành, TP.HCM", "Phường Bến Thành"),
        ("Ủy ban nhân dân Phường Sài Gòn", "Phường Sài Gòn"),
        ("xã Củ Chi", "Xã Củ Chi"),
        ("ĐK Côn Đảo", "Đặc khu Côn Đảo"),
        ("SNV", "Sở Nội vụ"),
        ("Sở GD&ĐT", "Sở Giáo dục và Đào tạo"),
        ("Sở TTTT", "Sở Khoa học và Công nghệ"),
        ("Sở Lao động - Thương binh và Xã hội", "Sở Nội vụ"),
        ("UBND phường 9, Quận 3", "Phường Nhiêu Lộc"),
        ("P.9 Q.3", "Phường Nhiêu Lộc"),
        ("P09, Q3", "Phường Nhiêu Lộc"),
        ("Phường Tân Phú", "Phường Tân Phú"),
        ("Phường Tân Phú, Quận 7", "Phường Tân Mỹ"),
        ("Gia Định", "Phường Gia Định"),
        ("Phường Xuân Hoà", "Phường Xuân Hòa"),
        ("phuong ben thanh", "Phường Bến Thành"),
    ],
)
def test_find_names_as_lists_write_them(index, text, name):
    assert [organization.name for organization in index.find(text).found] == [name]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Quận 3", {"Phường Bàn Cờ", "Phường Xuân Hòa", "Phường Nhiêu Lộc"}),
        ("UBND Q.3", {"Phường Bàn Cờ", "Phường Xuân Hòa", "Phường Nhiêu Lộc"}),
        ("UBND H. Nhà Bè", {"Xã Nhà Bè", "Xã Hiệp Phước"}),
        ("Nhà Bè", {"Xã Nhà Bè", "Xã Hiệp Phước"}),
        ("Phường Đa Kao, Quận 1", {"Phường Sài Gòn", "Phường Tân Định"}),
    ],
)
def test_find_of_what_was_split_gives_every_part(index, text, names):
    assert {organization.name for organization in index.find(text).found} == names


def test_find_tells_units_apart_that_differ_by_a_mark_only(index):
    assert [each.name for each in index.find("UBND xã Thạnh An").found] == ["Xã Thạnh An"]
    assert [each.name for each in index.find("UBND xã Thanh An").found] == ["Xã Thanh An"]
    assert {each.name for each in index.find("XA THANH AN").found} == {"Xã Thạnh An", "Xã Thanh An"}


def test_find_of_the_old_cities_gives_many_units(index):
    assert len(index.find("UBND TP. Thủ Đức").found) == 12
    assert len(index.find("TP Dĩ An").found) == 3


def test_find_of_a_unit_merged_in_the_middle_of_a_class_gives_its_successor(reference_loaded):
    old = Organization.objects.get(name="Xã Thạnh An")
    new = Organization.objects.create(code="27699", name="Xã Cần Thạnh", kind="commune_unit", valid_from=TODAY)
    new.predecessors.add(old)
    old.valid_to = TODAY - timedelta(days=1)
    old.save()

    index = AgencyIndex.on(TODAY)

    assert index.find("UBND xã Thạnh An").found == (new,)
    assert index.is_or_was(new, old.pk)
    assert AgencyIndex.on(TODAY - timedelta(days=1)).find("UBND xã Thạnh An").found == (old,)


def test_find_follows_two_mergers_in_a_row(reference_loaded):
    middle = Organization.objects.get(name="Phường Nhiêu Lộc")
    last = Organization.objects.create(code="27998", name="Phường Mới", kind="commune_unit", valid_from=TODAY)
    last.predecessors.add(middle)
    Organization.objects.filter(pk=middle.pk).update(valid_to=TODAY - timedelta(days=1))

    assert AgencyIndex.on(TODAY).find("Phường 9, Quận 3").found == (last,)


def test_on_asks_the_database_twice(reference_loaded, django_assert_num_queries):
    with django_assert_num_queries(2):
        AgencyIndex.on(TODAY).find("Phường Bến Thành")
