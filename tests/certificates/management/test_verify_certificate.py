import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from certificates.actions import making
from certificates.codes import grouped
from certificates.models import Certificate
from lms.foundation import files


def run(*arguments, **options):
    out = StringIO()
    try:
        call_command("verify_certificate", *arguments, stdout=out, **options)
    except SystemExit as end:
        return end.code, out.getvalue()
    return 0, out.getvalue()


@pytest.fixture
def pdf(certificate, tmp_path):
    made = making.make_file(certificate=certificate)
    path = tmp_path / "giay.pdf"
    path.write_bytes(files.read(made.file_sha256))
    return path


def test_verify_certificate_valid_ends_with_zero(certificate):
    status, said = run(grouped(certificate.verification_code).lower())

    assert status == 0
    assert "Giấy chứng nhận này có hiệu lực." in said
    assert f"Số vào sổ: {certificate.register_no}" in said
    assert "Sổ gốc: dòng này nguyên vẹn" in said


def test_verify_certificate_json_tells_what_the_public_may_know(certificate):
    status, said = run(certificate.verification_code, as_json=True)

    facts = json.loads(said)
    assert (status, facts["outcome"], facts["certificate"]["holder"]) == (0, "valid", "Trần Ngọc Ánh")
    assert facts["certificate"]["serial_no"] == certificate.serial_no
    assert "1990" not in said


def test_verify_certificate_changed_record_ends_with_one(certificate):
    Certificate.objects.update(state="revoked")

    status, said = run(certificate.verification_code, as_json=True)

    assert (status, json.loads(said)["outcome"]) == (1, "unconfirmed")


def test_verify_certificate_unknown_ends_with_one(db):
    status, said = run("A" * 16, as_json=True)

    assert (status, json.loads(said)["outcome"]) == (1, "unknown")


def test_verify_certificate_by_number(certificate):
    status, said = run(number=certificate.register_no.lower(), name="tran ngoc anh", born="1990")

    assert status == 0
    assert "Họ và tên: Trần Ngọc Ánh" in said
    assert run(number=certificate.register_no, name="tran ngoc anh", born="1991")[0] == 1


def test_verify_certificate_by_file(certificate, pdf):
    status, said = run(file=pdf)

    assert (status, said.splitlines()[0]) == (0, "Tệp này nguyên vẹn và giấy có hiệu lực.")


def test_verify_certificate_by_changed_file(certificate, pdf):
    pdf.write_bytes(pdf.read_bytes() + b"\n")

    status, said = run(file=pdf)

    assert status == 1
    assert said.startswith("Tệp này đã bị sửa")


@pytest.mark.parametrize(
    "options",
    [{"code": "ABCD"}, {}, {"code": "A" * 16, "number": "1/2026/HVCB-CNHT"}, {"number": "x"}, {"number": "1/2026/HVCB-CNHT"}, {"number": "1/2026/HVCB-CNHT", "name": "A", "born": "?"}],
)  # fmt: skip
def test_verify_certificate_unusable_ends_with_two(db, options):
    with pytest.raises(CommandError) as refused:
        run(**options)

    assert refused.value.returncode == 2


@pytest.mark.parametrize("content", [None, b"", b"not a PDF"])
def test_verify_certificate_of_a_file_that_cannot_be_read_ends_with_two(db, tmp_path, content):
    path = tmp_path / "x.pdf"
    if content is not None:
        path.write_bytes(content)

    with pytest.raises(CommandError) as refused:
        run(file=path)

    assert refused.value.returncode == 2
