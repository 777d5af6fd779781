"""Rubric lines and remarks: used lines are retired, never changed."""

from decimal import Decimal

import pytest

from lms.foundation.models import AuditEntry
from notebooks.actions import answers, rubrics
from notebooks.models import Remark, RubricItem
from notebooks.refusals import GradingRefused

from ..material.graded import graded

pytestmark = pytest.mark.django_db


def add(lab, by, text="Có ví dụ", points="1"):
    return rubrics.add_line(lab=lab, notebook="bai1", grade_id="why", text=text, points=Decimal(points), by=by)


def use(line, place, lab, by):
    [submission] = graded([place], lab)
    answers.give_points(
        submission=submission, notebook="bai1", grade_id="why", score=Decimal(1), comment="", by=by, seen=None, lines=[line.pk]
    )


def test_add_line_puts_it_last(lab, teacher):
    add(lab, teacher)

    line = add(lab, teacher, "  Trình bày\n rõ ", "0.5")

    assert (line.text, line.points, line.position) == ("Trình bày rõ", Decimal("0.5"), 2)
    assert AuditEntry.objects.filter(verb="rubric.add").count() == 2


def test_add_line_without_words_or_beyond_the_limit_is_refused(lab, teacher, monkeypatch):
    monkeypatch.setattr(rubrics, "LINES", 1)
    with pytest.raises(GradingRefused, match="nội dung"):
        add(lab, teacher, "  ")
    add(lab, teacher)

    with pytest.raises(GradingRefused, match="nhiều nhất 1"):
        add(lab, teacher)


def test_change_line_that_nobody_used_changes_it(lab, teacher):
    line = add(lab, teacher)

    rubrics.change_line(line=line, text="Có hai ví dụ", points=Decimal(2), by=teacher)

    assert RubricItem.objects.values_list("text", "points", "retired_at").get() == ("Có hai ví dụ", Decimal(2), None)


def test_change_line_that_was_used_retires_it_and_offers_a_new_one(lab, place, teacher):
    line = add(lab, teacher)
    use(line, place, lab, teacher)

    changed = rubrics.change_line(line=line, text="Có hai ví dụ", points=Decimal(2), by=teacher)

    line.refresh_from_db()
    assert (line.text, line.points) == ("Có ví dụ", Decimal(1))
    assert line.retired_at is not None
    assert changed.pk != line.pk
    assert (changed.position, changed.retired_at) == (line.position, None)


def test_change_line_to_the_same_and_retire_line_twice_change_nothing(lab, teacher):
    line = add(lab, teacher)
    rubrics.change_line(line=line, text="Có ví dụ", points=Decimal(1), by=teacher)
    for _ in range(2):
        rubrics.retire_line(line=line, by=teacher)

    assert AuditEntry.objects.filter(verb="rubric.change").count() == 0
    assert AuditEntry.objects.filter(verb="rubric.retire").count() == 1


def test_keep_remark_once_and_count_its_use(lab, teacher):
    for _ in range(2):
        rubrics.keep_remark(lab=lab, text=" Nêu thêm ví dụ. ", owner=teacher)

    rubrics.count_remarks(lab=lab, comment="Khá. Nêu thêm ví dụ.", owner=teacher)

    assert Remark.objects.values_list("text", "used").get() == ("Nêu thêm ví dụ.", 1)


@pytest.mark.parametrize("text", ["", "  ", "x" * 501])
def test_keep_remark_of_nothing_or_of_an_essay_keeps_none(lab, teacher, text):
    assert rubrics.keep_remark(lab=lab, text=text, owner=teacher) is None
    assert not Remark.objects.exists()
