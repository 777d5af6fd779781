import io
from decimal import Decimal

import pytest
from pypdf import PdfReader

from certificates import printing
from certificates.actions import blank_matching, print_runs
from certificates.models import Certificate, PrintRun
from certificates.print_pages import alignment_page, divider_pages, stack
from certificates.printing import groups_of, in_order, lines_of, named, not_yet_printed, printable, still_standing
from lms.classes.models import SessionVenue
from tests.certificates.conftest import refused
from tests.certificates.paper.conftest import HALL, SECOND, make_run, names

Order = PrintRun.Order


def pages(content: bytes) -> list[str]:
    return [page.extract_text() for page in PdfReader(io.BytesIO(content)).pages]


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        (Order.NAME, ["Ánh", "Bình", "Dũng"]),
        (Order.AGENCY, ["Ánh", "Dũng", "Bình"]),  # Sở Nội vụ before Ủy ban nhân dân phường
        (Order.VENUE, ["Dũng", "Ánh", "Bình"]),  # Điểm cầu before Hội trường
    ],
)
def test_in_order(closed_class, papers, order, expected):
    sheets = in_order(closed_class, printable(closed_class), order)

    assert [sheet.name.split()[-1] for sheet in sheets] == expected


def test_venue_is_the_place_planned_for_the_last_session(closed_class, papers):
    def places():
        return {sheet.name.split()[-1]: sheet.venue for sheet in in_order(closed_class, printable(closed_class), Order.NAME)}

    assert places() == {"Ánh": HALL, "Bình": HALL, "Dũng": SECOND}

    # The closing session brings everybody together.
    SessionVenue.objects.filter(session__number=2).delete()
    assert places()["Dũng"] == HALL


def test_venue_of_a_class_without_places_is_the_trainees_own(closed_class, papers):
    closed_class.sessions.update(venue=None)
    SessionVenue.objects.all().delete()

    assert [sheet.venue for sheet in in_order(closed_class, printable(closed_class), Order.NAME)] == ["", "", SECOND]


def test_make_keeps_the_order_and_the_groups(closed_class, papers, registrar):
    made = make_run(closed_class, registrar, Order.VENUE)

    lines = lines_of(made)
    assert names(lines) == ["Dũng", "Ánh", "Bình"]
    assert [line.position for line in lines] == [1, 2, 3]
    assert [group.title for group in groups_of(lines)] == [
        f"{SECOND} · Sở Nội vụ", f"{HALL} · Sở Nội vụ", f"{HALL} · Ủy ban nhân dân phường Bến Nghé",
    ]  # fmt: skip


def test_make_refuses_nothing_and_a_shift_off_the_sheet(closed_class, papers, registrar):
    with refused("nothing_to_print"):
        print_runs.make(training_class=closed_class, certificates=[], order=Order.NAME, by=registrar)
    with refused("shift_too_far"):
        make_run(closed_class, registrar, shift_x_mm=Decimal("-30.5"))

    assert not PrintRun.objects.exists()


def test_printable_takes_prepared_documents_and_leaves_out_void_ones(closed_class, papers):
    Certificate.objects.filter(pk=papers["anh"].pk).update(state="prepared")
    Certificate.objects.filter(pk=papers["binh"].pk).update(state="void")

    assert set(printable(closed_class)) == {papers["anh"], papers["dung"]}


def test_not_yet_printed_and_named(closed_class, papers, registrar):
    found = printable(closed_class)
    print_runs.make(training_class=closed_class, certificates=named(found, "ngoc anh"), order=Order.NAME, by=registrar)

    assert set(not_yet_printed(found)) == {papers["binh"], papers["dung"]}
    assert list(named(found, papers["dung"].serial_no.lower())) == [papers["dung"]]
    assert not named(found, "")


def test_last_settings_are_those_of_the_issuers_last_run(closed_class, papers, registrar):
    assert printing.last_settings(closed_class).shift_x_mm == 0

    made = make_run(closed_class, registrar, Order.VENUE, shift_x_mm=Decimal("1.5"), shift_y_mm=Decimal("-0.5"))
    print_runs.move(run=made, shift_x_mm=Decimal("2.0"), shift_y_mm=Decimal("-0.5"), by=registrar)

    last = printing.last_settings(closed_class)
    assert (last.shift_x_mm, last.shift_y_mm, last.order) == (Decimal("2.0"), Decimal("-0.5"), Order.VENUE)


def test_discard_forgets_a_run_without_blanks_only(run, package, registrar):
    pairs = blank_matching.plan(run, "A000101")
    blank_matching.match(run=run, first="A000101", mark=blank_matching.mark_of(pairs), by=registrar)
    with refused("run_has_blanks"):
        print_runs.discard(run=run, by=registrar)

    blank_matching.unmatch(run=run, by=registrar)
    print_runs.discard(run=run, by=registrar)
    assert not PrintRun.objects.exists()


def test_stack_is_one_file_in_the_order_of_the_run_with_dividers(closed_class, papers, registrar):
    made = make_run(closed_class, registrar, Order.AGENCY)

    found = pages(stack(made, lines_of(made)))

    assert len(found) == 5
    assert "Sở Nội vụ" in found[0]
    assert "2 tờ: từ tờ số 1 đến tờ số 2" in found[0]
    assert [holder in text for holder, text in zip(["Ánh", "Dũng", "phường Bến", "Bình"], found[1:], strict=True)] == [True] * 4


def test_stack_for_blanks_has_no_divider_and_no_frame(closed_class, papers, registrar):
    with_frame = make_run(closed_class, registrar, Order.AGENCY)
    without = make_run(closed_class, registrar, Order.AGENCY, with_frame=False)

    bare = stack(without, lines_of(without), with_dividers=False)

    assert len(pages(bare)) == 3
    assert len(bare) < len(stack(with_frame, lines_of(with_frame), with_dividers=False))


def test_stack_twice_gives_the_same_bytes_and_moves_by_the_shift(closed_class, papers, registrar):
    made = make_run(closed_class, registrar)
    first = stack(made, lines_of(made))
    assert stack(made, lines_of(made)) == first

    moved = print_runs.move(run=made, shift_x_mm=Decimal(3), shift_y_mm=Decimal(0), by=registrar)
    assert stack(moved, lines_of(moved)) != first


def test_stack_leaves_out_what_became_void(closed_class, papers, registrar):
    made = make_run(closed_class, registrar)
    Certificate.objects.filter(pk=papers["binh"].pk).update(state="void")

    found = pages(stack(made, still_standing(lines_of(made))))

    assert len(found) == 2
    assert not any("Bình" in text for text in found)


def test_divider_pages_stand_alone_too(closed_class, papers, registrar):
    made = make_run(closed_class, registrar, Order.VENUE)

    found = pages(divider_pages(groups_of(lines_of(made)), class_code="BDAI"))

    assert len(found) == 3
    assert SECOND in found[0]
    assert "1 tờ: từ tờ số 1 đến tờ số 1" in found[0]


def test_alignment_page_has_the_size_of_the_form_and_says_the_shift():
    content = alignment_page(Decimal("1.5"), Decimal("-0.5"), size_mm=(297, 210))

    page = PdfReader(io.BytesIO(content)).pages[0]
    assert [round(float(value) / 72 * 25.4) for value in page.mediabox[2:]] == [297, 210]
    assert "sang phải 1,5 mm, xuống dưới -0,5 mm" in page.extract_text()
    assert "257 mm" in page.extract_text()


def test_stack_of_two_sided_documents_keeps_faces_on_their_sides(closed_class, papers, registrar):
    for paper in papers.values():
        Certificate.objects.filter(pk=paper.pk).update(snapshot=paper.snapshot | {"is_two_sided": True})
    framed, bare = make_run(closed_class, registrar, Order.AGENCY), make_run(closed_class, registrar, Order.AGENCY, with_frame=False)

    found = pages(stack(framed, lines_of(framed)))

    # Divider and its empty back, then two faces for each; the next divider starts on a front again.
    assert len(found) == 2 + 4 + 2 + 2
    assert found[1].strip() == found[7].strip() == ""
    assert "2 tờ" in found[0]
    assert "1 tờ" in found[6]
    assert len(pages(stack(bare, lines_of(bare), with_dividers=False))) == 3


def test_discard_of_a_run_with_blanks_of_its_own_is_refused_beside_an_unmatched_one(closed_class, papers, package, registrar):
    make_run(closed_class, registrar, with_frame=False)
    later = make_run(closed_class, registrar, with_frame=False)
    blank_matching.match(run=later, first="101", mark=blank_matching.mark_of(blank_matching.plan(later, "101")), by=registrar)

    with refused("run_has_blanks"):
        print_runs.discard(run=later, by=registrar)


@pytest.mark.parametrize(("original", "is_marked"), [("paper", False), ("signed_pdf", True)])
def test_stack_marks_the_sheet_only_where_the_signed_file_is_the_original(closed_class, papers, registrar, original, is_marked):
    for paper in papers.values():
        Certificate.objects.filter(pk=paper.pk).update(snapshot=paper.snapshot | {"original": original})
    made = make_run(closed_class, registrar)

    assert [("bản thể hiện" in text.lower()) for text in pages(stack(made, lines_of(made)))] == [is_marked] * 3
