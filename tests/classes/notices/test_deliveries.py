from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from lms.classes import tasks_notices
from lms.classes.actions import deliveries, notices
from lms.classes.exceptions import ClassError
from lms.classes.models import NoticeDelivery
from lms.classes.notice_readers import ways_of
from lms.foundation.messaging import MessagingError, Sent

pytestmark = pytest.mark.db
HERE = "tests.classes.notices.test_deliveries"


class Refusing:
    """A carrier that is down; it remembers what it was asked to carry."""

    asked: list[str] = []

    def send(self, channel: str, to: str, text: str) -> Sent:
        self.asked.append(to)
        raise MessagingError("mất kết nối")


class Dying:
    """A worker that is killed in the middle."""

    def send(self, channel: str, to: str, text: str) -> Sent:
        raise KeyboardInterrupt


@pytest.fixture(autouse=True)
def no_broker(monkeypatch):
    """The ring is heard by nobody: what is sent is what the sweep finds."""
    monkeypatch.setattr("lms.classes.tasks_notices.send_waiting.delay", lambda: None)


@pytest.fixture
def with_phone(place, trainee):
    trainee.phone = "0901234567"
    trainee.save()
    return place


def states(notice) -> list[tuple[str, str, int]]:
    return list(notice.deliveries.order_by("pk").values_list("channel", "state", "tries"))


def test_queue_makes_one_row_for_everybody_with_an_address(notice, two_places, officer, person_factory, admit):
    admit(person_factory("Võ Không Thư", None))

    assert deliveries.queue(notice=notice, channel="mail", by=officer) == 2
    assert states(notice) == [("mail", "waiting", 0)] * 2


def test_queue_twice_sends_to_nobody_twice(notice, place, officer):
    deliveries.queue(notice=notice, channel="mail", by=officer)

    with pytest.raises(ClassError) as refused:
        deliveries.queue(notice=notice, channel="mail", by=officer)

    assert refused.value.code == "nobody_to_send_to"
    assert notice.deliveries.count() == 1


def test_queue_refuses_a_channel_without_a_back_end(notice, with_phone, officer, settings):
    settings.HOCAI_SMS_BACKEND = ""

    with pytest.raises(ClassError) as refused:
        deliveries.queue(notice=notice, channel="sms", by=officer)

    assert refused.value.code == "channel_not_configured"
    assert "SMS" in str(refused.value)


def test_the_sweep_sends_mail_with_class_title_and_address(notice, place, officer):
    deliveries.queue(notice=notice, channel="mail", by=officer)

    assert tasks_notices.sweep_deliveries() == 1
    assert tasks_notices.sweep_deliveries() == 0

    [message] = mail.outbox
    assert (message.subject, message.to) == ("[BDAI-2026-03] Mang máy tính", ["hocvien@hoc.example"])
    assert f"/tb/{notice.short_code}/" in message.body
    assert states(notice) == [("mail", "sent", 1)]


def test_a_summons_by_sms_carries_the_own_code(training_class, with_phone, officer, settings):
    summons = notices.announce(training_class=training_class, kind="summons", title="Thư mời", text="Mời dự lớp.", by=officer)
    deliveries.queue(notice=summons, channel="sms", by=officer)

    tasks_notices.sweep_deliveries()

    [file] = (settings.HOCAI_VAR / "messages").glob("*-sms-0901234567-*.txt")
    text = file.read_text(encoding="utf-8")
    file.unlink()
    assert f"{with_phone.ticket_code[:5]} {with_phone.ticket_code[5:]}" in text


def test_send_due_tries_three_times_and_then_says_so(notice, with_phone, officer, settings):
    settings.HOCAI_ZALO_BACKEND = f"{HERE}.Refusing"
    Refusing.asked.clear()
    deliveries.queue(notice=notice, channel="zalo", by=officer)
    now = timezone.now() + timedelta(seconds=1)

    assert deliveries.send_due(at=now) == 1
    assert deliveries.send_due(at=now) == 0, "the next try waits"
    for minutes in (10, 20, 30):
        deliveries.send_due(at=now + timedelta(minutes=minutes))

    assert Refusing.asked == ["0901234567"] * 3
    assert states(notice) == [("zalo", "failed", 3)]
    [way] = [way for way in ways_of(notice) if way.channel == "zalo"]
    assert (way.failed, way.left, [why for _trainee, why in way.failures]) == (1, 0, ["mất kết nối"])


def test_a_row_that_was_set_aside_when_the_worker_died_is_not_sent_again(notice, place, officer, settings, monkeypatch):
    deliveries.queue(notice=notice, channel="mail", by=officer)
    monkeypatch.setattr("lms.foundation.messaging.MailBackend", Dying)

    with pytest.raises(KeyboardInterrupt):
        tasks_notices.sweep_deliveries()
    monkeypatch.undo()

    assert tasks_notices.sweep_deliveries() == 0
    assert mail.outbox == []
    NoticeDelivery.objects.update(at=timezone.now() - timedelta(minutes=5))
    assert "chưa rõ tin đã đến hay chưa" in ways_of(notice)[0].failures[0][1]


def test_send_again_gives_what_failed_three_more_tries(notice, place, officer):
    deliveries.queue(notice=notice, channel="mail", by=officer)
    NoticeDelivery.objects.update(state="failed", detail="sending", tries=1)

    assert deliveries.send_again(notice=notice, channel="mail", by=officer) == 1
    assert tasks_notices.sweep_deliveries() == 1
    assert (len(mail.outbox), states(notice)) == (1, [("mail", "sent", 1)])


def test_claim_gives_a_row_to_one_worker_only(notice, place, officer):
    deliveries.queue(notice=notice, channel="mail", by=officer)
    row = notice.deliveries.get()

    assert [deliveries._claim(row.pk), deliveries._claim(row.pk)] == [True, False]


def test_an_address_taken_back_meanwhile_fails_at_once(notice, with_phone, trainee, officer):
    deliveries.queue(notice=notice, channel="sms", by=officer)
    trainee.phone = ""
    trainee.save()

    tasks_notices.sweep_deliveries()

    assert states(notice) == [("sms", "failed", 1)]
