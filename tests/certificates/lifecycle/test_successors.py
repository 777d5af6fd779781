from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from certificates.actions import certificates, revocations, successors
from certificates.document import render
from certificates.exceptions import NotEligible
from certificates.history import history_of
from certificates.models import Certificate, IssuerAuthorisation, RegisterBook, RegisterEntry, Signer
from certificates.register_check import check_row
from lms.classes.models import TrainingClass
from tests.certificates.conftest import refused, today
from tests.certificates.lifecycle.conftest import fresh, lines_of

RIGHT = {"holder": "Trần Ngọc Anh"}


def reissue(certificate, registrar, right=None, **more):
    return successors.reissue(certificate=certificate, right=right or RIGHT, by=registrar, **more)


def signs_for(organization, **values):
    return Signer.objects.create(organization=organization, name="Ngô Văn Hải", position="GIÁM ĐỐC", source="QĐ 9/QĐ-UBND", **values)


def test_reissue_makes_a_new_document_with_the_corrected_fields(certificate, registrar):
    made = reissue(certificate, registrar, {"holder": " Trần  Ngọc Anh ", "born": "5/2/1990", "position": ""})

    old = fresh(certificate)
    assert (old.state, made.state, made.way, made.replaces) == ("replaced", "valid", "reissue", old)
    assert (made.snapshot["holder"], made.snapshot["public_name"]) == ("Trần Ngọc Anh", "Trần Ngọc Anh")
    assert (made.snapshot["born"], made.snapshot["position"]) == ("05/02/1990", "")
    assert made.document_class == old.document_class
    same = ("programme", "class_code", "from", "to", "decision_number", "decided_on", "workplace")
    assert {name: made.snapshot[name] for name in same} == {name: old.snapshot[name] for name in same}
    assert old.snapshot == certificate.snapshot


def test_reissue_gives_new_numbers_and_bears_its_own_day(certificate, registrar):
    made = reissue(certificate, registrar)

    assert (made.register_number, made.book) == (2, certificate.book)
    assert made.serial_no != certificate.serial_no
    assert made.verification_code != certificate.verification_code
    assert (made.issued_on, made.snapshot["issued_on"]) == (today(), today().isoformat())
    assert (made.snapshot["serial_no"], made.snapshot["register_no"], made.snapshot["code"]) == (
        made.serial_no, made.register_no, made.verification_code,
    )  # fmt: skip
    assert made.snapshot["in_place_of"]["serial_no"] == certificate.serial_no


def test_reissue_writes_both_lines_into_the_register(certificate, registrar):
    made = reissue(certificate, registrar)

    assert (lines_of(certificate), lines_of(made)) == (["issued", "replaced"], ["issued"])
    line = RegisterEntry.objects.get(event="replaced")
    assert line.statement["replaced_by"] == made.serial_no
    assert check_row(fresh(certificate)).is_intact
    assert check_row(made).is_intact


def test_reissue_can_be_drawn(certificate, registrar):
    assert render(reissue(certificate, registrar).snapshot).startswith(b"%PDF")


def test_reissue_twice_gives_the_same_document(certificate, registrar, officer):
    first = reissue(certificate, registrar)

    assert reissue(fresh(certificate), officer) == first
    assert reissue(certificate, officer) == first  # a page that was opened before
    assert Certificate.objects.count() == 2


def test_reissue_with_other_corrections_afterwards_is_refused(certificate, registrar):
    newer = reissue(certificate, registrar)

    with refused("certificate_replaced") as caught:
        reissue(fresh(certificate), registrar, {"holder": "Trần Ngọc Án"})
    assert newer.serial_no in str(caught.value)


def test_reissue_again_replaces_the_newer_one(certificate, registrar):
    second = reissue(certificate, registrar)
    third = reissue(second, registrar, {"workplace": "Sở Khoa học và Công nghệ"})

    assert (third.replaces, fresh(second).state, third.snapshot["holder"]) == (second, "replaced", "Trần Ngọc Anh")


def test_reissue_with_nothing_to_correct_is_refused(certificate, registrar):
    with refused("correction_empty"):
        reissue(certificate, registrar, {"holder": "Trần Ngọc Ánh"})
    assert (fresh(certificate).state, Certificate.objects.count()) == ("valid", 1)


def test_reissue_refuses_what_cannot_be_printed_and_takes_no_number(certificate, registrar):
    with refused("text_unprintable", NotEligible):
        reissue(certificate, registrar, {"holder": "Trần Ngọc Anh 😀"})

    assert (fresh(certificate).state, RegisterBook.objects.get().last_number) == ("valid", 1)


def test_reissue_keeps_a_childs_name_from_the_public(certificate, registrar):
    certificate.snapshot["public_name"] = "T.N.Á."
    certificate.save()

    assert reissue(certificate, registrar).snapshot["public_name"] == "T.N.A."


def test_reissue_with_a_birth_date_of_a_child_hides_the_name(certificate, registrar):
    made = reissue(certificate, registrar, {"born": f"01/02/{today().year - 12}"})

    assert made.snapshot["public_name"] == "T.N.Á."


def test_reissue_of_ones_own_document_is_for_another_registrar(certificate, trainee):
    with refused("own_certificate"):
        reissue(certificate, trainee)


def test_reissue_of_a_revoked_document_is_refused(certificate, order, registrar):
    revocations.revoke(certificate=certificate, order=order, by=registrar)

    with refused("certificate_revoked"):
        reissue(fresh(certificate), registrar)


def test_reissue_of_a_prepared_document_is_refused(certificate, registrar):
    Certificate.objects.update(state="prepared")

    with refused("certificate_not_final"):
        reissue(fresh(certificate), registrar)


def test_reissue_with_a_clock_that_was_set_back_is_refused(certificate, registrar):
    Certificate.objects.update(issued_on=today() + timedelta(days=3))

    with refused("clock_behind"):
        reissue(fresh(certificate), registrar)


def test_reissue_of_last_years_document_enters_this_years_book(certificate, registrar):
    RegisterBook.objects.update(year=today().year - 1, closed_at=timezone.now())
    before = today() - timedelta(days=400)
    Certificate.objects.update(issued_on=before, register_no=f"01/{before.year}/HVCB-CNHT")

    made = reissue(fresh(certificate), registrar)

    assert (made.book.year, made.register_number, made.book.last_number) == (today().year, 1, 1)
    assert lines_of(certificate) == ["issued", "replaced"]
    assert RegisterEntry.objects.get(event="replaced").book == certificate.book


def test_reissue_when_this_years_book_is_closed_says_so_and_changes_nothing(certificate, registrar):
    RegisterBook.objects.update(closed_at=timezone.now())

    with refused("book_closed"):
        reissue(certificate, registrar)
    assert fresh(certificate).state == "valid"


def test_reissue_works_when_the_class_was_reopened(certificate, closed_class, registrar):
    TrainingClass.objects.update(state="assessing")

    assert reissue(certificate, registrar).state == "valid"


def test_reissue_after_a_merger_is_issued_by_the_successor(certificate, registrar, successor):
    signs_for(successor)

    made = reissue(fresh(certificate), registrar)

    assert (made.issuer, made.book.issuer) == (successor, successor)
    assert (made.snapshot["issuer"], made.snapshot["signer_name"]) == (successor.name, "Ngô Văn Hải")
    assert made.register_no.endswith("/HVQT-CNHT")
    assert lines_of(certificate) == ["issued", "replaced"]


def test_reissue_after_a_merger_needs_a_signer_of_the_successor(certificate, registrar, successor):
    with refused("successor_signer_missing") as caught:
        reissue(fresh(certificate), registrar)
    assert successor.name in str(caught.value)


def test_reissue_after_the_end_of_the_issuer_without_successor_says_so(certificate, registrar, successor, academy):
    successor.predecessors.clear()

    with refused("issuer_gone") as caught:
        reissue(fresh(certificate), registrar)
    assert academy.name in str(caught.value)


def test_reissue_in_the_name_of_a_stranger_is_refused(certificate, registrar, home_affairs):
    with refused("issuer_not_successor"):
        reissue(certificate, registrar, issuer=home_affairs)


def test_reissue_is_signed_by_whoever_signs_today(certificate, registrar, academy):
    signs_for(academy, valid_from=today())

    assert reissue(certificate, registrar).snapshot["signer_position"] == "GIÁM ĐỐC"


def test_reissue_with_a_signer_whose_authority_ended_yesterday_is_refused(certificate, registrar, academy):
    signs_for(academy, valid_to=today() - timedelta(days=1))

    with refused("signer_ended", NotEligible):
        reissue(certificate, registrar)
    assert fresh(certificate).state == "valid"


def test_reissue_where_the_assignment_has_ended_is_refused_without_a_signer(certificate, registrar):
    IssuerAuthorisation.objects.update(valid_to=today() - timedelta(days=1))

    with refused("successor_signer_missing"):
        reissue(certificate, registrar)


def test_replace_lost_gives_a_document_that_counts_the_same(certificate, registrar):
    made = successors.replace_lost(certificate=certificate, by=registrar)

    assert (made.way, made.replaces, made.state, fresh(certificate).state) == ("replacement", certificate, "valid", "replaced")
    assert made.document_class.kind == certificate.document_class.kind
    assert made.snapshot["holder"] == certificate.snapshot["holder"]


def test_replace_lost_gives_a_course_certificate_for_a_lost_official_one(official, document_class, registrar):
    made = successors.replace_lost(certificate=official, by=registrar)

    assert (made.document_class, made.snapshot["kind"]) == (document_class, "course_completion_certificate")
    assert made.snapshot["title"] == document_class.title
    assert made.book.document_kind == "course_completion_certificate"
    assert made.register_no.endswith("-CNHT")
    assert (lines_of(official), lines_of(made)) == (["issued", "replaced"], ["issued"])
    assert check_row(made).is_intact


def test_reissue_of_an_official_certificate_stays_one(official, registrar):
    assert reissue(official, registrar).document_class.kind == "official_certificate"


def test_replace_lost_twice_gives_the_same_document(certificate, registrar, officer):
    first = successors.replace_lost(certificate=certificate, by=registrar)

    assert successors.replace_lost(certificate=certificate, by=officer) == first
    assert Certificate.objects.count() == 2


def test_replace_lost_without_a_form_in_force_says_so(official, document_class, registrar):
    type(document_class).objects.filter(pk=document_class.pk).update(valid_to=today() - timedelta(days=1))

    with refused("successor_form_missing"):
        successors.replace_lost(certificate=official, by=registrar)


def test_replace_lost_rolls_back_whole(certificate, registrar, monkeypatch):
    def broken(**_):
        raise OSError("the disk is full")

    monkeypatch.setattr("certificates.actions.ledger.append", broken)

    with pytest.raises(OSError, match="disk"):
        successors.replace_lost(certificate=certificate, by=registrar)
    assert (fresh(certificate).state, Certificate.objects.count(), RegisterBook.objects.get().last_number) == ("valid", 1, 1)


@pytest.mark.db
def test_two_documents_of_one_person_never_stand(certificate, registrar):
    reissue(certificate, registrar)

    with pytest.raises(IntegrityError), transaction.atomic():
        Certificate.objects.filter(pk=certificate.pk).update(state="valid")


def test_issue_after_a_reissue_gives_the_new_document(certificate, people, document_class, registrar):
    made = reissue(certificate, registrar)

    assert certificates.issue(enrollment=people["anh"].enrollment, document_class=document_class, by=registrar) == made


WHY = "Quyết định 90/QĐ-HVCB hủy quyết định thu hồi"


def test_renew_issues_anew_and_leaves_the_revoked_one_revoked(certificate, order, registrar):
    revocations.revoke(certificate=certificate, order=order, by=registrar)

    made = successors.renew(certificate=fresh(certificate), reason=WHY, right=RIGHT, by=registrar)

    assert (made.state, made.replaces, fresh(certificate).state) == ("valid", certificate, "revoked")
    assert made.snapshot["holder"] == "Trần Ngọc Anh"
    assert (lines_of(certificate), lines_of(made)) == (["issued", "revoked"], ["issued"])
    assert RegisterEntry.objects.get(certificate=made).statement["reason"] == WHY
    assert check_row(fresh(certificate)).is_intact
    assert check_row(made).is_intact
    assert "sau khi giấy số" in history_of(made)[-1].sentence


def test_renew_twice_gives_the_same_document(certificate, order, registrar):
    revocations.revoke(certificate=certificate, order=order, by=registrar)

    first = successors.renew(certificate=fresh(certificate), reason=WHY, right={}, by=registrar)

    assert successors.renew(certificate=fresh(certificate), reason=WHY, right={}, by=registrar) == first
    with refused("certificate_replaced"):
        successors.renew(certificate=fresh(certificate), reason=WHY, right=RIGHT, by=registrar)


@pytest.mark.parametrize(("reason", "code"), [(" ", "renewal_reason_missing"), (WHY, "certificate_not_ended")])
def test_renew_refuses_without_a_reason_or_a_revocation(certificate, registrar, reason, code):
    with refused(code):
        successors.renew(certificate=certificate, reason=reason, right={}, by=registrar)
