"""The public page's question: is this row what the register says?"""

import pytest

from certificates import register_check
from certificates.actions import ledger
from certificates.actions.ledger import NewEntry
from certificates.models import Certificate, RegisterBook, RegisterEntry
from lms.foundation import keyed_seals

from .conftest import forged


def codes(certificate: Certificate) -> list[str]:
    fresh = Certificate.objects.get(pk=certificate.pk)
    return [problem.code for problem in register_check.check_row(fresh).problems]


def test_check_row_of_a_fresh_certificate_is_intact_and_knows_no_checkpoint(certificate, django_assert_num_queries):
    with django_assert_num_queries(2):
        check = register_check.check_row(certificate)

    assert check.is_intact
    assert check.could_check
    assert (check.whole_checked_on, check.whole_intact) == (None, None)


def test_check_row_of_a_prepared_certificate_has_no_line_yet(certificate):
    assert codes(forged(certificate, state=Certificate.State.PREPARED, enrollment_id=_other(certificate))) == []


def _other(certificate):
    """The enrollment of somebody without a certificate."""
    return certificate.enrollment.run.enrollments.exclude(pk=certificate.enrollment_id).first().pk


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"serial_no": "HVCB-2601-000777"}, "serial_no"),
        ({"register_no": "77/2026/HVCB-CNHT"}, "register_no"),
        ({"register_number": 77}, "register_number"),
        ({"verification_code": "HHHHHHHHHHHHHHHH"}, "code"),
        ({"issued_on": "2020-01-01"}, "issued_on"),
        ({"snapshot": {"holder": "Kẻ Giả Mạo"}}, "snapshot_sha256"),
        ({"book": None}, "book"),
    ],
)
def test_check_row_finds_a_changed_column_and_names_it(certificate, tamper, values, field):
    tamper(Certificate, certificate.pk, **values)

    problem = register_check.check_row(Certificate.objects.get(pk=certificate.pk)).problems[0]

    assert (problem.code, problem.params["field"]) == ("row_snapshot" if field == "snapshot_sha256" else "row_differs", field)
    assert str(problem).endswith(".")


def test_check_row_finds_a_certificate_given_to_somebody_else(certificate, people, tamper):
    tamper(Certificate, certificate.pk, enrollment_id=people["dat"].enrollment_id)

    assert codes(certificate) == ["row_differs"]


def test_check_row_finds_a_changed_state(certificate, tamper):
    tamper(Certificate, certificate.pk, state=Certificate.State.REVOKED)

    assert codes(certificate) == ["row_state"]


def test_check_row_follows_a_revocation_that_the_register_knows(certificate, registrar, tamper):
    book = RegisterBook.objects.get()
    ledger.append(book=book, entries=[NewEntry(RegisterEntry.Event.REVOKED, certificate)], by=registrar)

    assert codes(certificate) == ["row_state"]
    tamper(Certificate, certificate.pk, state=Certificate.State.REVOKED)
    assert codes(certificate) == []


def test_check_row_is_not_touched_by_handing_over(certificate, registrar):
    ledger.append(book=RegisterBook.objects.get(), entries=[NewEntry(RegisterEntry.Event.HANDED_OVER, certificate)], by=registrar)

    assert codes(certificate) == []


def test_check_row_finds_a_changed_line(certificate, tamper):
    entry = RegisterEntry.objects.get()
    tamper(RegisterEntry, entry.pk, statement={**entry.statement, "serial_no": "HVCB-2601-000777"})

    assert codes(certificate) == ["line_changed"]


def test_check_row_finds_that_its_line_is_gone(certificate, take_out):
    take_out(RegisterEntry.objects.get())

    assert codes(certificate) == ["row_without_line"]


def test_check_row_finds_that_only_a_later_line_is_left(certificate, registrar, take_out, tamper):
    first = RegisterEntry.objects.get()
    ledger.append(book=RegisterBook.objects.get(), entries=[NewEntry(RegisterEntry.Event.REVOKED, certificate)], by=registrar)
    tamper(Certificate, certificate.pk, state=Certificate.State.REVOKED)
    take_out(first)

    assert codes(certificate) == ["row_without_first_line"]


def test_check_row_finds_swapped_lines(both, tamper):
    first, second = RegisterEntry.objects.order_by("position")
    tamper(RegisterEntry, first.pk, position=99)
    tamper(RegisterEntry, second.pk, position=1)
    tamper(RegisterEntry, first.pk, position=2)

    assert [codes(certificate) for certificate in both] == [["line_changed"], ["line_changed"]]


def test_check_row_finds_a_forged_certificate(certificate):
    assert codes(forged(certificate)) == ["row_without_line"]


def test_check_row_without_the_key_says_that_it_could_not_check(certificate, settings, tmp_path):
    settings.HOCAI_KEYS_DIR = tmp_path / "other-keys"

    check = register_check.check_row(certificate)

    assert not check.could_check
    assert keyed_seals.REGISTER_KEY in str(check.problems[0])
