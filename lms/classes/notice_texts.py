"""The words of a notice, always Vietnamese: they are pasted into Zalo, sent as SMS, read out and printed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils import timezone

from .models import ClassNotice, ClassSession, Trainee, TrainingClass, Venue

Kind = ClassNotice.Kind
WEEKDAYS = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")
NOON, EVENING = 12, 17
GROUP = 5


@dataclass(frozen=True)
class Words:
    """A composed notice: its kind, one line for lists, the sentences."""

    kind: str
    title: str
    text: str


def words_of_change(session: ClassSession, before: Mapping[str, Any]) -> Words | None:
    """What trainees must know about a changed session; None when neither place nor time nor its being held changed."""
    place_changed = "venue" in before and before["venue"] != session.venue
    old_start, old_end = before.get("starts_at", session.starts_at), before.get("ends_at", session.ends_at)
    time_changed = (old_start, old_end) != (session.starts_at, session.ends_at)
    if session.cancelled and not before.get("cancelled", False):
        return _cancelled(session)
    if time_changed:
        return _moved(session, old_start, old_end, before["venue"] if place_changed else None, place_changed=place_changed)
    return _another_room(session, before["venue"]) if place_changed else None


def _cancelled(session: ClassSession) -> Words:
    when = f"{day_text(session.starts_at)} ({hours_text(session.starts_at, session.ends_at)})"
    return Words(
        Kind.CANCELLED,
        f"Nghỉ buổi {session.number}, {_short_day(session.starts_at)}",
        f"{_class_name(session)}: Buổi {session.number} {when} KHÔNG HỌC. Lịch học bù, nếu có, sẽ được báo sau.",
    )


def _another_room(session: ClassSession, old: Venue | None) -> Words:
    return Words(
        Kind.PLACE,
        f"Đổi phòng buổi {session.number}, {_short_day(session.starts_at)}",
        f"{_class_name(session)}: Buổi {session.number} {day_text(session.starts_at)} đổi phòng: {_venues(old, session.venue)}. "
        f"Thời gian giữ nguyên {hours_text(session.starts_at, session.ends_at)}.",
    )


def _moved(session: ClassSession, old_start: datetime, old_end: datetime, old_venue: Venue | None, *, place_changed: bool) -> Words:
    before = f"{hours_text(old_start, old_end)} {day_text(old_start)}"
    now = f"{hours_text(session.starts_at, session.ends_at)} {day_text(session.starts_at)}"
    where = f"đổi phòng: {_venues(old_venue, session.venue)}" if place_changed else f"phòng giữ nguyên: {venue_text(session.venue)}"
    return Words(
        Kind.TIME,
        f"Đổi giờ{' và phòng' if place_changed else ''} buổi {session.number}, {_short_day(session.starts_at)}",
        f"{_class_name(session)}: Buổi {session.number} đổi giờ: {before} → {now}; {where}.",
    )


def words_of_summons(training_class: TrainingClass, session: ClassSession | None) -> Words:
    """A letter of invitation to begin with; the person who sends it may change every word."""
    text = f"{training_class.organizer.name} trân trọng mời anh/chị dự {training_class.title} (mã lớp {training_class.code})."
    if session:
        text += (
            f"\nKhai mạc: {hours_text(session.starts_at, session.ends_at)} {day_text(session.starts_at)}."
            f"\nĐịa điểm: {venue_text(session.venue, with_address=True)}."
        )
    return Words(Kind.SUMMONS, f"Thư mời dự {training_class.title}"[:200], f"{text}\nVui lòng đến trước 15 phút để điểm danh.")


def message_of(notice: ClassNotice) -> str:
    """What is pasted or sent to everybody: the sentences and where to read more."""
    return f"{notice.text} Chi tiết: {address_of(notice)}"


def personal_message_of(notice: ClassNotice, trainee: Trainee) -> str:
    """What one trainee gets: a summons also carries the code that only this trainee has."""
    if notice.kind != Kind.SUMMONS or not trainee.ticket_code:
        return message_of(notice)
    name = trainee.enrollment.person.full_name
    return f"{message_of(notice)}\nMã điểm danh riêng của anh/chị {name}: {grouped(trainee.ticket_code)} (không đưa cho người khác)."


def address_of(notice: ClassNotice) -> str:
    return f"{settings.HOCAI_SITE_URL}/tb/{notice.short_code}/"


def class_address(training_class: TrainingClass) -> str:
    return f"{settings.HOCAI_SITE_URL}/l/{training_class.short_code}/"


def without_scheme(address: str) -> str:
    """As it is printed and read aloud."""
    return address.split("://", 1)[-1]


def grouped(code: str) -> str:
    """A ticket code as people read it: `abcde fghjk`."""
    return " ".join(code[start : start + GROUP] for start in range(0, len(code), GROUP))


def day_text(moment: datetime) -> str:
    """`sáng thứ Ba 24/11/2026`, by the clock of the city."""
    local = timezone.localtime(moment)
    part = "sáng" if local.hour < NOON else "chiều" if local.hour < EVENING else "tối"
    return f"{part} {_short_day(moment)}"


def hours_text(starts_at: datetime, ends_at: datetime) -> str:
    """`7:30–11:00`, by the clock of the city."""
    return f"{_clock(starts_at)}–{_clock(ends_at)}"


def venue_text(venue: Venue | None, *, with_address: bool = False) -> str:
    if venue is None:
        return "chưa có phòng"
    return f"{venue.name}, {venue.address}" if with_address and venue.address else venue.name


def _venues(old: Venue | None, new: Venue | None) -> str:
    address = f" ({new.address})" if new and new.address and (old is None or old.address != new.address) else ""
    return f"{venue_text(old)} → {venue_text(new)}{address}"


def _class_name(session: ClassSession) -> str:
    return f"Lớp {session.training_class.code}"


def _short_day(moment: datetime) -> str:
    local = timezone.localtime(moment)
    return f"{WEEKDAYS[local.weekday()]} {local:%d/%m/%Y}"


def _clock(moment: datetime) -> str:
    local = timezone.localtime(moment)
    return f"{local.hour}:{local:%M}"
