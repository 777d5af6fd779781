"""What the bench fills its database with: rows written by the database itself, some of them real to the last seal."""

import pytest

from certificates.actions import making
from certificates.models import Certificate, CertificateFile, RegisterEntry
from certificates.verifying import lookups
from certificates.verifying.answers import Outcome
from lms.bench import verification_stock


@pytest.mark.db
def test_fill_writes_many_of_which_some_are_intact(certificate):
    making.make_file(certificate=certificate)

    real = verification_stock.fill(60, 5)

    made = Certificate.objects.filter(book__year=verification_stock.YEAR)
    assert made.count() == RegisterEntry.objects.filter(certificate__in=made).count() == 60
    assert CertificateFile.objects.filter(certificate__in=made).count() == 60
    assert len({each.verification_code for each in made}) == 60
    assert [each.register_number for each in sorted(real, key=lambda each: each.register_number)] == [12, 24, 36, 48, 60]
    for each in real:
        assert lookups.by_code(each.verification_code).outcome == Outcome.VALID
        assert lookups.by_digest(each.file_sha256).outcome == Outcome.VALID
    # The rest stands for size alone, and nothing of it is confirmed.
    other = made.exclude(pk__in=[each.pk for each in real]).first()
    assert lookups.by_code(other.verification_code).outcome == Outcome.UNCONFIRMED
