"""Sending a notice to its trainees. The rows are the work: a ring that gets lost loses nothing, a sweep finds them.

Nobody gets a message twice: a row is set aside *before* its message is handed over. A worker that dies between the two
leaves it set aside and nobody knows whether the message left; it is shown so, and a person decides whether to send again.
"""

import logging
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from kombu.exceptions import OperationalError

from lms.classes.exceptions import ClassError
from lms.classes.models import ClassNotice, NoticeDelivery, Trainee
from lms.classes.notice_texts import personal_message_of
from lms.foundation import audit, messaging
from lms.people.models import User

State, Channel = NoticeDelivery.State, NoticeDelivery.Channel
TRIES = 3
WAITS = (timedelta(minutes=1), timedelta(minutes=5))
SENDING = "sending"
AT_ONCE = 500
DETAIL = 300

log = logging.getLogger(__name__)


@transaction.atomic
def queue(*, notice: ClassNotice, channel: str, by: User) -> int:
    """One row for every trainee with an address who has none yet; how many. Raises ClassError: channel_not_configured, nobody_to_send_to."""
    label = str(Channel(channel).label)
    if not messaging.is_configured(channel):
        raise ClassError("channel_not_configured", channel=label)
    # Two officers who press at once: the second waits here and then finds everybody served.
    ClassNotice.objects.select_for_update().get(pk=notice.pk)
    done = NoticeDelivery.objects.filter(notice=notice, channel=channel).values("trainee")
    people = _with_address(notice, channel).exclude(pk__in=done)
    rows = NoticeDelivery.objects.bulk_create(NoticeDelivery(notice=notice, trainee=trainee, channel=channel) for trainee in people)
    if not rows:
        raise ClassError("nobody_to_send_to", channel=label)
    audit.record(by, "notice.send", notice, after={"channel": channel, "people": len(rows)})
    transaction.on_commit(ring)
    return len(rows)


@transaction.atomic
def send_again(*, notice: ClassNotice, channel: str, by: User) -> int:
    """Everything of this notice that failed or was interrupted waits once more; how many."""
    count = NoticeDelivery.objects.filter(notice=notice, channel=channel, state=State.FAILED).update(
        state=State.WAITING, tries=0, detail="", at=timezone.now()
    )
    if count:
        audit.record(by, "notice.send_again", notice, after={"channel": channel, "people": count})
        transaction.on_commit(ring)
    return count


def ring() -> None:
    """Tells a worker that messages wait."""
    from lms.classes.tasks_notices import send_waiting

    try:
        send_waiting.delay()
    except (OperationalError, OSError) as error:
        log.warning("The broker does not answer (%s); the sweep will find the work.", error)


def send_due(*, at: datetime) -> int:
    """Sends what is due by the moment `at`, oldest first; how many rows were tried."""
    due = NoticeDelivery.objects.filter(state=State.WAITING, at__lte=at).order_by("at", "pk")
    found = list(due.values_list("pk", flat=True)[:AT_ONCE])
    return sum(1 for pk in found if _claim(pk) and _send(pk))


def _with_address(notice: ClassNotice, channel: str):  # type: ignore[no-untyped-def]
    people = Trainee.objects.active().filter(training_class=notice.training_class_id)
    if channel == Channel.MAIL:
        return people.filter(enrollment__person__email__isnull=False)
    return people.exclude(enrollment__person__phone="")


def _claim(pk: int) -> bool:
    """Sets the row aside, for one worker only."""
    waiting = NoticeDelivery.objects.filter(pk=pk, state=State.WAITING)
    return bool(waiting.update(state=State.FAILED, detail=SENDING, at=timezone.now()))


def _send(pk: int) -> bool:
    row = NoticeDelivery.objects.select_related("notice__training_class", "trainee__enrollment__person").get(pk=pk)
    row.tries += 1
    try:
        row.detail = messaging.send(row.channel, _address(row), _text(row)).reference[:DETAIL]
        row.state = State.SENT
    except messaging.MessagingError as error:
        row.detail = str(error)[:DETAIL]
        row.state = State.FAILED if error.is_final or row.tries >= TRIES else State.WAITING
    row.at = timezone.now() + (WAITS[row.tries - 1] if row.state == State.WAITING else timedelta())
    row.save(update_fields=["state", "detail", "tries", "at"])
    return True


def _address(row: NoticeDelivery) -> str:
    person = row.trainee.enrollment.person
    if address := person.email if row.channel == Channel.MAIL else person.phone:
        return address
    raise messaging.MessagingError("the address was taken back meanwhile", is_final=True)


def _text(row: NoticeDelivery) -> str:
    text = personal_message_of(row.notice, row.trainee)
    return f"[{row.notice.training_class.code}] {row.notice.title}\n{text}" if row.channel == Channel.MAIL else text
