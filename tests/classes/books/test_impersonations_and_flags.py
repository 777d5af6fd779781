from lms.classes.actions import attendance, flags, impersonations
from lms.classes.actions.attendance import NewMark
from lms.classes.eligibility import eligibility_of
from lms.classes.flag_texts import grouped, text_of
from lms.classes.flags import raise_flag
from lms.classes.models import AttendanceRecord, Browser, Flag, Impersonation
from lms.foundation.models import AuditEntry


def test_add_voids_the_mark_and_keeps_who_and_why(marked, two_places, teacher, training_class):
    first = two_places[0]

    found = impersonations.add(
        session=marked, trainee=first, substitute="Một người cùng phòng", reason="Gọi tên, người khác trả lời", by=teacher
    )

    void, now = AttendanceRecord.objects.filter(trainee=first).order_by("pk")
    assert (found.voided, found.substitute, found.by) == (void, "Một người cùng phòng", teacher)
    assert (now.status, now.supersedes) == ("unexcused", void)
    assert "Gọi tên" in now.reason
    assert eligibility_of(training_class)[first.pk].attendance.attended == 0


def test_add_without_reason_or_presence_is_refused(marked, two_places, teacher, refused):
    with refused("impersonation_no_reason"):
        impersonations.add(session=marked, trainee=two_places[0], reason=" ", by=teacher)
    impersonations.add(session=marked, trainee=two_places[0], reason="Ảnh khác", by=teacher)
    with refused("impersonation_no_mark"):
        impersonations.add(session=marked, trainee=two_places[0], reason="Ảnh khác", by=teacher)

    assert Impersonation.objects.count() == 1


def test_settle_keeps_the_first_note(session, place, teacher, refused):
    flag = raise_flag(session=session, kind=Flag.Kind.NAME_TAKEN, trainee=place)
    with refused("settlement_missing"):
        flags.settle(flag=flag, note=" ", by=teacher)

    flags.settle(flag=flag, note="Đổi điện thoại mới", by=teacher)
    settled = flags.settle(flag=flag, note="Ghi khác", by=teacher)

    assert (settled.settlement, settled.settled_by) == ("Đổi điện thoại mới", teacher)
    assert AuditEntry.objects.filter(verb="flag.settle").count() == 1


def test_grouped_puts_one_device_and_its_people_together(session, sessions, two_places):
    device, other = Browser.objects.create(key_digest="a" * 64), Browser.objects.create(key_digest="b" * 64)
    kind = Flag.Kind.ONE_DEVICE_MANY_PEOPLE
    for place in two_places:
        raise_flag(session=session, kind=kind, trainee=place, browser=device)
    raise_flag(session=session, kind=kind, trainee=two_places[0], browser=other)
    raise_flag(session=sessions[1], kind=kind, trainee=two_places[0], browser=device)

    assert sorted(len(group.flags) for group in grouped(Flag.objects.order_by("pk"))) == [1, 1, 2]


def test_text_of_says_how_far_a_code_was_from_its_time(session, place):
    details = {"shown_at": "2026-11-22T01:00:00+00:00", "received_at": "2026-11-22T15:30:00+00:00"}
    flag = raise_flag(session=session, kind=Flag.Kind.CODE_FAR_FROM_ITS_TIME, trainee=place, details=details)

    assert text_of(flag) == "Mã hiện trên màn hình lúc 08:00:00 22/11/2026, đến máy chủ lúc 22:30:00 22/11/2026: cách nhau 870 phút."


def test_text_of_leaves_out_what_nobody_wrote(session, place):
    for kind in Flag.Kind.values:
        assert text_of(Flag(session=session, kind=kind, details={"shown_at": "hôm qua", "n": None})) == ""


def test_attendance_derive_never_overrules_a_person(marked, two_places, teacher, refused):
    first, second = two_places
    attendance.record(session=marked, marks=[NewMark(first, "unexcused", reason="Bỏ về")], by=teacher)

    with refused("marked_absent"):
        attendance.derive(
            session=marked, mark=NewMark(first, "present"), happened_at=marked.starts_at, source="qr", by=first.enrollment.person
        )
    kept = attendance.derive(
        session=marked, mark=NewMark(second, "present"), happened_at=marked.starts_at, source="qr", by=second.enrollment.person
    )

    assert (kept.is_new, kept.record.status) == (False, "late")


def test_attendance_derive_refines_a_scan(session, place):
    person = place.enrollment.person
    attendance.derive(session=session, mark=NewMark(place, "present"), happened_at=session.starts_at, source="qr", by=person)

    left = attendance.derive(session=session, mark=NewMark(place, "left_early", 2), happened_at=session.ends_at, source="qr", by=person)

    assert (left.is_new, left.record.status, left.record.supersedes.status) == (True, "left_early", "present")
    assert left.record.reason
