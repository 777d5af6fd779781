"""Every version of a certificate's file."""

import pytest

from certificates.actions import files
from certificates.models import Certificate, CertificateFile
from lms.foundation.models import AuditEntry

pytestmark = pytest.mark.django_db


def test_attach_notes_the_digest_of_every_version(certificate):
    before = files.attach(certificate=certificate, data=b"%PDF mot")
    after = files.attach(certificate=certificate, data=b"%PDF hai", kind=CertificateFile.Kind.SIGNED)

    lines = AuditEntry.objects.filter(verb="certificate.attach_file").order_by("pk").values_list("after", flat=True)
    assert list(lines) == [{"sha256": before.file_sha256, "kind": "unsigned"}, {"sha256": after.file_sha256, "kind": "signed"}]
    versions = list(CertificateFile.objects.order_by("pk"))
    assert [(row.sha256, row.kind) for row in versions] == [(before.file_sha256, "unsigned"), (after.file_sha256, "signed")]
    assert all(files.is_ours(row) for row in versions)


def test_is_ours_finds_a_row_that_somebody_put_in(certificate):
    files.attach(certificate=certificate, data=b"%PDF mot")
    true = CertificateFile.objects.get()
    other = Certificate.objects.get(pk=certificate.pk)
    forged = CertificateFile(certificate=other, kind="signed", sha256="f" * 64, size=3, key_name=true.key_name, seal=true.seal)

    assert not files.is_ours(forged)
