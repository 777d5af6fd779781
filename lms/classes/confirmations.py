"""Whether somebody is who the chosen name says: by the date of birth or the ticket, three tries a name and a browser."""

import hmac
import re
from dataclasses import dataclass

from django.core.cache import cache

from lms.classes.models import BrowserBinding, Trainee, TrainingClass
from lms.people.models import User

TRIES = 3
FORGOTTEN_AFTER = 3600
ConfirmedBy, ConfirmBy = BrowserBinding.ConfirmedBy, TrainingClass.ConfirmBy


@dataclass(frozen=True)
class Ways:
    """What may confirm one trainee: what the class allows and the roster knows. `is_year`: only the year of birth is known."""

    birth: bool
    ticket: bool
    is_year: bool = False

    @property
    def none(self) -> bool:
        return not (self.birth or self.ticket)


def ways_of(trainee: Trainee) -> Ways:
    """Somebody of whom only the year is known confirms with the year: what the agency did not send cannot be asked."""
    allowed, person = trainee.training_class.confirm_by, trainee.enrollment.person
    knows_birth = bool(person.birth_date or person.birth_year)
    return Ways(
        birth=allowed != ConfirmBy.TICKET and knows_birth,
        ticket=allowed != ConfirmBy.BIRTH_DATE and bool(trainee.ticket_code),
        is_year=person.birth_date is None,
    )


def confirmed_by(trainee: Trainee, *, birth: str, ticket: str) -> str | None:
    """How what was typed confirms this trainee; None when it does not."""
    ways = ways_of(trainee)
    if ways.birth and is_birth(trainee.enrollment.person, birth):
        return ConfirmedBy.BIRTH_DATE
    if ways.ticket and is_ticket(trainee, ticket):
        return ConfirmedBy.TICKET
    return None


def is_birth(person: User, typed: str) -> bool:
    """5/11, 0511, 05/11/1979, 05-11-1979, 05111979; where only the year is known, the year alone or at the end."""
    born = person.birth_date
    if born is None:
        digits = re.sub(r"[^0-9]", "", typed)
        return person.birth_year is not None and digits[-4:] == str(person.birth_year)
    return _numbers(typed) in ([born.day, born.month], [born.day, born.month, born.year])


def is_ticket(trainee: Trainee, typed: str) -> bool:
    """Spaces, hyphens and capitals do not count."""
    given = re.sub(r"[\s-]", "", typed).lower()
    return bool(given) and hmac.compare_digest(given.encode(), (trainee.ticket_code or "").encode())


def _numbers(typed: str) -> list[int]:
    """The numbers of a date; eight or four digits in one piece are cut."""
    numbers: list[str] = re.findall(r"[0-9]+", typed)
    if len(numbers) == 1 and len(numbers[0]) in (4, 8):
        digits = numbers[0]
        numbers = [part for part in (digits[:2], digits[2:4], digits[4:]) if part]
    return [int(number) for number in numbers if len(number) <= 4]


# --- tries ------------------------------------------------------------------------------------------------------------
def tries_left(trainee: Trainee, browser: str) -> int:
    """Of this name and of this browser (any key that stays with it)."""
    wrong = cache.get_many([_of_name(trainee), _of_browser(trainee, browser)])
    return max(0, TRIES - max(wrong.values(), default=0))


def note_wrong(trainee: Trainee, browser: str) -> int:
    """One try less for both; returns what is left."""
    for key in (_of_name(trainee), _of_browser(trainee, browser)):
        if not cache.add(key, 1, FORGOTTEN_AFTER):
            cache.incr(key)
            cache.touch(key, FORGOTTEN_AFTER)
    return tries_left(trainee, browser)


def forget_wrong(trainee: Trainee) -> None:
    """The desk has seen this person's papers."""
    cache.delete(_of_name(trainee))


def _of_name(trainee: Trainee) -> str:
    return f"hall-wrong:name:{trainee.pk}"


def _of_browser(trainee: Trainee, browser: str) -> str:
    return f"hall-wrong:browser:{trainee.training_class_id}:{browser}"
