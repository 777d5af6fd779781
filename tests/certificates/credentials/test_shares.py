from datetime import timedelta

import pytest
from django.utils import timezone

from certificates import sharing
from certificates.actions import shares
from certificates.models import Certificate, Share
from lms.foundation.models import AuditEntry
from tests.certificates.conftest import refused


def add(certificate, parts=("name",), **more):
    return shares.add(certificate=certificate, parts=parts, by=certificate.enrollment.person, **more)


def test_add_makes_an_address_that_nobody_guesses(confirmation):
    first, second = add(confirmation, note=" Cơ quan ", expires_on=timezone.localdate()), add(confirmation)

    assert len({first.code, second.code}) == 2
    assert len(first.code) == 16
    assert (first.parts, first.note, first.opened) == (["name"], "Cơ quan", 0)
    assert AuditEntry.objects.filter(verb="share.add").count() == 2


def test_add_of_a_file_shows_the_name_too(confirmation):
    assert add(confirmation, parts=["credential", "file"]).parts == ["name", "file", "credential"]


@pytest.mark.parametrize("parts", [[], ["grades"]])
def test_add_of_nothing_is_refused(confirmation, parts):
    with refused("share_nothing_chosen"):
        add(confirmation, parts=parts)


def test_add_until_yesterday_is_refused(confirmation):
    with refused("share_day_past"):
        add(confirmation, expires_on=timezone.localdate() - timedelta(days=1))


@pytest.mark.parametrize("state", ["awaiting_signature", "replaced", "revoked", "annulled"])
def test_add_of_what_is_not_valid_is_refused(confirmation, state):
    Certificate.objects.update(state=state)

    with refused("share_document_not_valid"):
        add(confirmation)


def test_add_beyond_the_limit_is_refused(confirmation, monkeypatch):
    monkeypatch.setattr(shares, "MOST_OPEN", 2)
    closed = add(confirmation)
    shares.close(share=closed, by=confirmation.enrollment.person)
    add(confirmation)
    add(confirmation)

    with refused("share_too_many"):
        add(confirmation)


def test_close_twice_keeps_the_first_time(confirmation):
    share = add(confirmation)
    shares.close(share=share, by=confirmation.enrollment.person)
    first = Share.objects.get().revoked_at

    shares.close(share=share, by=confirmation.enrollment.person)

    assert Share.objects.get().revoked_at == first
    assert AuditEntry.objects.filter(verb="share.close").count() == 1


def test_is_over_after_its_last_day(confirmation):
    today = timezone.localdate()
    share = add(confirmation, expires_on=today)

    assert (sharing.is_over(share, today), sharing.is_over(share, today + timedelta(days=1))) == (False, True)


def test_view_of_without_the_name_shows_initials(confirmation):
    share = Share(certificate=confirmation, parts=[])

    assert sharing.view_of(share, timezone.localdate()).name == "T.N.Á."


def test_view_of_a_revoked_document_gives_no_file(confirmation):
    share = add(confirmation, parts=["file", "credential"])
    Certificate.objects.update(state="revoked")
    share.refresh_from_db()

    assert sharing.view_of(share, timezone.localdate()).parts == {"name"}
