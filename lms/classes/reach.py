"""What somebody can still reach, said before it is too late: plain numbers in, one warning out."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .attendance_rules import Attendance, least_still_needed
from .terms import Terms

SAFE, DANGER, LOST = "safe", "danger", "lost"


@dataclass(frozen=True)
class Reach:
    """In tiết, or in sessions where the terms count those.

    `to_come` is what may still be attended, make-up sessions included; `total` what the whole class holds, without them;
    `longest` the longest session to come.
    """

    attended: int
    to_come: int
    total: int
    needed: int
    longest: int
    by_session: bool

    @property
    def spare(self) -> int:
        """How much may still be missed; negative when the threshold is out of reach."""
        return self.to_come - self.needed

    @property
    def level(self) -> str:
        """LOST: out of reach. DANGER: missing one more session, the longest, would put it out of reach."""
        if self.spare < 0:
            return LOST
        return DANGER if self.needed and self.spare < self.longest else SAFE

    @property
    def best(self) -> Fraction:
        """The share at the end for somebody who misses nothing more."""
        return min(Fraction(self.attended + self.to_come, self.total), Fraction(1)) if self.total else Fraction(1)

    @property
    def shortfall(self) -> str:
        """What must still be attended, in one sentence."""
        if not self.needed:
            return _("You have attended enough for the certificate.")
        if self.level == LOST:
            return _("You have missed more than the certificate allows; ask the class manager what can be done.")
        if self.by_session:
            return ngettext("You still need %(n)s session.", "You still need %(n)s sessions.", self.needed) % {"n": self.needed}
        return ngettext("You still need %(n)s tiết.", "You still need %(n)s tiết.", self.needed) % {"n": self.needed}

    @property
    def warning(self) -> str:
        """One sentence, empty while all is well."""
        if self.level == LOST:
            return _(
                "The attendance that the certificate asks for can no longer be reached; speak to the class manager about a make-up session."
            )
        if self.level == SAFE:
            return ""
        return _may_miss(self.spare, by_session=self.by_session)


def reach_of(attendance: Attendance, to_come: Sequence[int], terms: Terms, *, make_good: Sequence[int] = ()) -> Reach:
    """`to_come` are the tiết of the sessions still to be held, `make_good` those that make-up sessions can still give back."""
    ahead, gain, longest = sum(to_come), sum(make_good), max([*to_come, *make_good], default=0)
    if terms.by_session:
        ahead, gain, longest = len(to_come), len(make_good), min(longest, 1)
    gain = min(gain, attendance.held - attendance.attended)  # nobody makes good more than was missed
    total = attendance.held + ahead
    return Reach(
        attended=attendance.attended,
        to_come=ahead + gain,
        total=total,
        needed=least_still_needed(attendance, total=total, percent=terms.threshold_percent),
        longest=longest,
        by_session=terms.by_session,
    )


def _may_miss(spare: int, *, by_session: bool) -> str:
    if by_session:
        if not spare:
            return _("You may not miss any further session.")
        return ngettext("You may miss only %(n)s more session.", "You may miss only %(n)s more sessions.", spare) % {"n": spare}
    if not spare:
        return _("You may not miss any further tiết.")
    return ngettext("You may miss only %(n)s more tiết.", "You may miss only %(n)s more tiết.", spare) % {"n": spare}
