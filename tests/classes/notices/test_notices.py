import pytest

from lms.classes.actions import notices
from lms.classes.exceptions import ClassError
from lms.classes.models import ClassNotice
from lms.foundation.models import AuditEntry


def test_announce_keeps_the_notice_and_who_wrote_it(training_class, officer):
    notice = notices.announce(training_class=training_class, kind="news", title="Mang máy tính", text=" Mang máy. \r\n Nhé ", by=officer)

    stored = ClassNotice.objects.get()
    assert (stored, stored.text, stored.by) == (notice, "Mang máy.\nNhé", officer)
    assert AuditEntry.objects.filter(verb="notice.announce", object_id=str(notice.pk), actor_handle=officer.handle).exists()


@pytest.mark.parametrize(
    ("title", "text", "code"),
    [("", "Nội dung", "notice_empty"), ("Tiêu đề", " \n ", "notice_empty"), ("Tiêu đề", "a" * 2001, "notice_too_long")],
)
def test_announce_refuses(training_class, officer, title, text, code):
    with pytest.raises(ClassError) as refused:
        notices.announce(training_class=training_class, kind="news", title=title, text=text, by=officer)

    assert refused.value.code == code
    assert str(refused.value)
    assert not ClassNotice.objects.exists()


def test_announce_change_of_a_room_is_about_that_session(tomorrow, room_204, officer):
    before = notices.as_it_was(tomorrow)
    tomorrow.venue = room_204
    tomorrow.save()

    notice = notices.announce_change(session=tomorrow, before=before, by=officer)

    assert (notice.session, notice.kind) == (tomorrow, "place")
    assert "Hội trường A → Phòng 204" in notice.text


def test_announce_change_of_nothing_writes_no_notice(tomorrow, officer):
    assert notices.announce_change(session=tomorrow, before=notices.as_it_was(tomorrow), by=officer) is None
    assert not ClassNotice.objects.exists()
