"""Which document lies on which numbered blank: matched in the order of printing, mended when a sheet jams."""

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from certificates.actions.blanks import note_spoiled
from certificates.exceptions import CertificateError
from certificates.models import Blank, PrintLine, PrintRun
from certificates.printing import lines_of, still_standing
from certificates.stock import free_in_stack_order
from lms.foundation import audit
from lms.foundation.vietnamese import normalise
from lms.people.models import Organization, User

State = Blank.State


@dataclass(frozen=True)
class Pair:
    """The nth sheet of the run, and the blank on which it is printed."""

    line: PrintLine
    blank: Blank


def plan(run: PrintRun, first: str) -> list[Pair]:
    """What `match` would write: the sheets without a blank, on the free blanks from the number `first` on. Reads only.

    Raises CertificateError: blanks_not_used, run_fully_matched, blank_unknown, blank_several, blank_not_free, blanks_not_enough.
    """
    lines = [line for line in still_standing(lines_of(run)) if not is_on_blank(line)]
    kind = document_kind_of(run)
    if not lines:
        raise CertificateError("run_fully_matched")
    start = _find(run.training_class.issuer, kind, first)
    free = list(free_in_stack_order(run.training_class.issuer, kind).filter(range_id__gte=start.range_id))
    free = [blank for blank in free if (blank.range_id, blank.number) >= (start.range_id, start.number)]
    if len(free) < len(lines):
        raise CertificateError("blanks_not_enough", first=start.text, n=len(free), needed=len(lines))
    return [Pair(line, blank) for line, blank in zip(lines, free, strict=False)]


def mark_of(pairs: list[Pair]) -> str:
    """Names a plan, so that what is confirmed is what was looked at."""
    return ":".join(str(value) for value in (pairs[0].blank.pk, pairs[-1].blank.pk, pairs[0].line.pk, pairs[-1].line.pk, len(pairs)))


@transaction.atomic
def match(*, run: PrintRun, first: str, mark: str, by: User) -> list[Pair]:
    """Write the plan that was looked at. Raises CertificateError: as `plan`, and blanks_changed."""
    _hold_stock(run)
    pairs = plan(run, first)
    if mark_of(pairs) != mark:
        raise CertificateError("blanks_changed")
    for pair in pairs:
        _use(pair.blank, pair.line, by)
    Blank.objects.bulk_update([pair.blank for pair in pairs], ["state", "certificate", "by", "at"], batch_size=500)
    PrintLine.objects.bulk_update([pair.line for pair in pairs], ["blank"], batch_size=500)
    audit.record(by, "print_run.match", run, after={"first": pairs[0].blank.text, "last": pairs[-1].blank.text, "n": len(pairs)})
    return pairs


@transaction.atomic
def unmatch(*, run: PrintRun, by: User) -> int:
    """Take a wrong matching back: its blanks are free again, those that were spoiled stay so. How many.

    Raises CertificateError: run_not_matched, run_handed_over.
    """
    _hold_stock(run)
    lines = _own_lines(run)
    blanks = [line.blank for line in lines if line.blank]
    for blank in blanks:
        blank.state, blank.certificate, blank.by, blank.at = State.FREE, None, None, None
    Blank.objects.bulk_update(blanks, ["state", "certificate", "by", "at"], batch_size=500)
    _leave_blanks(lines)
    audit.record(by, "print_run.unmatch", run, before={"first": blanks[0].text, "last": blanks[-1].text, "n": len(blanks)})
    return len(blanks)


@transaction.atomic
def spoil_run(*, run: PrintRun, reason: str, by: User) -> int:
    """The whole stack is waste (printed upside down, smudged): every blank is spoiled, every sheet waits for another. How many.

    Raises CertificateError: blank_reason_missing, run_not_matched, run_handed_over.
    """
    _hold_stock(run)
    lines = _own_lines(run)
    for line in lines:
        assert line.blank is not None
        note_spoiled(blank=line.blank, reason=reason, by=by)
    # The blanks keep what lies on them, the sheets wait for others.
    _leave_blanks(lines)
    audit.record(by, "print_run.spoil", run, after={"reason": reason, "n": len(lines)})
    return len(lines)


@transaction.atomic
def spoil_sheet(*, line: PrintLine, reason: str, by: User) -> Blank:
    """One sheet is spoiled and printed alone on the next free blank of the stack; all others stay. Returns the new blank.

    Raises CertificateError: blank_reason_missing, line_without_blank, line_not_current, blank_handed_over, blanks_not_enough.
    """
    _hold_stock(line.run)
    line, old = _current(line)
    new = next_free(line.run)
    note_spoiled(blank=old, reason=reason, by=by)
    _use(new, line, by)
    new.save(update_fields=["state", "certificate", "by", "at"])
    line.save(update_fields=["blank"])
    audit.record(by, "print_run.spoil_sheet", line.run, before={"blank": old.text}, after={"blank": new.text, "sheet": line.position})
    return new


@transaction.atomic
def spoil_sheet_and_shift(*, line: PrintLine, reason: str, by: User) -> Blank:
    """The printer itself printed the sheet again on the blank after it, and so all later sheets lie one blank further.

    Returns the new blank of this sheet. Raises CertificateError: as `spoil_sheet`, and shift_over_handed_over.
    """
    _hold_stock(line.run)
    line, old = _current(line)
    behind = _behind(line)
    used = [each.blank for each in behind if each.blank]
    targets = [*used, next_free(line.run, after=used[-1] if used else old)]
    note_spoiled(blank=old, reason=reason, by=by)
    # Freed first: one document lies on one used blank at a time.
    Blank.objects.filter(pk__in=[blank.pk for blank in used]).update(state=State.FREE, certificate=None)
    moved = [line, *behind]
    for each, blank in zip(moved, targets, strict=True):
        _use(blank, each, by)
    Blank.objects.bulk_update(targets, ["state", "certificate", "by", "at"], batch_size=500)
    PrintLine.objects.bulk_update(moved, ["blank"], batch_size=500)
    after = {"sheet": line.position, "blank": targets[0].text, "last": targets[-1].text, "n": len(targets)}
    audit.record(by, "print_run.spoil_and_shift", line.run, before={"blank": old.text}, after=after)
    return targets[0]


def next_free(run: PrintRun, after: Blank | None = None) -> Blank:
    """The next free blank behind the last one of this run (or `after`). Raises CertificateError: blanks_not_enough."""
    last = after or max(
        (line.blank for line in _with_blank(run) if line.blank), key=lambda blank: (blank.range_id, blank.number), default=None
    )
    free = free_in_stack_order(run.training_class.issuer, document_kind_of(run))
    if last is not None:
        behind = free.filter(range=last.range_id, number__gt=last.number).first() or free.filter(range_id__gt=last.range_id).first()
    else:
        behind = free.first()
    found = behind or free.first()
    if found is None:
        raise CertificateError("blanks_not_enough", first=last.text if last else "", n=0, needed=1)
    return found


def document_kind_of(run: PrintRun) -> str:
    """A run holds documents of one form. Raises CertificateError: blanks_not_used."""
    line = run.lines.select_related("certificate__document_class").first()
    if line is None or not line.certificate.document_class.uses_blanks:
        raise CertificateError("blanks_not_used")
    return line.certificate.document_class.kind


def is_on_blank(line: PrintLine) -> bool:
    """Whether the blank of this line is the one on which the document lies now."""
    return line.blank is not None and line.blank.state == State.USED and line.blank.certificate_id == line.certificate_id


def _find(issuer: Organization, kind: str, typed: str) -> Blank:
    """The blank whose number was typed, with its letters or without."""
    words = normalise(typed).replace(" ", "").upper()
    blanks = Blank.objects.filter(issuer=issuer, document_kind=kind).order_by("range_id", "number")
    found = list(blanks.filter(text__iexact=words)[:1]) if words else []
    if not found and words.isdecimal():
        found = list(blanks.filter(number=int(words[:9]))[:2])
    if not found:
        raise CertificateError("blank_unknown", typed=typed[:40])
    if len(found) > 1:
        raise CertificateError("blank_several", typed=typed[:40], example=found[0].text)
    if found[0].state != State.FREE:
        raise CertificateError("blank_not_free", text=found[0].text, state=found[0].get_state_display())
    return found[0]


def _hold_stock(run: PrintRun) -> None:
    """Whoever matches, mends or enters blanks of an issuer does so one after the other."""
    Organization.objects.select_for_update().get(pk=run.training_class.issuer_id)


def _use(blank: Blank, line: PrintLine, by: User) -> None:
    blank.state, blank.certificate, blank.by, blank.at = State.USED, line.certificate, by, timezone.now()
    line.blank = blank


def _own_lines(run: PrintRun) -> list[PrintLine]:
    """The lines that this run put on blanks. Raises CertificateError: run_not_matched, run_handed_over."""
    earlier = set(PrintLine.objects.filter(run__lt=run.pk, blank__isnull=False).values_list("blank", flat=True))
    lines = [line for line in lines_of(run) if is_on_blank(line) and line.blank_id not in earlier]
    if not lines:
        raise CertificateError("run_not_matched")
    if handed := sum(1 for line in lines if hasattr(line.certificate, "hand_over")):
        raise CertificateError("run_handed_over", n=handed)
    return lines


def _leave_blanks(lines: list[PrintLine]) -> None:
    PrintLine.objects.filter(pk__in=[line.pk for line in lines]).update(blank=None)


def _current(line: PrintLine) -> tuple[PrintLine, Blank]:
    """The line as it is now, with the blank under it."""
    found = PrintLine.objects.select_related("run__training_class__issuer", "certificate__document_class", "blank").get(pk=line.pk)
    if found.blank is None:
        raise CertificateError("line_without_blank")
    if not is_on_blank(found):
        raise CertificateError("line_not_current")
    if hasattr(found.certificate, "hand_over"):
        raise CertificateError("blank_handed_over", text=found.blank.text)
    return found, found.blank


def _with_blank(run: PrintRun) -> list[PrintLine]:
    return [line for line in lines_of(run) if is_on_blank(line)]


def _behind(line: PrintLine) -> list[PrintLine]:
    """The later sheets of the run that lie on blanks. Raises CertificateError: shift_over_handed_over."""
    behind = [each for each in _with_blank(line.run) if each.position > line.position]
    if any(hasattr(each.certificate, "hand_over") for each in behind):
        raise CertificateError("shift_over_handed_over")
    return behind


@dataclass(frozen=True)
class Outlook:
    """To which numbers both ways of mending a jam lead; empty where there is none."""

    alone: str
    shifted: str
    last: str


def outlook(line: PrintLine) -> Outlook:
    """For the question that is asked after a jam. Reads only and refuses nothing."""
    try:
        alone = next_free(line.run)
    except CertificateError:
        return Outlook("–", "", "")
    if line.blank is None:
        return Outlook(alone.text, "", "")
    try:
        used = [each.blank for each in _behind(line) if each.blank]
        targets = [*used, next_free(line.run, after=used[-1] if used else line.blank)]
    except CertificateError:
        return Outlook(alone.text, "", "")
    return Outlook(alone.text, targets[0].text, targets[-1].text)
