"""A report turned into marks for one session: what will be written, what is already in the book, what must be asked."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils import timezone

from lms.classes.models import AttendanceRecord, ClassSession, CurrentAttendance, Trainee

from .counting import Verdict, joined_late, minutes_in, verdict
from .matching import Match, match_people
from .reading import LogError, read_log

Source = AttendanceRecord.Source


@dataclass(frozen=True)
class OnlineMark:
    """One trainee in the meeting, under all the names that are theirs."""

    trainee: Trainee
    names: list[str]
    minutes: int
    verdict: Verdict
    current: CurrentAttendance | None = None

    @property
    def status_label(self) -> str:
        return str(AttendanceRecord.Status(self.verdict.status).label)

    @property
    def is_kept(self) -> bool:
        """Somebody or something else has marked this trainee already: a report does not overrule that."""
        return self.current is not None and self.current.record.source != Source.ONLINE_LOG

    @property
    def is_new(self) -> bool:
        current = self.current
        return current is None or (current.status, current.periods_missed) != (self.verdict.status, self.verdict.periods_missed)


@dataclass(frozen=True)
class OnlineRoll:
    marks: list[OnlineMark]
    asked: list[tuple[int, Match, int]]
    unseen: int

    @property
    def to_write(self) -> list[OnlineMark]:
        return [mark for mark in self.marks if not mark.is_kept]


def roll_of(session: ClassSession, data: bytes, filename: str, *, percent: int, chosen: Mapping[int, int | None]) -> OnlineRoll:
    """`chosen`: {number of the attendee in the report: trainee id, or None for «nobody of this class»}.

    Raises SpreadsheetError and LogError, also when nobody was there in the session's time.
    """
    starts_at, ends_at = timezone.localtime(session.starts_at), timezone.localtime(session.ends_at)
    roster = list(session.training_class.trainees.active().by_name().select_related("enrollment__person", "agency"))
    attendees = read_log(data, filename, near=starts_at)
    if not any(minutes_in(attendee.stays, starts_at, ends_at) for attendee in attendees):
        raise LogError("meeting_log_day")
    matches = match_people(attendees, roster)
    by_pk = {trainee.pk: trainee for trainee in roster}
    theirs: dict[int, list[Match]] = {}
    asked = []
    for number, match in enumerate(matches):
        trainee = match.trainee or by_pk.get(chosen.get(number) or 0)
        if trainee:
            theirs.setdefault(trainee.pk, []).append(match)
        if match.trainee is None:
            asked.append((number, match, minutes_in(match.attendee.stays, starts_at, ends_at)))
    current = {row.trainee_id: row for row in session.current_attendance.select_related("record")}
    marks = [_mark(session, by_pk[pk], found, percent, current.get(pk)) for pk, found in theirs.items()]
    marks.sort(key=lambda mark: list(by_pk).index(mark.trainee.pk))
    return OnlineRoll(marks, asked, sum(1 for pk in by_pk if pk not in theirs and pk not in current))


def _mark(session: ClassSession, trainee: Trainee, found: list[Match], percent: int, current: CurrentAttendance | None) -> OnlineMark:
    starts_at, ends_at = timezone.localtime(session.starts_at), timezone.localtime(session.ends_at)
    stays = [stay for match in found for stay in match.attendee.stays]
    minutes = minutes_in(stays, starts_at, ends_at)
    length = int((ends_at - starts_at).total_seconds() // 60)
    came_late = joined_late(stays, starts_at, ends_at)
    judged = verdict(minutes, length=length, periods=session.periods, percent=percent, came_late=came_late)
    return OnlineMark(trainee, [match.attendee.name for match in found], minutes, judged, current)
