"""Writing down, correcting and counting community sessions."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from lms.classes import community
from lms.classes.actions import community as actions
from lms.classes.actions.community import CommunityPlan
from lms.classes.exceptions import ClassError
from lms.classes.models import CommunityCount, CommunitySession
from lms.foundation.models import AuditEntry

from ...conftest import with_role


@pytest.fixture
def plan():
    return CommunityPlan(
        topic="Nhận biết giọng nói giả",
        place="Nhà văn hóa khu phố 3, số 123 đường Lê Lợi",
        on=timezone.localdate(),
        minutes=60,
        counts={("female", "over_60"): 7, ("male", "16_30"): 2, ("male", "31_45"): 0},
        names=("Nguyễn  Thị Tư", " "),
        note="Từ 16/11/2026 20:00, khoảng 30 người hẹn lại",
    )


def test_record_keeps_heads_and_names_and_leaves_zeros_out(ward, guide, plan):
    session, is_new = actions.record(ward=ward, uid=uuid4(), plan=plan, by=guide)

    assert is_new
    assert {(count.sex, count.age_band): count.n for count in session.counts.all()} == {("female", "over_60"): 7, ("male", "16_30"): 2}
    assert session.names == [{"name": "Nguyễn Thị Tư"}]
    entry = AuditEntry.objects.get(verb="community.record")
    assert "Nguyễn" not in str(entry.after)


@pytest.mark.db
def test_record_of_the_same_uid_is_one_session_as_first_written(ward, guide, plan):
    uid = uuid4()
    first, _new = actions.record(ward=ward, uid=uid, plan=plan, by=guide)

    again, is_new = actions.record(ward=ward, uid=uid, plan=replace(plan, topic="Khác"), by=guide)

    assert (again, is_new, again.topic) == (first, False, "Nhận biết giọng nói giả")
    assert CommunitySession.objects.count() == 1
    assert community.participations().participations == 9


def test_record_of_a_uid_of_somebody_else_is_refused(ward, guide, plan, person_factory):
    uid = uuid4()
    actions.record(ward=ward, uid=uid, plan=plan, by=guide)
    colleague = with_role(person_factory("Đồng nghiệp", "dn@hoc.example"), ward, "officer")

    with pytest.raises(ClassError) as refused:
        actions.record(ward=ward, uid=uid, plan=plan, by=colleague)

    assert refused.value.code == "community_uid_taken"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"counts": {}}, "community_nobody"),
        ({"counts": {("male", "16_30"): 0}}, "community_nobody"),
        ({"names": ("Nguyễn Văn A 079085001234",)}, "community_number"),
        ({"names": ("Bà Tư", "0790 8500 1234")}, "community_number"),
        ({"note": "gọi 0912.345.678"}, "community_number"),
        ({"topic": "CMND 024 123 456"}, "community_number"),
        ({"place": "079-085-001-234"}, "community_number"),
        ({"on": timezone.localdate() + timedelta(days=1)}, "community_in_future"),
        ({"on": timezone.localdate() - timedelta(days=400)}, "community_too_old"),
    ],
)
def test_record_refuses(ward, guide, plan, changes, code):
    with pytest.raises(ClassError) as refused:
        actions.record(ward=ward, uid=uuid4(), plan=replace(plan, **changes), by=guide)

    assert refused.value.code == code
    assert str(refused.value)
    assert not CommunitySession.objects.exists()


def test_record_for_a_ward_that_was_merged_is_refused_from_that_day_on(ward, guide, plan):
    ward.valid_to = timezone.localdate() - timedelta(days=1)
    ward.save()

    with pytest.raises(ClassError, match="không có hiệu lực"):
        actions.record(ward=ward, uid=uuid4(), plan=plan, by=guide)
    yesterday = replace(plan, on=timezone.localdate() - timedelta(days=1))
    assert actions.record(ward=ward, uid=uuid4(), plan=yesterday, by=guide)[1]


def test_change_replaces_the_counts_and_leaves_a_trace(write, guide, plan):
    session = write()

    actions.change(session=session, plan=plan, by=guide)

    session.refresh_from_db()
    assert (session.topic, community.participations().participations) == ("Nhận biết giọng nói giả", 9)
    entry = AuditEntry.objects.get(verb="community.change")
    assert (entry.before["counts"], entry.after["counts"]["female/over_60"]) == ({"female/over_60": 4}, 7)


@pytest.mark.parametrize(("age", "may"), [(timedelta(days=6, hours=23), True), (timedelta(days=7, minutes=1), False)])
def test_change_is_possible_for_seven_days(write, guide, plan, age, may):
    session = write()
    CommunitySession.objects.update(at=timezone.now() - age)

    if may:
        assert actions.change(session=session, plan=plan, by=guide).topic == plan.topic
    else:
        with pytest.raises(ClassError, match="7 ngày"):
            actions.change(session=session, plan=plan, by=guide)
        with pytest.raises(ClassError):
            actions.remove(session=session, by=guide)


def test_remove_takes_it_out_of_the_figures_and_deletes_the_names(write, guide):
    session = write(names=("Bà Tư",))

    actions.remove(session=session, by=guide)
    actions.remove(session=session, by=guide)

    session.refresh_from_db()
    assert session.names == []
    assert community.participations() == community.Totals()
    assert AuditEntry.objects.filter(verb="community.remove").count() == 1


def test_participations_by_ward_period_sex_and_age(write, ward, other_ward, neighbour):
    write(days=-40, counts={("male", "16_30"): 3})
    write(days=-2, counts={("female", "16_30"): 5, ("male", "over_60"): 1})
    write(days=-1, of=other_ward, by=neighbour, counts={("female", "under_16"): 20})
    since = timezone.localdate() - timedelta(days=7)

    totals = community.participations(ward=ward, since=since, until=timezone.localdate())

    assert (totals.sessions, totals.participations, totals.minutes) == (1, 6, 90)
    assert (totals.of_sex("female"), totals.of_sex("male"), totals.of_band("16_30")) == (5, 1, 5)
    assert community.participations(ward=ward).participations == 9
    assert community.participations().participations == 29


def test_participations_counts_both_ends_of_the_period(write):
    write(days=-5)
    day = timezone.localdate() - timedelta(days=5)

    assert community.participations(since=day, until=day).sessions == 1
    assert community.participations(since=day + timedelta(days=1)).sessions == 0
    assert community.participations(until=day - timedelta(days=1)).sessions == 0


def test_by_ward_names_every_ward_once(write, ward, other_ward, django_assert_num_queries):
    from lms.people.models import Organization

    write(counts={("female", "16_30"): 5, ("male", "over_60"): 1})
    write(counts={("male", "over_60"): 2})

    with django_assert_num_queries(3):
        rows = community.by_ward(Organization.objects.filter(kind="commune_unit"))

    assert [(row.ward.name, row.sessions, row.participations, row.female, row.male) for row in rows] == [
        ("Phường Bến Thành", 2, 8, 5, 3),
        ("Xã Cần Giờ", 0, 0, 0, 0),
    ]


def test_by_ward_leaves_out_a_ward_that_had_ended_unless_it_held_a_session(write, ward, other_ward):
    from lms.people.models import Organization

    wards = Organization.objects.filter(kind="commune_unit")
    write()
    today = timezone.localdate()
    wards.update(valid_to=today - timedelta(days=1))

    assert [row.ward for row in community.by_ward(wards.all(), since=today, until=today)] == [ward]
    assert len(community.by_ward(wards.all(), since=today - timedelta(days=1), until=today)) == 2


@pytest.mark.db
def test_by_month_across_new_year(write, ward):
    one, two, three = write(), write(), write()
    for session, day in ((one, date(2025, 12, 31)), (two, date(2026, 1, 1)), (three, date(2026, 1, 31))):
        CommunitySession.objects.filter(pk=session.pk).update(on=day)

    assert community.by_month(ward) == [(date(2026, 1, 1), 2, 8), (date(2025, 12, 1), 1, 4)]


def test_counts_of_one_cell_stand_once(write):
    from django.db import IntegrityError, transaction

    session = write()

    with pytest.raises(IntegrityError), transaction.atomic():
        CommunityCount.objects.create(session=session, sex="female", age_band="over_60", n=1)
