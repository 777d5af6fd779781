from datetime import date

import pytest

from certificates.history import full_history_of, history_of
from certificates.models import Certificate, Revocation
from tests.certificates.conftest import today


def copy_of(certificate, number, **values):
    """Another document of the same person, as a reissue leaves it."""
    made = Certificate.objects.get(pk=certificate.pk)
    made.pk, made.serial_no, made.register_no = None, f"HVCB-TEST-{number}", f"{number}/TEST"
    made.register_number, made.verification_code = number, f"{number}".rjust(16, "A")
    made._state.adding = True
    for name, value in values.items():
        setattr(made, name, value)
    made.save()
    return made


@pytest.fixture
def chain(certificate):
    """Ánh's first one, its reissue, and the one in place of that, which was lost."""
    Certificate.objects.filter(pk=certificate.pk).update(state="replaced")
    second = copy_of(certificate, 2, state="replaced", replaces=certificate, way="reissue", issued_on=today())
    third = copy_of(certificate, 3, state="valid", replaces=second, way="replacement", issued_on=today())
    certificate.refresh_from_db()
    return [certificate, second, third]


def revoke(certificate, registrar, academy, state="revoked"):
    Certificate.objects.filter(pk=certificate.pk).update(state=state)
    Revocation.objects.create(
        certificate=certificate, ground="a", legal_basis="Điều 8 điểm a", decision_number="77/QĐ-HVCB", decided_on=date(2026, 11, 20),
        decided_by=academy, note="Nhờ bà Nguyễn Thị B học thay", entered_by=registrar,
    )  # fmt: skip


def test_history_of_a_document_that_stands_is_its_issue(certificate):
    [step] = history_of(certificate)

    assert (step.day, step.event, step.certificate) == (certificate.issued_on, "issued", None)
    assert step.sentence.startswith(f"Cấp giấy số {certificate.serial_no} theo quyết định công nhận kết quả số 123/QĐ-HVCB ngày ")


@pytest.mark.parametrize("place", [0, 1, 2])
def test_history_of_any_document_of_a_chain_tells_the_whole_chain(chain, place):
    steps = history_of(chain[place])

    assert [step.event for step in steps] == ["issued", "reissued", "replacement"]
    assert [step.certificate for step in steps] == [row if number != place else None for number, row in enumerate(chain)]
    assert steps[1].sentence == f"Cấp lại giấy số {chain[1].serial_no} thay giấy số {chain[0].serial_no} do nơi cấp ghi sai."
    assert chain[2].serial_no in steps[2].sentence


@pytest.mark.parametrize(("state", "word"), [("revoked", "bị thu hồi"), ("annulled", "bị hủy bỏ")])
def test_history_of_a_revoked_document_shows_ground_and_decision(certificate, registrar, academy, state, word):
    revoke(certificate, registrar, academy, state)
    certificate.refresh_from_db()

    step = history_of(certificate)[-1]

    assert (step.event, step.day) == (state, date(2026, 11, 20))
    assert word in step.sentence
    assert "77/QĐ-HVCB ngày 20/11/2026 của Học viện Cán bộ" in step.sentence
    assert "(Điều 8 điểm a)" in step.sentence


def test_history_of_holds_no_personal_data(chain, registrar, academy):
    revoke(chain[2], registrar, academy)

    said = " ".join(step.sentence for step in history_of(chain[0]))

    assert "77/QĐ-HVCB" in said
    for secret in ("Ánh", "Trần", "1990", "Nguyễn Thị B", registrar.full_name):
        assert secret not in said


def test_history_of_a_childs_document_says_no_numbers(chain):
    for row in chain:
        row.snapshot["public_name"] = "T.N.Á."
        row.save()

    said = " ".join(step.sentence for step in history_of(chain[0]))

    assert all(row.serial_no not in said for row in chain)


def test_history_of_hides_what_is_not_signed_yet(chain):
    Certificate.objects.filter(pk=chain[2].pk).update(state="awaiting_signature")

    last = history_of(chain[1])[-1]

    assert (last.event, last.certificate) == ("replaced", None)
    assert chain[2].serial_no not in last.sentence


def test_history_of_leaves_out_void_numbers_and_other_documents(certificate):
    copy_of(certificate, 8, state="void")
    copy_of(certificate, 9, state="annulled")

    assert [step.event for step in history_of(certificate)] == ["issued"]


def test_history_of_asks_the_database_once(chain, django_assert_num_queries):
    fresh = Certificate.objects.get(pk=chain[1].pk)

    with django_assert_num_queries(1):
        history_of(fresh)


def test_full_history_of_adds_requests_and_the_hand_over(certificate, registrar, trainee, django_assert_max_num_queries):
    certificate.requests.create(
        kind="lost", received_on=today(), due_on=today(), asked_by=trainee, state="withdrawn", text="Mất khi chuyển nhà"
    )
    fresh = Certificate.objects.get(pk=certificate.pk)

    with django_assert_max_num_queries(4):
        steps = full_history_of(fresh)

    assert {step.event for step in steps} == {"issued", "asked", "answered"}
