from datetime import timedelta

import pytest

from certificates import stock
from certificates.actions import blank_matching, blanks, hand_overs
from certificates.models import Blank, BlankRange, Certificate, DocumentClass
from lms.foundation.models import AuditEntry
from tests.certificates.conftest import refused, today
from tests.certificates.paper.conftest import enter, numbers


def texts(**values) -> list[str]:
    return list(Blank.objects.filter(**values).order_by("number").values_list("text", flat=True))


def test_enter_range_makes_a_row_for_every_number(package, academy):
    assert str(package) == "A000101–A000110"
    assert texts(issuer=academy, state="free") == [f"A{number:06d}" for number in range(101, 111)]
    assert AuditEntry.objects.filter(verb="blank.enter_range").count() == 1


@pytest.mark.db
def test_enter_range_refuses_numbers_that_are_there_and_names_the_first(package, academy, document_class, registrar):
    with refused("blank_number_exists") as caught:
        enter(academy, document_class, registrar, first=108, last=120)

    assert "A000108" in str(caught.value)
    assert caught.value.params["n"] == 3
    assert Blank.objects.count() == 10


def test_enter_range_finds_the_same_text_under_other_letters(package, academy, document_class, registrar):
    with refused("blank_number_exists"):
        enter(academy, document_class, registrar, prefix="A000", digits=3, first=110, last=111)


def test_enter_range_takes_the_same_numbers_for_another_kind_and_issuer(package, academy, home_affairs, document_class, registrar):
    official, _ = DocumentClass.objects.get_or_create(kind="official_certificate", version=1, defaults={"title": "Chứng chỉ"})

    enter(academy, official, registrar)
    enter(home_affairs, document_class, registrar)

    assert Blank.objects.count() == 30


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"first": 9, "last": 8}, "blank_range_backwards"),
        ({"first": 1, "last": 20_001}, "blank_range_too_long"),
        ({"first": 9_999, "last": 10_000, "digits": 4}, "blank_digits_too_few"),
        ({"received_on": "tomorrow"}, "blank_received_in_future"),
    ],
)
def test_enter_range_refuses_what_cannot_be(academy, document_class, registrar, values, code):
    if "received_on" in values:
        values = {"received_on": today() + timedelta(days=1)}

    with refused(code):
        enter(academy, document_class, registrar, **values)

    assert not BlankRange.objects.exists()


def test_withdraw_range_takes_back_what_nobody_used(package, registrar):
    blanks.withdraw_range(package=package, by=registrar)

    assert not Blank.objects.exists()


def test_withdraw_range_refuses_when_one_is_spoiled(package, registrar):
    blanks.spoil(blank=Blank.objects.first(), reason="Rách góc", by=registrar)

    with refused("blank_range_in_use"):
        blanks.withdraw_range(package=package, by=registrar)

    assert Blank.objects.count() == 10


def test_spoil_keeps_who_when_and_why(package, registrar):
    blank = blanks.spoil(blank=Blank.objects.first(), reason="  Kẹt giấy ", by=registrar)

    assert (blank.state, blank.reason, blank.by) == ("spoiled", "Kẹt giấy", registrar)
    assert blank.at is not None
    assert AuditEntry.objects.get(verb="blank.spoil").after["reason"] == "Kẹt giấy"


def test_spoil_asks_for_a_reason_and_refuses_twice(package, registrar):
    blank = Blank.objects.first()

    with refused("blank_reason_missing"):
        blanks.spoil(blank=blank, reason="  ", by=registrar)
    blanks.spoil(blank=blank, reason="Rách", by=registrar)
    with refused("blank_already_spoiled"):
        blanks.spoil(blank=blank, reason="Rách", by=registrar)


def matched(run, registrar, first="A000101"):
    pairs = blank_matching.plan(run, first)
    return blank_matching.match(run=run, first=first, mark=blank_matching.mark_of(pairs), by=registrar)


def test_spoil_refuses_the_number_of_a_paper_that_left_the_office(run, package, papers, registrar):
    matched(run, registrar)
    hand_overs.record(certificates=[papers["anh"]], taken_on=today(), by=registrar)

    with refused("blank_handed_over"):
        blanks.spoil(blank=papers["anh"].blanks.get(), reason="Rách", by=registrar)


def test_restore_makes_a_blank_free_again(package, registrar):
    blank = blanks.spoil(blank=Blank.objects.first(), reason="Nhầm", by=registrar)

    blanks.restore(blank=blank, by=registrar)

    blank.refresh_from_db()
    assert (blank.state, blank.reason, blank.by) == ("free", "", None)
    with refused("blank_not_spoiled"):
        blanks.restore(blank=blank, by=registrar)


def test_restore_of_a_sheet_that_was_good_after_all_gives_the_other_blank_back(run, package, papers, registrar):
    matched(run, registrar)
    blank_matching.spoil_sheet(line=run.lines.get(position=2), reason="Nhầm tờ", by=registrar)
    assert numbers(run) == ["A000101", "A000104", "A000103"]

    blanks.restore(blank=Blank.objects.get(text="A000102"), by=registrar)

    assert numbers(run) == ["A000101", "A000102", "A000103"]
    assert papers["binh"].blanks.get().text == "A000102"
    assert Blank.objects.get(text="A000104").state == "free"


def test_restore_of_a_whole_stack_that_was_good_puts_each_sheet_back(run, package, papers, registrar):
    matched(run, registrar)
    blank_matching.spoil_run(run=run, reason="Nhầm lần in", by=registrar)

    for blank in Blank.objects.filter(state="spoiled"):
        blanks.restore(blank=blank, by=registrar)

    assert numbers(run) == ["A000101", "A000102", "A000103"]


def test_restore_refuses_where_the_document_stands_no_longer_or_has_left(run, package, papers, registrar):
    matched(run, registrar)
    old = blanks.spoil(blank=papers["anh"].blanks.get(), reason="Nhòe", by=registrar)
    Certificate.objects.filter(pk=papers["anh"].pk).update(state="void")
    with refused("blank_was_printed"):
        blanks.restore(blank=old, by=registrar)

    Certificate.objects.filter(pk=papers["anh"].pk).update(state="valid")
    hand_overs.record(certificates=[papers["anh"]], taken_on=today(), by=registrar)
    with refused("blank_handed_over"):
        blanks.restore(blank=old, by=registrar)


def test_release_for_spoils_the_blank_of_a_void_document(run, package, papers, registrar):
    matched(run, registrar)

    blank = blanks.release_for(certificate=papers["binh"], reason="Hủy số: sai họ tên", by=registrar)

    assert (blank.text, blank.state, blank.reason) == ("A000102", "spoiled", "Hủy số: sai họ tên")
    assert blanks.release_for(certificate=papers["binh"], reason="Hủy số", by=registrar) is None


def test_release_for_leaves_the_number_with_a_paper_that_was_handed_over(run, package, papers, registrar):
    matched(run, registrar)
    hand_overs.record(certificates=[papers["anh"]], taken_on=today(), by=registrar)

    assert blanks.release_for(certificate=papers["anh"], reason="Thu hồi", by=registrar) is None
    assert papers["anh"].blanks.get().state == "used"


def test_left_on_fallen_finds_blanks_of_documents_that_stand_no_longer(run, package, papers, academy, registrar):
    matched(run, registrar)
    Certificate.objects.filter(pk=papers["dung"].pk).update(state="void")

    left = list(stock.left_on_fallen({academy.pk}))
    assert [blank.text for blank in left] == ["A000103"]
    assert blanks.release_left(blanks=left, by=registrar) == 1
    assert not stock.left_on_fallen({academy.pk}).exists()
    assert papers["dung"].serial_no in Blank.objects.get(text="A000103").reason


def test_stocks_of_counts_and_says_what_is_next(run, package, academy, registrar):
    matched(run, registrar)
    blanks.spoil(blank=Blank.objects.get(text="A000104"), reason="Rách", by=registrar)

    [found] = stock.stocks_of({academy.pk})

    assert (found.free, found.used, found.spoiled, found.next_free) == (6, 3, 1, "A000105")
    assert not stock.stocks_of({academy.pk + 1000})


def test_stock_warns_when_low_and_when_used_up(academy):
    assert stock.Stock(academy, "x", 49, 451, 0, "1").is_low
    assert not stock.Stock(academy, "x", 60, 440, 0, "1").is_low
    assert not stock.Stock(academy, "x", 10, 0, 0, "1").is_low
    assert stock.Stock(academy, "x", 0, 500, 0, "").is_empty


@pytest.mark.parametrize(
    ("words", "state", "expected"), [("000103", "", ["A000103"]), ("a0001 10", "", ["A000110"]), ("", "used", 3), ("khong", "", [])]
)
def test_blanks_found_by_number_and_state(run, package, academy, registrar, words, state, expected):
    matched(run, registrar)

    found = [blank.text for blank in stock.blanks_found({academy.pk}, words, state)]

    assert found == expected or len(found) == expected


def test_blanks_found_by_the_number_of_the_document(run, package, academy, papers, registrar):
    matched(run, registrar)

    assert [blank.text for blank in stock.blanks_found({academy.pk}, papers["binh"].serial_no, "")] == ["A000102"]
    assert numbers(run) == ["A000101", "A000102", "A000103"]
