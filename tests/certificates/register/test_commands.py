"""`verify_register` and `chain_register` at a terminal."""

import json

import pytest
from django.core.management import CommandError, call_command

from certificates.actions import old_rows
from certificates.models import Certificate, RegisterBook, RegisterEntry
from lms.foundation.append_only import lifted

from .conftest import forged


@pytest.fixture
def before_the_chain(book, tamper):
    """As an installation from before the chain: numbers and rows, no line."""
    with lifted():
        RegisterEntry.objects.all().delete()
    RegisterBook.objects.update(last_position=0, head="")
    return book


def run(capsys, name: str, *arguments: str) -> tuple[int, str]:
    """(exit code, what was printed)."""
    try:
        call_command(name, *arguments)
    except SystemExit as end:
        return int(end.code or 0), capsys.readouterr().out
    return 0, capsys.readouterr().out


def test_verify_register_of_an_intact_register(capsys, book):
    assert run(capsys, "verify_register") == (0, "Đã kiểm tra 2 dòng sổ, 2 giấy: nguyên vẹn.\n")


def test_verify_register_names_the_row_and_what_differs(capsys, book, both, tamper):
    tamper(Certificate, both[0].pk, serial_no="HVCB-2699-000777")

    code, text = run(capsys, "verify_register", "--book", str(book.pk))

    assert code == 1
    assert "HVCB-2699-000777" in text
    assert both[0].serial_no in text


def test_verify_register_as_json(capsys, book, both, tamper):
    tamper(Certificate, both[0].pk, state=Certificate.State.REVOKED)

    code, text = run(capsys, "verify_register", "--json")

    found = json.loads(text)
    assert (code, found["is_intact"], found["count"], found["entries"]) == (1, False, 1, 2)
    assert found["problems"][0]["code"] == "row_state"
    assert "Thu hồi" in found["problems"][0]["sentence"] or "thu hồi" in found["problems"][0]["sentence"]


def test_verify_register_of_an_unknown_book_names_the_known_ones(book):
    with pytest.raises(CommandError, match="Không có sổ cấp nào mang mã 99999") as caught:
        call_command("verify_register", "--book", "99999")
    assert str(book.pk) in str(caught.value)


def test_chain_register_gives_old_certificates_their_lines_once(capsys, before_the_chain, both):
    Certificate.objects.filter(pk=both[1].pk).update(state=Certificate.State.REVOKED)

    first, again = run(capsys, "chain_register"), run(capsys, "chain_register")

    assert first == (0, "Đã ghi bổ sung 2 giấy vào chuỗi của sổ cấp.\n")
    assert again == (0, "Sổ cấp không thiếu dòng nào.\n")
    lines = RegisterEntry.objects.order_by("position")
    assert [line.event for line in lines] == ["issued", "issued", "revoked"]
    assert all(line.statement["added_later"] for line in lines)
    assert run(capsys, "verify_register")[0] == 0


def test_chain_register_says_nothing_at_a_start_and_asks_little(before_the_chain, capsys, django_assert_max_num_queries):
    old_rows.chain_all()

    with django_assert_max_num_queries(3):
        assert run(capsys, "chain_register", "--verbosity=0") == (0, "")


def test_chain_register_makes_no_forged_row_genuine(capsys, book, both):
    """Else a forger would only have to wait for the next start."""
    made_up = forged(both[0])

    code, text = run(capsys, "chain_register")

    assert code == 1
    assert "1 giấy không có dòng nào" in text
    assert not RegisterEntry.objects.filter(certificate=made_up).exists()


def test_chain_register_does_not_begin_anew_after_a_checkpoint(before_the_chain, both):
    from certificates.actions import checkpoints

    checkpoints.make()

    assert old_rows.chain_all() == 0
    assert not RegisterEntry.objects.exists()
