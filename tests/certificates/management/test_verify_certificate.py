import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from certificates.codes import grouped
from certificates.models import Certificate


def run(code, **options):
    out = StringIO()
    try:
        call_command("verify_certificate", code, stdout=out, **options)
    except SystemExit as end:
        return end.code, out.getvalue()
    return 0, out.getvalue()


def test_verify_certificate_valid_ends_with_zero(certificate):
    status, said = run(grouped(certificate.verification_code).lower())

    assert status == 0
    assert "Trạng thái: Còn hiệu lực" in said
    assert f"Số vào sổ: {certificate.register_no}" in said


def test_verify_certificate_json_tells_what_the_public_may_know(certificate):
    status, said = run(certificate.verification_code, as_json=True)

    facts = json.loads(said)
    assert (status, facts["state"], facts["holder"], facts["serial_no"]) == (0, "valid", "Trần Ngọc Ánh", certificate.serial_no)
    assert "born" not in facts


@pytest.mark.parametrize("state", ["revoked", "annulled", "replaced"])
def test_verify_certificate_no_longer_valid_ends_with_one(certificate, state):
    Certificate.objects.update(state=state)

    status, said = run(certificate.verification_code, as_json=True)

    assert (status, json.loads(said)["state"]) == (1, state)


def test_verify_certificate_unknown_ends_with_one(db):
    assert run("A" * 16, as_json=True) == (1, '{"state": "not_found"}\n')


def test_verify_certificate_unreadable_ends_with_two(db):
    with pytest.raises(CommandError) as refused:
        run("ABCD")
    assert refused.value.returncode == 2
