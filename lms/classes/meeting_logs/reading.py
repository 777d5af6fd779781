"""From the rows of a report to people with their stays: Zoom, Microsoft Teams (sections in one file), Google Meet."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from lms.foundation.spreadsheets import Cell, cell_text, read_table
from lms.foundation.vietnamese import name_key, normalise, search_key

from . import times
from .counting import Stay

TITLES: Mapping[str, tuple[str, ...]] = {
    "name": ("name", "full name", "name original name", "participant", "participant name", "display name", "attendee", "user name",
             "họ và tên", "họ tên", "tên", "tên đầy đủ", "tên tên gốc", "người tham gia", "tên người tham gia", "tên hiển thị"),
    "first": ("first name", "tên gọi"),
    "last": ("last name", "họ", "họ và tên đệm"),
    "email": ("email", "user email", "email address", "e mail", "participant id upn", "thư điện tử", "email người dùng", "địa chỉ email"),
    "joined": ("join time", "time joined", "first join", "joined", "joined at", "join", "thời gian tham gia", "giờ tham gia",
               "tham gia lần đầu", "thời gian vào", "giờ vào", "lần tham gia đầu tiên"),
    "left": ("leave time", "time exited", "last leave", "left", "left at", "leave", "thời gian rời khỏi", "giờ rời khỏi", "giờ rời",
             "thời gian rời", "lần rời khỏi cuối", "thời gian thoát", "giờ ra", "thời gian ra", "lần rời cuối cùng"),
    "length": ("duration minutes", "duration", "total duration minutes", "total duration", "in meeting duration", "time in call",
               "thời lượng phút", "thời lượng", "tổng thời lượng", "tổng thời lượng phút", "số phút", "thời lượng trong cuộc họp",
               "thời gian phút"),
    "action": ("user action", "hành động của người dùng", "hành động"),
    "stamp": ("timestamp", "dấu thời gian"),
}  # fmt: skip
_FIELDS = {search_key(title): name for name, titles in TITLES.items() for title in titles}
JOINING = ("joined", "joined before", "đã tham gia", "tham gia")
LEAVING = ("left", "đã rời", "đã rời khỏi", "rời khỏi")
NAME_LENGTH = 150


class LogError(Exception):
    """`code`: meeting_log_columns, meeting_log_empty or meeting_log_day (ClassError has their sentences)."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass
class Attendee:
    """Somebody in the meeting under one name and address."""

    name: str
    email: str
    stays: list[Stay] = field(default_factory=list)

    @property
    def key(self) -> str:
        return self.email or name_key(self.name)


@dataclass(frozen=True)
class _Table:
    columns: dict[str, int]
    rows: list[Sequence[Cell]]

    def get(self, row: Sequence[Cell], name: str) -> Cell:
        index = self.columns.get(name)
        return row[index] if index is not None and index < len(row) else None

    @property
    def worth(self) -> tuple[int, int]:
        """A table with every joining and leaving tells more than one with sums; of two alike the longer."""
        has_stays = {"joined", "left"} <= self.columns.keys() or {"action", "stamp"} <= self.columns.keys()
        return (int(has_stays), len(self.rows))


def read_log(data: bytes, filename: str, *, near: datetime) -> list[Attendee]:
    """Everybody in the report, in its order; one person's rows together. `near`: the session's beginning, by the city's clock.

    Raises SpreadsheetError and LogError.
    """
    tables = [table for table in _tables(read_table(data, filename).rows) if table.rows]
    if not tables:
        raise LogError("meeting_log_columns")
    best = max(tables, key=lambda table: table.worth)
    people: dict[str, Attendee] = {}
    marks: dict[str, datetime] = {}
    for row in best.rows:
        attendee = _attendee(best, row)
        if attendee is None:
            continue
        known = people.setdefault(attendee.key, attendee)
        if stay := _stay(best, row, near, marks, attendee.key):
            known.stays.append(stay)
    found = [person for person in people.values() if person.stays]
    if not found:
        raise LogError("meeting_log_empty")
    return found


def _tables(rows: list[list[Cell]]) -> Iterator[_Table]:
    """Every run of rows below a row of titles, up to an empty row or the next titles."""
    current: _Table | None = None
    for row in rows:
        columns = _columns(row)
        if columns:
            if current:
                yield current
            current = _Table(columns, [])
        elif current and not any(cell_text(cell) for cell in row):
            yield current
            current = None
        elif current:
            current.rows.append(row)
    if current:
        yield current


def _columns(row: Sequence[Cell]) -> dict[str, int]:
    """{field: column} of a row of titles; empty for any other row."""
    columns: dict[str, int] = {}
    for index, cell in enumerate(row):
        if isinstance(cell, str) and (name := _FIELDS.get(search_key(cell)) or _FIELDS.get(search_key(cell.split("(")[0]))):
            columns.setdefault(name, index)
    has_name = "name" in columns or {"first", "last"} <= columns.keys()
    has_time = "length" in columns or {"joined", "left"} <= columns.keys() or {"action", "stamp"} <= columns.keys()
    return columns if has_name and has_time else {}


def _attendee(table: _Table, row: Sequence[Cell]) -> Attendee | None:
    name = normalise(cell_text(table.get(row, "name")))
    if not name:
        name = normalise(f"{cell_text(table.get(row, 'last'))} {cell_text(table.get(row, 'first'))}")
    email = cell_text(table.get(row, "email")).strip().casefold()
    return Attendee(name[:NAME_LENGTH], email if "@" in email else "") if name else None


def _stay(table: _Table, row: Sequence[Cell], near: datetime, marks: dict[str, datetime], key: str) -> Stay | None:
    if "action" in table.columns and "joined" not in table.columns:
        return _stay_of_action(table, row, near, marks, key)
    joined, left = times.moment(table.get(row, "joined"), near), times.moment(table.get(row, "left"), near)
    length = times.duration(table.get(row, "length"))
    if length is None and not (joined and left):
        return None
    return Stay(joined, left, length)


def _stay_of_action(table: _Table, row: Sequence[Cell], near: datetime, marks: dict[str, datetime], key: str) -> Stay | None:
    """An older report of Teams: one row for joining, one for leaving."""
    action, stamp = search_key(cell_text(table.get(row, "action"))), times.moment(table.get(row, "stamp"), near)
    if stamp is None:
        return None
    if action in map(search_key, JOINING):
        marks[key] = stamp
        return None
    begun = marks.pop(key, None) if action in map(search_key, LEAVING) else None
    return Stay(begun, stamp) if begun else None
