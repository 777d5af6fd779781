"""Similar submissions: tokens, fingerprints, what counts and what does not, and the pages for staff."""

import random
import re
import time

import pytest
from django.urls import reverse

from lms.foundation.models import AccessEntry
from notebooks.actions import reports
from notebooks.boards import Board
from notebooks.models import Assignment, LabReport
from notebooks.similarity import Answer, Work, all_grams, compare_works, marked, tokens_of, weight_of
from notebooks.tasks_reports import make_reports

from .material.classroom import seat, submit

CODE, SLUG = "BDAI-2026-03", "trung-binh-cong"

OWN = """def trung_binh(so):
    tong = 0
    dem = 0
    for x in so:
        tong = tong + x
        dem += 1
    if dem == 0:
        return None
    return tong / dem
"""
RENAMED = """def trung_binh(ds):
    # tính trung bình
    s, = [0]
    s = 0
    n = 1
    for phan_tu in ds:
        s = s + phan_tu
        n += 2
    if n == 7:
        return None
    return s / n   # xong
"""
OTHER = """def trung_binh(so):
    import statistics
    try:
        return statistics.fmean(list(map(float, so)))
    except statistics.StatisticsError as loi:
        print("rỗng", loi)
    while len(so) > 1 and so[-1] is None:
        so.pop()
    return {"ket_qua": sorted(so)[len(so) // 2]}
"""


def code(source, name="mean"):
    return Answer("bai1", name, source)


def work(key, source, *people):
    return Work(key, (code(source),), frozenset(people))


def shares(works, given=frozenset()):
    return {(pair.one, pair.other): pair.share for pair in compare_works(works, given).pairs}


def texts(source):
    return [token.text for token in tokens_of(code(source))]


def test_tokens_of_code_forget_names_literals_and_comments():
    assert texts("tong = len(ds) + 3.5e-2  # cộng") == texts("s = len(x)+1")
    assert texts("a = 'x'; b = f\"{y}\"") == ["N", "=", "S", ";", "N", "=", "S"]


def test_tokens_of_code_keep_keywords_built_ins_and_attributes():
    assert texts("for x in df.groupby(k).mean(): print(x)") == [
        *("for", "N", "in", "N", ".", "groupby", "(", "N", ")", ".", "mean", "(", ")", ":", "print", "(", "N", ")"),
    ]


@pytest.mark.parametrize("source", ["def f(:\n  'unclosed", '"""never', "\\", "x = 1 +\n\t\t", "€ ¿ \x00", "'" * 9, "0x__", ""])
def test_tokens_of_broken_code_stand_where_they_were(source):
    assert all(source[token.start : token.end].strip() for token in tokens_of(code(source)))


@pytest.mark.parametrize("source", ["'" * 60_000, '"\\' * 30_000, '"""' + '""\\' * 20_000, "a" * 60_000, "#" * 60_000, "." * 60_000])
def test_tokens_of_hostile_text_take_no_time(source):
    began = time.perf_counter()
    tokens_of(code(source))

    assert time.perf_counter() - began < 1


def test_tokens_of_prose_are_words_without_marks():
    assert [token.text for token in tokens_of(Answer("bai1", "why", "Vì CHIA đều.", is_code=False))] == ["vi", "chia", "deu"]


def test_compare_works_finds_a_renamed_copy_and_leaves_another_solution_alone():
    found = shares([work("a", OWN, 1), work("b", RENAMED, 2), work("c", OTHER, 3)])

    assert list(found) == [("a", "b")]
    assert found["a", "b"] > 0.6


def test_compare_works_gives_an_exact_copy_the_whole_share():
    assert shares([work("a", OWN, 1), work("b", OWN, 2)]) == {("a", "b"): 1}


def test_compare_works_leaves_out_what_was_given():
    given = all_grams([code(OWN)])

    assert shares([work("a", OWN, 1), work("b", OWN, 2)], given) == {}


def test_compare_works_never_compares_people_with_themselves():
    assert shares([work("a", OWN, 1, 2), work("b", OWN, 2, 3), work("c", OWN, 4)]) == {("a", "c"): 1, ("b", "c"): 1}


def test_compare_works_counts_a_common_approach_little():
    class_of = [work(f"p{n:02}", OWN, n) for n in range(14)] + [work(f"q{n}", variant(n), 100 + n) for n in range(16)]

    found = compare_works(class_of, frozenset())

    assert ("p00", "p01") not in {(pair.one, pair.other) for pair in found.pairs}
    assert found.common


def test_compare_works_says_how_many_had_too_little():
    found = compare_works([work("a", "x = 1", 1), work("b", OWN, 2)], frozenset())

    assert (found.compared, found.too_short) == (1, 1)


@pytest.mark.parametrize(("holders", "weight"), [(2, 1), (10, 1), (20, 0.5), (21, 0)])
def test_weight_of_what_many_have(holders, weight):
    assert weight_of(holders, 10) == weight


def test_marked_shows_the_shared_passage_and_nothing_else():
    ours, theirs = code("print('xin chào')\n\n" + OWN), code(OWN + "\nx = {1: [2, 3]}[1]")
    pieces = marked(ours, all_grams([theirs]), frozenset(), frozenset())

    assert "".join(piece.text for piece in pieces) == ours.source
    assert [piece.mark for piece in pieces] == ["", "shared", ""]
    assert pieces[1].text == OWN.strip()


def test_marked_tells_what_much_of_the_class_has():
    grams = all_grams([code(OWN)])

    assert {piece.mark for piece in marked(code(OWN), grams, frozenset(), grams)} == {"common", ""}


def variant(seed):
    """Code of its own: statements in an order and of kinds that no other seed has."""
    rng = random.Random(seed)
    kinds = ["{0} = {1} + {2}", "if {0} > {1}:\n        {2} -= 1", "for {0} in range({1}):\n        print({2})", "{0}.append([{1}, {2}])"]
    kinds += ["while {0}:\n        {1} //= {2}", "{0} = {{'a': {1}}}[{2}]", "assert {0} != -{1}, {2}", "{0}, {1} = sorted(({1}, {2}))"]
    kinds += ["{0} = lambda q: q ** {1} % {2}", "del {0}[{1}:{2}]", "{0} |= set({1}) & set({2})", "return max({0}, abs({1})) or {2}"]
    lines = ["    " + rng.choice(kinds).format(*(rng.choice("abcdefgh") for _ in range(3))) for _ in range(25)]
    return "def f(a, b):\n" + "\n".join(lines)


@pytest.mark.slow
def test_compare_works_of_1200_takes_seconds():
    works = [work(f"w{n}", variant(n), n) for n in range(1198)]
    works += [work("copy", re.sub(r"\ba\b", "zz", variant(7)), 5000), work("most", OWN, 5001)]
    began = time.perf_counter()

    found = compare_works(works, frozenset())

    assert ("w7", "copy") in {(pair.one, pair.other) for pair in found.pairs[:3]}
    assert time.perf_counter() - began < 20


# --- in a run ---------------------------------------------------------------------------------------------------------
@pytest.fixture
def board(run_of_course, lab):
    return Board(run_of_course, lab)


def compared(board, teacher):
    report = reports.ask_for_similarity(run=board.run, lab=board.lab, by=teacher)
    make_reports()
    report.refresh_from_db()
    assert report.state == LabReport.State.DONE, report.error
    return report


@pytest.mark.django_db
def test_report_compares_newest_submissions_and_no_group_with_itself(board, lab, teacher):
    one, other, third, fourth = seat(board.run, 4)
    submit(one, lab, {"mean": OWN}, others=(other,))
    submit(other, lab, {"mean": OWN})
    old = submit(third, lab, {"mean": OWN})
    submit(third, lab, {"mean": OTHER})
    last = submit(fourth, lab, {"mean": RENAMED})

    report = compared(board, teacher)

    found = {frozenset(pair[:2]) for pair in report.result["pairs"]}
    assert all(str(last.pk) in pair for pair in found)
    assert len(found) == 2
    assert not any(str(old.pk) in pair for pair in found)
    assert report.result["compared"] == 4


@pytest.mark.django_db
def test_report_does_not_count_an_untouched_starter(board, lab, teacher):
    for place in seat(board.run, 3):
        submit(place, lab)

    assert compared(board, teacher).result["pairs"] == []


@pytest.mark.django_db
def test_ask_for_similarity_twice_is_one_report(board, teacher):
    first = reports.ask_for_similarity(run=board.run, lab=board.lab, by=teacher)

    assert reports.ask_for_similarity(run=board.run, lab=board.lab, by=teacher) == first


def address(name="lab-similarity", *args):
    return reverse(name, args=[CODE, SLUG, *args])


@pytest.mark.django_db
def test_lab_similarity_pages_are_for_staff(client, board, lab, place, teacher, trainee, stranger):
    submit(place, lab, {"mean": OWN})
    [classmate] = seat(board.run, 1)
    submit(classmate, lab, {"mean": RENAMED})
    report = compared(board, teacher)

    for person, status in [(trainee, 403), (stranger, 404)]:
        client.force_login(person)
        assert client.get(address()).status_code == status
        assert client.post(address("lab-similarity-make")).status_code == status
        assert client.get(address("lab-similarity-pair", report.pk, 0)).status_code == status
    assert not AccessEntry.objects.exists()


@pytest.mark.django_db
def test_lab_similarity_pair_marks_both_and_notes_both(client, board, lab, place, teacher):
    one = submit(place, lab, {"mean": OWN})
    [classmate] = seat(board.run, 1)
    other = submit(classmate, lab, {"mean": "<script>alert(1)</script>\n" + RENAMED})
    report = compared(board, teacher)
    client.force_login(teacher)

    page = client.get(address("lab-similarity-pair", report.pk, 0)).content.decode()

    assert page.count('<mark class="alike">') >= 3
    assert "<script>alert" not in page
    noted = AccessEntry.objects.filter(what="similarity", object_type="notebooks.submission")
    assert set(noted.values_list("object_id", flat=True)) == {str(one.pk), str(other.pk)}
    assert client.get(address("lab-similarity-pair", report.pk, 1)).status_code == 404


@pytest.mark.django_db
def test_lab_similarity_lists_pairs_with_names_and_no_verdict(client, board, lab, place, teacher):
    submit(place, lab, {"mean": OWN})
    [classmate] = seat(board.run, 1)
    submit(classmate, lab, {"mean": RENAMED})
    client.force_login(teacher)
    assert "hx-get" not in client.get(address()).content.decode()

    client.post(address("lab-similarity-make"))
    waiting = client.get(address()).content.decode()
    make_reports()
    page = client.get(address()).content.decode()

    assert "hx-get" in waiting
    assert place.person.full_name in page
    assert classmate.person.full_name in page
    assert "không phải là kết luận" in page


@pytest.mark.django_db
def test_a_report_that_breaks_says_so_and_keeps_no_other_waiting(board, lab, teacher, settings):
    report = LabReport.objects.create(kind="unknown", run=board.run, lab=lab, by=teacher)
    good = reports.ask_for_similarity(run=board.run, lab=lab, by=teacher)

    make_reports()

    report.refresh_from_db()
    good.refresh_from_db()
    assert (report.state, good.state) == (LabReport.State.FAILED, LabReport.State.DONE)
    assert report.error


@pytest.mark.django_db
def test_lab_similarity_of_an_anonymous_assignment_shows_no_names(client, board, lab, place, teacher):
    Assignment.objects.create(run=board.run, lab=lab, is_anonymous=True)
    submit(place, lab, {"mean": OWN})
    [classmate] = seat(board.run, 1)
    submit(classmate, lab, {"mean": RENAMED})
    report = compared(board, teacher)
    client.force_login(teacher)

    pages = client.get(address()).content.decode() + client.get(address("lab-similarity-pair", report.pk, 0)).content.decode()

    assert place.person.full_name not in pages
    assert classmate.person.full_name not in pages
