import pytest
from django.core import mail

from lms.foundation import messaging
from lms.foundation.messaging import MessagingError


def test_send_writes_a_file_for_each_message(settings, tmp_path):
    settings.HOCAI_VAR = tmp_path
    settings.HOCAI_SMS_BACKEND = "lms.foundation.messaging.FileBackend"

    first, second = messaging.send("sms", "0901234567", "Xin chào"), messaging.send("sms", "0901234567", "Xin chào")

    assert first != second
    assert (tmp_path / "messages" / first.reference).read_text(encoding="utf-8") == "sms → 0901234567\n\nXin chào\n"


def test_send_writes_no_file_outside_its_folder(settings, tmp_path):
    settings.HOCAI_VAR = tmp_path
    settings.HOCAI_ZALO_BACKEND = "lms.foundation.messaging.FileBackend"

    sent = messaging.send("zalo", "../../x", "…")

    assert [path.name for path in (tmp_path / "messages").iterdir()] == [sent.reference]


def test_send_without_a_back_end_is_refused_for_good(settings):
    settings.HOCAI_SMS_BACKEND = ""

    with pytest.raises(MessagingError) as refused:
        messaging.send("sms", "0901234567", "Xin chào")

    assert refused.value.is_final
    assert not messaging.is_configured("sms")


def test_send_by_mail_takes_the_first_line_as_subject():
    messaging.send("mail", "an@hoc.example", "Đổi phòng\nChi tiết ở trang lớp")

    assert (mail.outbox[0].subject, mail.outbox[0].body) == ("Đổi phòng", "Chi tiết ở trang lớp")


def test_send_to_a_full_disk_is_our_own_error(settings, tmp_path):
    settings.HOCAI_VAR = tmp_path
    settings.HOCAI_SMS_BACKEND = "lms.foundation.messaging.FileBackend"
    (tmp_path / "messages").write_text("a file stands in the way")

    with pytest.raises(MessagingError):
        messaging.send("sms", "0901234567", "Xin chào")
