"""Corrections elsewhere change nothing on a document that was issued."""

import hashlib

import pytest
from django.urls import reverse

from certificates import records, register
from certificates.actions import certificates
from certificates.document import render
from certificates.register_check import check_row
from lms.people.models import Organization, User
from tests.certificates.lifecycle.conftest import fresh


@pytest.fixture
def renamed(certificate, trainee, academy, home_affairs, programme, closed_class):
    """Everything that the document speaks of has another name now; what it was is returned."""
    certificates.make_file(certificate=certificate)
    certificate = fresh(certificate)
    before = {
        "snapshot": certificate.snapshot, "file": certificate.file_sha256, "drawn": render(certificate.snapshot),
        "register": register.title_of(certificate.book),
    }  # fmt: skip
    User.objects.filter(pk=trainee.pk).update(full_name="Trần Ngọc Anh", birth_year=1991, sex="female")
    Organization.objects.filter(pk=home_affairs.pk).update(name="Sở Nội vụ và Lao động")
    type(programme).objects.filter(pk=programme.pk).update(title="Chương trình đổi tên")
    type(closed_class).objects.filter(pk=closed_class.pk).update(title="Lớp đổi tên")
    closed_class.trainees.update(position="Phó Trưởng phòng")
    return before


def test_later_changes_leave_snapshot_file_and_register(certificate, renamed):
    now = fresh(certificate)

    assert (now.snapshot, now.file_sha256, render(now.snapshot)) == (renamed["snapshot"], renamed["file"], renamed["drawn"])
    assert register.title_of(now.book) == renamed["register"]
    assert check_row(now).is_intact


def test_later_changes_leave_the_file_when_it_is_made_again(certificate, renamed):
    made = certificates.make_file(certificate=fresh(certificate))

    assert made.file_sha256 == renamed["file"] == hashlib.sha256(renamed["drawn"]).hexdigest()
    assert made.files.count() == 1


def test_later_changes_leave_the_verification(client, certificate, renamed):
    page = client.get(reverse("certificate-lookup", args=[certificate.verification_code])).text

    assert "Trần Ngọc Ánh" in page
    assert "Trần Ngọc Anh" not in page
    assert "đổi tên" not in page


def test_changes_since_names_what_the_records_say_now(certificate, renamed):
    changes = {change.field: (change.old, change.new) for change in records.changes_since(fresh(certificate))}

    assert changes["holder"] == ("Trần Ngọc Ánh", "Trần Ngọc Anh")
    assert changes["born"] == ("1990", "1991")
    assert changes["workplace"] == ("Sở Nội vụ", "Sở Nội vụ và Lao động")
    assert changes["position"] == ("Chuyên viên", "Phó Trưởng phòng")
    assert changes["class_title"][1] == "Lớp đổi tên"


def test_changes_since_is_empty_when_nothing_changed(certificate):
    assert records.changes_since(certificate) == []


def test_certificate_detail_shows_the_difference_and_offers_a_reissue(client, certificate, renamed, registrar):
    client.force_login(registrar)

    page = client.get(reverse("certificate-detail", args=[certificate.pk])).text
    form = client.get(reverse("certificate-reissue", args=[certificate.pk]) + "?ho-so=1").text

    assert "Hồ sơ hiện ghi khác" in page
    assert "?ho-so=1" in page
    assert 'value="Trần Ngọc Anh"' in form
