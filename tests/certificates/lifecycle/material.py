"""What is typed into the forms of these pages."""

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.certificates.conftest import today

PDF = b"%PDF-1.7 scan"


def url(name, certificate):
    return reverse(name, args=[certificate.pk])


def scan(name="quyet-dinh.pdf"):
    return SimpleUploadedFile(name, PDF, "application/pdf")


def decision(academy, certificate, **more):
    return {
        "effect": "revoked", "ground": "a", "number": "77/QĐ-HVCB", "decided_on": today().isoformat(), "decided_by": academy.pk,
        "sure": certificate.serial_no, **more,
    }  # fmt: skip


def corrected(certificate, **more):
    names = ("honorific", "holder", "born", "position", "workplace", "programme", "class_title")
    return {name: certificate.snapshot[name] for name in names} | more
