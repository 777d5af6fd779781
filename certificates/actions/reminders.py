"""Telling those who have not fetched their paper: one notice of the class, delivered to them alone."""

from django.conf import settings
from django.db import transaction

from certificates.exceptions import CertificateError
from certificates.models import Certificate
from certificates.papers import due, papers_of
from lms.classes.actions import deliveries, notices
from lms.classes.models import ClassNotice, NoticeDelivery, TrainingClass
from lms.foundation import audit, messaging
from lms.people.models import User

Channel = NoticeDelivery.Channel
TITLE = "Mời nhận giấy chứng nhận"


def reminder_text(training_class: TrainingClass) -> str:
    """A first draft in Vietnamese, for the registrar to complete with room and hours."""
    title = training_class.title
    name = title if title.lower().startswith("lớp") else f"lớp {title}"
    return (
        f"Giấy chứng nhận của {name} (mã lớp {training_class.code}) đã có. "
        f"Mời anh/chị đến {training_class.issuer.name} nhận trong giờ hành chính, mang theo căn cước. "
        "Người nhận thay mang theo giấy ủy quyền hoặc giấy giới thiệu của đơn vị và căn cước của mình. "
        f"Xem giấy của anh/chị tại {settings.HOCAI_SITE_URL}/chung-nhan/"
    )


def waiting_for(training_class: TrainingClass) -> list[Certificate]:
    return list(due(papers_of(training_class)))


@transaction.atomic
def remind(*, training_class: TrainingClass, text: str, channels: list[str], by: User) -> dict[str, int]:
    """{channel: how many are reached}. Stands on the class page; sent, tried again and counted as every notice of a class.

    Raises CertificateError: nobody_to_remind, channel_not_set_up, nobody_has_address; ClassError where the text is empty or too long.
    """
    papers = waiting_for(training_class)
    if not papers:
        raise CertificateError("nobody_to_remind")
    notice = notices.announce(training_class=training_class, kind=ClassNotice.Kind.NEWS, title=TITLE, text=text, by=by)
    reached = {channel: _queue(notice, channel, papers) for channel in channels}
    audit.record(by, "paper.remind", training_class, after={"papers": len(papers), **reached})
    transaction.on_commit(deliveries.ring)
    return reached


def _queue(notice: ClassNotice, channel: str, papers: list[Certificate]) -> int:
    label = str(Channel(channel).label)
    if not messaging.is_configured(channel):
        raise CertificateError("channel_not_set_up", channel=label)
    found = [paper.enrollment.trainee for paper in papers if _has_address(paper, channel)]
    if not found:
        raise CertificateError("nobody_has_address", channel=label)
    NoticeDelivery.objects.bulk_create(NoticeDelivery(notice=notice, trainee=trainee, channel=channel) for trainee in found)
    return len(found)


def _has_address(paper: Certificate, channel: str) -> bool:
    person = paper.enrollment.person
    return bool(person.email if channel == Channel.MAIL else person.phone)
