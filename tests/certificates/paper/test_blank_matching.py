import pytest

from certificates.actions import blank_matching, blanks, hand_overs
from certificates.models import Blank, Certificate, DocumentClass
from tests.certificates.conftest import refused, today
from tests.certificates.paper.conftest import enter, make_run, numbers


def match(run, by, first="A000101"):
    return blank_matching.match(run=run, first=first, mark=blank_matching.mark_of(blank_matching.plan(run, first)), by=by)


def state_of(text: str) -> str:
    return Blank.objects.get(text=text).state


@pytest.mark.db
def test_match_takes_free_blanks_in_the_order_of_printing(run, package, papers, registrar):
    blanks.spoil(blank=Blank.objects.get(text="A000102"), reason="Rách", by=registrar)

    pairs = match(run, registrar)

    assert [(pair.line.position, pair.blank.text) for pair in pairs] == [(1, "A000101"), (2, "A000103"), (3, "A000104")]
    assert numbers(run) == ["A000101", "A000103", "A000104"]
    assert papers["binh"].blanks.get().text == "A000103"


def test_plan_writes_nothing(run, package):
    blank_matching.plan(run, "A000101")

    assert not Blank.objects.exclude(state="free").exists()


@pytest.mark.parametrize("typed", ["A000105", "a000105", " A 000105 ", "105", "000105"])
def test_plan_understands_how_numbers_are_typed(run, package, typed):
    assert blank_matching.plan(run, typed)[0].blank.text == "A000105"


def test_plan_goes_on_in_the_next_package(run, package, academy, document_class, registrar):
    enter(academy, document_class, registrar, prefix="B", first=1, last=5)

    assert [pair.blank.text for pair in blank_matching.plan(run, "A000109")] == ["A000109", "A000110", "B000001"]


def test_plan_asks_for_letters_where_a_number_is_on_two_packages(run, package, academy, document_class, registrar):
    enter(academy, document_class, registrar, prefix="B", first=101, last=105)

    with refused("blank_several") as caught:
        blank_matching.plan(run, "101")

    assert "A000101" in str(caught.value)


@pytest.mark.parametrize(
    ("typed", "code"),
    [("A000999", "blank_unknown"), ("", "blank_unknown"), ("A000110", "blanks_not_enough"), ("99999999999999", "blank_unknown")],
)
def test_plan_refuses_a_first_number_that_does_not_do(run, package, typed, code):
    with refused(code):
        blank_matching.plan(run, typed)


def test_plan_refuses_a_used_number_and_a_full_run(run, package, registrar):
    blanks.spoil(blank=Blank.objects.get(text="A000101"), reason="Rách", by=registrar)
    with refused("blank_not_free"):
        blank_matching.plan(run, "A000101")

    match(run, registrar, "A000102")
    with refused("run_fully_matched"):
        blank_matching.plan(run, "A000105")


def test_plan_refuses_a_form_without_blanks(run, package, document_class):
    DocumentClass.objects.filter(pk=document_class.pk).update(uses_blanks=False)

    with refused("blanks_not_used"):
        blank_matching.plan(run, "A000101")


def test_match_refuses_when_the_stock_has_changed_since_it_was_looked_at(run, package, registrar):
    mark = blank_matching.mark_of(blank_matching.plan(run, "A000101"))
    blanks.spoil(blank=Blank.objects.get(text="A000103"), reason="Rách", by=registrar)

    with refused("blanks_changed"):
        blank_matching.match(run=run, first="A000101", mark=mark, by=registrar)

    assert not Blank.objects.filter(state="used").exists()


def test_match_passes_over_a_document_that_became_void(run, package, papers, registrar):
    Certificate.objects.filter(pk=papers["binh"].pk).update(state="void")

    match(run, registrar)

    assert numbers(run) == ["A000101", "", "A000102"]


def test_unmatch_makes_the_blanks_free(run, package, registrar):
    match(run, registrar)

    assert blank_matching.unmatch(run=run, by=registrar) == 3

    assert Blank.objects.filter(state="free", certificate=None).count() == 10
    assert numbers(run) == ["", "", ""]
    with refused("run_not_matched"):
        blank_matching.unmatch(run=run, by=registrar)


def test_unmatch_refuses_after_a_hand_over(run, package, papers, registrar):
    match(run, registrar)
    hand_overs.record(certificates=[papers["anh"]], taken_on=today(), by=registrar)

    with refused("run_handed_over"):
        blank_matching.unmatch(run=run, by=registrar)
    with refused("run_handed_over"):
        blank_matching.spoil_run(run=run, reason="In ngược", by=registrar)

    assert numbers(run) == ["A000101", "A000102", "A000103"]


def test_unmatch_leaves_what_an_earlier_run_matched(run, package, closed_class, registrar):
    match(run, registrar)
    again = make_run(closed_class, registrar, with_frame=False)

    assert numbers(again) == numbers(run) == ["A000101", "A000102", "A000103"]
    with refused("run_not_matched"):
        blank_matching.unmatch(run=again, by=registrar)


def test_spoil_run_spoils_every_blank_and_lets_the_run_be_matched_again(run, package, papers, registrar):
    match(run, registrar)

    assert blank_matching.spoil_run(run=run, reason="In ngược mặt", by=registrar) == 3

    assert Blank.objects.filter(state="spoiled", reason="In ngược mặt", certificate__isnull=False).count() == 3
    match(run, registrar, "A000104")
    assert numbers(run) == ["A000104", "A000105", "A000106"]


@pytest.mark.db
def test_spoil_sheet_takes_the_next_free_blank_and_moves_nobody_else(run, package, papers, registrar):
    match(run, registrar)

    new = blank_matching.spoil_sheet(line=run.lines.get(position=2), reason="Kẹt giấy", by=registrar)

    assert new.text == "A000104"
    assert numbers(run) == ["A000101", "A000104", "A000103"]
    old = Blank.objects.get(text="A000102")
    assert (old.state, old.reason, old.by, old.certificate_id) == ("spoiled", "Kẹt giấy", registrar, papers["binh"].pk)


@pytest.mark.db
def test_spoil_sheet_and_shift_moves_every_later_sheet_by_one(run, package, papers, registrar):
    match(run, registrar)

    new = blank_matching.spoil_sheet_and_shift(line=run.lines.get(position=2), reason="Kẹt giấy", by=registrar)

    assert new.text == "A000103"
    assert numbers(run) == ["A000101", "A000103", "A000104"]
    assert state_of("A000102") == "spoiled"
    assert papers["dung"].blanks.get(state="used").text == "A000104"


def test_outlook_says_both_numbers_before_anything_is_written(run, package, registrar):
    match(run, registrar)

    seen = blank_matching.outlook(run.lines.get(position=2))

    assert (seen.alone, seen.shifted, seen.last) == ("A000104", "A000103", "A000104")


def test_spoil_sheet_refuses_without_a_reason_a_blank_or_a_free_one(run, package, registrar):
    with refused("line_without_blank"):
        blank_matching.spoil_sheet(line=run.lines.get(position=1), reason="Kẹt", by=registrar)
    match(run, registrar)
    with refused("blank_reason_missing"):
        blank_matching.spoil_sheet(line=run.lines.get(position=1), reason="", by=registrar)
    Blank.objects.filter(state="free").update(state="spoiled", reason="Ẩm")
    with refused("blanks_not_enough"):
        blank_matching.spoil_sheet(line=run.lines.get(position=1), reason="Kẹt", by=registrar)

    assert numbers(run) == ["A000101", "A000102", "A000103"]


def test_spoil_sheet_is_for_the_run_in_which_the_sheet_was_printed_last(run, package, closed_class, registrar):
    match(run, registrar)
    again = make_run(closed_class, registrar, with_frame=False)
    blank_matching.spoil_sheet(line=again.lines.get(position=1), reason="Nhòe", by=registrar)

    with refused("line_not_current"):
        blank_matching.spoil_sheet(line=run.lines.get(position=1), reason="Nhòe", by=registrar)


def test_spoil_sheet_refuses_what_was_handed_over_and_a_shift_over_it(run, package, papers, registrar):
    match(run, registrar)
    hand_overs.record(certificates=[papers["dung"]], taken_on=today(), by=registrar)

    with refused("blank_handed_over"):
        blank_matching.spoil_sheet(line=run.lines.get(position=3), reason="Kẹt", by=registrar)
    with refused("shift_over_handed_over"):
        blank_matching.spoil_sheet_and_shift(line=run.lines.get(position=1), reason="Kẹt", by=registrar)

    assert numbers(run) == ["A000101", "A000102", "A000103"]
