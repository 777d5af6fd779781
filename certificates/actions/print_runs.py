"""A stack of paper: which documents in which order, kept so that it can be printed again in the same order."""

from collections.abc import Iterable
from decimal import Decimal

from django.db import transaction

from certificates.exceptions import CertificateError
from certificates.models import Blank, Certificate, PrintLine, PrintRun
from certificates.printing import in_order
from lms.classes.models import TrainingClass
from lms.foundation import audit
from lms.people.models import User

MOST_SHIFT_MM = Decimal(30)


@transaction.atomic
def make(
    *,
    training_class: TrainingClass,
    certificates: Iterable[Certificate],
    order: str,
    by: User,
    with_frame: bool = True,
    shift_x_mm: Decimal = Decimal(0),
    shift_y_mm: Decimal = Decimal(0),
) -> PrintRun:
    """A run over these documents (`printing.printable`). Those that lie on a blank already keep its number.

    Raises CertificateError: nothing_to_print, shift_too_far.
    """
    check_shift(shift_x_mm, shift_y_mm)
    sheets = in_order(training_class, certificates, order)
    if not sheets:
        raise CertificateError("nothing_to_print")
    run = PrintRun.objects.create(
        training_class=training_class, order=order, with_frame=with_frame, shift_x_mm=shift_x_mm, shift_y_mm=shift_y_mm, made_by=by
    )
    blanks = {
        blank.certificate_id: blank
        for blank in Blank.objects.filter(state=Blank.State.USED, certificate__in=[s.certificate for s in sheets])
    }
    PrintLine.objects.bulk_create(
        [
            PrintLine(
                run=run, position=position, certificate=sheet.certificate, group=sheet.group(order), blank=blanks.get(sheet.certificate.pk)
            )
            for position, sheet in enumerate(sheets, start=1)
        ],
        batch_size=500,
    )
    audit.record(by, "print_run.make", run, after={"sheets": len(sheets), "order": order, "with_frame": with_frame})
    return run


def check_shift(*shifts_mm: Decimal) -> None:
    if any(abs(shift) > MOST_SHIFT_MM for shift in shifts_mm):
        raise CertificateError("shift_too_far", most=MOST_SHIFT_MM)


@transaction.atomic
def move(*, run: PrintRun, shift_x_mm: Decimal, shift_y_mm: Decimal, by: User) -> PrintRun:
    """Another shift for the same stack, after a look at the first sheet. Raises CertificateError: shift_too_far."""
    check_shift(shift_x_mm, shift_y_mm)
    before = {"x": run.shift_x_mm, "y": run.shift_y_mm}
    run.shift_x_mm, run.shift_y_mm = shift_x_mm, shift_y_mm
    run.save(update_fields=["shift_x_mm", "shift_y_mm"])
    audit.record(by, "print_run.move", run, before=before, after={"x": shift_x_mm, "y": shift_y_mm})
    return run


@transaction.atomic
def discard(*, run: PrintRun, by: User) -> None:
    """Forget a run that was made by mistake. Raises CertificateError: run_has_blanks."""
    earlier = PrintLine.objects.filter(run__lt=run.pk, blank__isnull=False).values("blank")
    if run.lines.filter(blank__isnull=False).exclude(blank__in=earlier).exists():
        raise CertificateError("run_has_blanks")
    audit.record(by, "print_run.discard", run, before={"sheets": run.lines.count(), "class": run.training_class.code})
    run.delete()
