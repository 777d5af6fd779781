"""The lines by which answers to one question are graded, and the sentences that a grader says again and again."""

from decimal import Decimal

from django.db import transaction
from django.db.models import F, Max
from django.utils import timezone

from lms.foundation import audit
from lms.people.models import User
from notebooks.models import Lab, ManualScore, Remark, RubricItem
from notebooks.refusals import GradingRefused

LINES = 20
REMARK_CHARACTERS = 500


@transaction.atomic
def add_line(*, lab: Lab, notebook: str, grade_id: str, text: str, points: Decimal, by: User) -> RubricItem:
    """A new line at the end of a question's rubric. Raises GradingRefused: line_without_text, too_many_lines."""
    Lab.objects.select_for_update().get(pk=lab.pk)
    in_use = RubricItem.objects.filter(lab=lab, notebook=notebook, grade_id=grade_id, retired_at__isnull=True)
    if in_use.count() >= LINES:
        raise GradingRefused("too_many_lines", limit=LINES)
    position = (in_use.aggregate(last=Max("position"))["last"] or 0) + 1
    line = RubricItem.objects.create(lab=lab, notebook=notebook, grade_id=grade_id, text=checked(text), points=points, position=position)
    audit.record(by, "rubric.add", lab, after=as_told(line))
    return line


@transaction.atomic
def change_line(*, line: RubricItem, text: str, points: Decimal, by: User) -> RubricItem:
    """Other words or points. A line that was used is retired and a new one takes its place; the same again changes nothing."""
    line = RubricItem.objects.select_for_update().get(pk=line.pk)
    text = checked(text)
    if line.retired_at or (line.text, line.points) == (text, points):
        return line
    before = as_told(line)
    if was_used(line):
        line.retired_at = timezone.now()
        line.save(update_fields=["retired_at"])
        line.pk, line._state.adding, line.retired_at = None, True, None
    line.text, line.points = text, points
    line.save()
    audit.record(by, "rubric.change", line.lab, before=before, after=as_told(line))
    return line


@transaction.atomic
def retire_line(*, line: RubricItem, by: User) -> None:
    """The line is offered no longer; points given with it keep it. Twice changes nothing."""
    line = RubricItem.objects.select_for_update().get(pk=line.pk)
    if line.retired_at:
        return
    line.retired_at = timezone.now()
    line.save(update_fields=["retired_at"])
    audit.record(by, "rubric.retire", line.lab, before=as_told(line))


def keep_remark(*, lab: Lab, text: str, owner: User) -> Remark | None:
    """A sentence to use again; None when it is empty or too long to be one."""
    text = text.strip()
    if not text or len(text) > REMARK_CHARACTERS:
        return None
    remark, _created = Remark.objects.get_or_create(owner=owner, lab=lab, text=text)
    return remark


def count_remarks(*, lab: Lab, comment: str, owner: User) -> None:
    """Counts the owner's remarks that stand in a comment, so that those used most come first."""
    found = [remark.pk for remark in Remark.objects.filter(owner=owner, lab=lab) if remark.text in comment]
    if found:
        Remark.objects.filter(pk__in=found).update(used=F("used") + 1)


def forget_remark(*, remark: Remark) -> None:
    remark.delete()


def was_used(line: RubricItem) -> bool:
    """Whether points were ever given with this line."""
    given = ManualScore.objects.filter(submission__lab=line.lab_id, notebook=line.notebook, grade_id=line.grade_id)
    return any(chosen.get("item") == line.pk for rubric in given.values_list("rubric", flat=True) for chosen in rubric)


def checked(text: str) -> str:
    text = " ".join(text.split())[:300]
    if not text:
        raise GradingRefused("line_without_text")
    return text


def as_told(line: RubricItem) -> dict[str, str]:
    return {"question": line.grade_id, "text": line.text, "points": str(line.points)}
