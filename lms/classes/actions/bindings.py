"""Browsers bound to people: one browser a person and one person a browser in a class, until the desk ends it."""

from django.db import IntegrityError, transaction
from django.utils import timezone

from lms.classes import locks
from lms.classes.confirmations import forget_wrong
from lms.classes.exceptions import ClassError
from lms.classes.models import Browser, BrowserBinding, Scan, Trainee
from lms.foundation import audit
from lms.people.models import User


@transaction.atomic
def bind(*, browser: Browser, trainee: Trainee, confirmed_by: str) -> BrowserBinding:
    """From now on this browser is this trainee in this class. Twice changes nothing.

    Raises ClassError: not_on_roster, name_taken (by another browser), browser_taken (by another person of the class),
    browser_of_many (by another person in another class today).
    """
    trainee = locks.alone(trainee)
    if trainee.enrollment.state not in ("active", "completed"):
        raise ClassError("not_on_roster")
    _end_of_people_who_left(browser, trainee)
    _refuse_browser_of_others(browser, trainee)
    own = BrowserBinding.objects.in_force().filter(trainee=trainee).first()
    if own is not None and own.browser_id != browser.pk:
        raise ClassError("name_taken")
    return own or _create(browser, trainee, confirmed_by)


@transaction.atomic
def release(*, trainee: Trainee, by: User) -> int:
    """The desk has seen the papers: this person may confirm on another browser, with three new tries; returns how many were ended."""
    trainee = locks.alone(trainee)
    ended = BrowserBinding.objects.in_force().filter(trainee=trainee).update(ended_at=timezone.now(), ended_by=by)
    forget_wrong(trainee)
    audit.record(by, "browser_binding.end", trainee, after={"ended": ended})
    return ended


def of_another_person_today(browser: Browser, trainee: Trainee) -> bool:
    """Whether this browser has stood or scanned for somebody else today, in any class."""
    today = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    person = trainee.enrollment.person_id
    scanned = Scan.objects.filter(browser=browser, received_at__gte=today).exclude(trainee__enrollment__person=person)
    bound = BrowserBinding.objects.filter(browser=browser, bound_at__gte=today, ended_at__isnull=True)
    return scanned.exists() or bound.exclude(trainee__enrollment__person=person).exclude(training_class=trainee.training_class_id).exists()


def _refuse_browser_of_others(browser: Browser, trainee: Trainee) -> None:
    here = BrowserBinding.objects.in_force().filter(browser=browser, training_class=trainee.training_class_id)
    if here.exclude(trainee=trainee).exists():
        raise ClassError("browser_taken")
    if of_another_person_today(browser, trainee):
        raise ClassError("browser_of_many")


def _create(browser: Browser, trainee: Trainee, confirmed_by: str) -> BrowserBinding:
    """Two people who confirm on one browser in the same instant: the database lets one of them in."""
    try:
        with transaction.atomic():
            return BrowserBinding.objects.create(
                browser=browser, training_class_id=trainee.training_class_id, trainee=trainee, confirmed_by=confirmed_by
            )
    except IntegrityError as error:
        raise ClassError("browser_taken") from error


def _end_of_people_who_left(browser: Browser, trainee: Trainee) -> None:
    """Somebody who was replaced leaves the phone free for the next one."""
    here = BrowserBinding.objects.in_force().filter(browser=browser, training_class=trainee.training_class_id)
    gone = here.exclude(trainee__enrollment__state__in=("active", "completed"))
    BrowserBinding.objects.filter(pk__in=gone.values("pk")).update(ended_at=timezone.now())
