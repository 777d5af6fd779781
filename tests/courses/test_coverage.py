"""Counting lessons by audience, tier and strand, and naming what is missing."""

import json

import pytest
from django.core.management import call_command

from courses import coverage
from courses.actions import course_staff
from courses.models import Strand, Tier


@pytest.fixture
def measured(make_course, make_lesson):
    course = make_course("Nền tảng", audiences=("citizen", "sme"), tier="T0")
    course.strands = Strand.objects.filter(code__in=["HUM", "SAFE"])
    course.save()
    make_lesson(course, "Như khóa học")
    own = make_lesson(course, "Có cấp độ riêng", tier="T2")
    own.strands = Strand.objects.filter(code="DATA")
    own.save()
    make_lesson(course, "Bản nháp", live=False)
    return coverage.measure()


def test_measure_takes_from_the_course_what_a_lesson_leaves_empty(measured):
    assert measured.lessons == 2
    assert measured.cells == {
        (audience, tier, strand): 1 for audience in ("citizen", "sme") for tier, strand in (("T0", "HUM"), ("T0", "SAFE"), ("T2", "DATA"))
    }
    assert measured.by_tier["citizen", "T0"] == measured.by_tier["citizen", "T2"] == 1


def test_measure_asks_few_questions_whatever_the_number(measured, django_assert_max_num_queries):
    with django_assert_max_num_queries(6):
        coverage.measure()


def test_gaps_are_what_the_plan_wants_and_nobody_wrote(measured):
    gaps = coverage.gaps(measured)

    assert {"audience": "citizen", "tier": "T1"} in gaps
    assert {"audience": "citizen", "strand": "ETH"} in gaps
    assert {"audience": "citizen", "tier": "T0"} not in gaps
    assert {"audience": "leader", "tier": "T1"} in gaps


def test_the_plan_names_only_what_exists(db):
    strands = set(Strand.objects.values_list("code", flat=True))

    assert set(coverage.plan()) == {code for code, _label, _squares in coverage.tier_table(coverage.measure()).rows}
    assert all(set(each["tiers"]) <= set(Tier.values) and set(each["strands"]) <= strands for each in coverage.plan().values())


def test_curriculum_coverage_prints_the_same_numbers_as_json_and_as_a_table(measured, capsys):
    call_command("curriculum_coverage", "--json")
    found = json.loads(capsys.readouterr().out)
    call_command("curriculum_coverage")
    table = capsys.readouterr().out

    assert found["lessons"] == 2
    assert {"audience": "sme", "tier": "T2", "strand": "DATA", "lessons": 1} in found["cells"]
    assert f"2 bài học, {len(found['gaps'])} chỗ còn thiếu." in table
    assert "citizen" in table


def test_the_page_is_for_editors(measured, make_course, teacher, stranger, client):
    client.force_login(stranger)
    assert client.get("/admin/reports/do-phu/").status_code in (302, 403)
    course_staff.appoint(course=make_course("Của tôi"), person=teacher, by=None)
    client.force_login(teacher)

    html = client.get("/admin/reports/do-phu/?tier=T2").content.decode()
    file = client.get("/admin/reports/do-phu/tep/")

    assert "Còn thiếu" in html
    assert "Lãnh đạo, quản lý" in html
    assert file.json()["lessons"] == 2


def test_one_tier_of_the_strands_counts_that_tier_alone(measured):
    [row] = [squares for code, _label, squares in coverage.strand_table(measured, tier="T2").rows if code == "sme"]

    assert sum(square.number for square in row) == 1
    assert not any(square.is_gap for square in row)
