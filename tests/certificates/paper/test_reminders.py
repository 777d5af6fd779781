import pytest
from django.urls import reverse

from certificates.actions import hand_overs, reminders
from lms.classes.models import ClassNotice, NoticeDelivery
from tests.certificates.conftest import refused, today


def remind(training_class, by, channels=("mail",), text="Mời nhận giấy tại phòng 3."):
    return reminders.remind(training_class=training_class, text=text, channels=list(channels), by=by)


def test_remind_reaches_only_those_who_have_not_come(closed_class, papers, people, registrar):
    hand_overs.record(certificates=[papers["anh"]], taken_on=today(), by=registrar)

    assert remind(closed_class, registrar) == {"mail": 2}

    assert set(NoticeDelivery.objects.values_list("trainee", flat=True)) == {people["binh"].pk, people["dung"].pk}
    assert ClassNotice.objects.get().text == "Mời nhận giấy tại phòng 3."


def test_remind_refuses_when_nobody_waits_or_can_be_reached(closed_class, papers, registrar, settings):
    settings.HOCAI_SMS_BACKEND = "lms.foundation.messaging.FileBackend"
    with refused("nobody_has_address"):
        remind(closed_class, registrar, ["sms"])
    settings.HOCAI_SMS_BACKEND = ""
    with refused("channel_not_set_up"):
        remind(closed_class, registrar, ["sms"])
    hand_overs.record(certificates=list(papers.values()), taken_on=today(), by=registrar)
    with refused("nobody_to_remind"):
        remind(closed_class, registrar)

    assert not NoticeDelivery.objects.exists()
    assert not ClassNotice.objects.exists()


def test_reminder_text_names_class_and_place(closed_class):
    text = reminders.reminder_text(closed_class)

    assert "Giấy chứng nhận của Lớp bồi dưỡng AI số 3 (mã lớp BDAI-2026-03)" in text
    assert closed_class.issuer.name in text


@pytest.mark.parametrize(
    ("data", "words"), [({"text": "", "channels": ["mail"]}, "Hãy ghi nội dung nhắc."), ({"text": "x"}, "Hãy chọn ít nhất một cách gửi")]
)
def test_paper_remind_asks_for_text_and_way(client, registrar, closed_class, papers, data, words):
    client.force_login(registrar)

    assert words in client.post(reverse("paper-remind", args=[closed_class.pk]), data).text
    assert not ClassNotice.objects.exists()


def test_paper_remind_sends(client, registrar, closed_class, papers):
    client.force_login(registrar)

    page = client.post(reverse("paper-remind", args=[closed_class.pk]), {"text": "Mời nhận giấy.", "channels": ["mail"]}, follow=True)

    assert "Lời nhắc đang được gửi (Thư điện tử: 3)." in page.text
