"""The number of the sheet stands in the register book."""

import io

import pytest
from openpyxl import load_workbook

from certificates import register
from certificates.models import Blank, BlankRange, RegisterBook

pytestmark = pytest.mark.django_db


def test_register_export_names_the_blank_of_each_paper(certificate, registrar):
    stock = BlankRange.objects.create(
        issuer=certificate.issuer, document_kind=certificate.document_class.kind, prefix="A", first=7, last=7, received_on=certificate.issued_on,
        entered_by=registrar,
    )  # fmt: skip
    Blank.objects.create(
        range=stock, issuer=stock.issuer, document_kind=stock.document_kind, number=7, text="A000007", state=Blank.State.USED, certificate=certificate
    )  # fmt: skip

    sheet = load_workbook(io.BytesIO(register.as_spreadsheet(RegisterBook.objects.get()))).active

    assert sheet is not None
    line = next(row for row in sheet.iter_rows(values_only=True) if certificate.serial_no in row)
    assert line[-1] == "Phôi số A000007"
