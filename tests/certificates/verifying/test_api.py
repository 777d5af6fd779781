"""The API for programs: the page's answers, and a description that lists every status that occurs."""

import pytest
from django.urls import reverse

from certificates.api import api
from certificates.models import Certificate
from certificates.verifying import limits

BASE = "/api/v1/certificates"
STATUSES = {
    (method.upper(), path): {int(status) for status in said["responses"]}
    for path, methods in api.get_openapi_schema()["paths"].items()
    for method, said in methods.items()
}


@pytest.fixture
def call(client):
    """Asks, and fails where the status is not in the description."""

    def asked(method, path, template="", **options):
        answer = getattr(client, method)(f"{BASE}/{path}", **options)
        assert answer.status_code in STATUSES[method.upper(), f"{BASE}/{template or path}"]
        return answer

    return asked


def by_code(call, code, **options):
    return call("get", code, "{code}", **options)


def by_number(call, certificate, **changes):
    known = {"number": certificate.serial_no, "full_name": "trần ngọc ánh", "born": "1990"}
    return call("post", "by-number", data=known | changes, content_type="application/json")


def test_verify_code_tells_what_the_page_shows(call, certificate):
    answer = by_code(call, certificate.verification_code.lower())

    said = answer.json()
    assert (answer.status_code, said["outcome"], said["is_valid"]) == (200, "valid", True)
    assert said["certificate"] == {
        "holder": "Trần Ngọc Ánh", "programme": certificate.snapshot["programme"], "is_abridged": False, "document": certificate.snapshot["title"],
        "training_class": "BDAI-2026-03", "class_title": certificate.snapshot["class_title"], "issuer": certificate.snapshot["issuer"],
        "serial_no": certificate.serial_no, "register_no": certificate.register_no, "issued_on": certificate.issued_on.isoformat(),
    }  # fmt: skip
    assert said["register_entry"] == {"is_intact": True, "whole_checked_on": None, "whole_intact": None}
    assert [step["event"] for step in said["history"]] == ["issued"]
    for hidden in ("1990", "Chuyên viên", str(certificate.pk)):
        assert hidden not in answer.text


@pytest.mark.parametrize(("language", "message"), [("vi", "Giấy chứng nhận này có hiệu lực"), ("en", "This certificate is valid"), ("fr", "Giấy chứng nhận này có hiệu lực")])  # fmt: skip
def test_verify_code_speaks_the_language_of_the_header(call, certificate, language, message):
    assert by_code(call, certificate.verification_code, headers={"Accept-Language": language}).json()["message"] == message


@pytest.mark.parametrize("code", ["AAAAAAAAAAAAAAAA", "x", "%00"])
def test_verify_code_unknown(call, certificate, code):
    answer = by_code(call, code)

    assert (answer.status_code, answer.json()["code"]) == (404, "unknown")


@pytest.mark.parametrize("state", ["prepared", "awaiting_signature", "void"])
def test_verify_code_knows_nothing_of_what_is_not_public(call, certificate, state):
    Certificate.objects.update(state=state)

    assert by_code(call, certificate.verification_code).json()["code"] == "unknown"


def test_verify_code_of_a_changed_record_confirms_nothing(call, certificate):
    Certificate.objects.update(register_no="99/2026/HVCB-CNHT")

    said = by_code(call, certificate.verification_code).json()

    assert (said["outcome"], said["is_valid"], said["certificate"], said["history"]) == ("unconfirmed", False, None, [])


def test_verify_code_of_a_child_is_abridged(call, child_certificate):
    said = by_code(call, child_certificate.verification_code).json()

    assert said["certificate"]["holder"] == "T.N.Á."
    assert [value for value in said["certificate"].values() if value] == ["T.N.Á.", child_certificate.snapshot["programme"], True]
    assert said["history"] == []


def test_only_the_way_by_code_is_open_to_other_pages(call, certificate):
    known, unknown = by_code(call, certificate.verification_code), by_code(call, "x")

    assert known["Access-Control-Allow-Origin"] == unknown["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Origin" not in by_number(call, certificate)
    assert known["Cache-Control"] == "no-store"


def test_verify_code_beyond_the_limit(call, certificate, monkeypatch):
    monkeypatch.setattr(limits, "CODES_A_MINUTE", 1)
    by_code(call, certificate.verification_code)

    answer = by_code(call, certificate.verification_code)

    assert (answer.status_code, answer.json()["code"], answer["Retry-After"]) == (429, "too_many_tries", "60")


def test_verify_number_answers_who_knows_the_document(call, certificate):
    answer = by_number(call, certificate)

    assert answer.json()["is_valid"] is True
    assert certificate.verification_code not in answer.text


@pytest.mark.parametrize("changes", [{"number": "HVCB-2699-000001"}, {"number": "?"}, {"full_name": "Ai Đó"}, {"born": "1991"}])
def test_verify_number_says_the_same_whatever_does_not_fit(call, certificate, changes):
    answer = by_number(call, certificate, **changes)

    assert answer.status_code == 404
    assert answer.json() == {"code": "unknown", "message": "Không có giấy nào khớp với thông tin đã nhập", "fields": []}


@pytest.mark.parametrize(
    ("changes", "code", "fields"),
    [
        ({"born": "hôm qua"}, "date_unreadable", ["born", "issued_on"]),
        ({"born": None}, "invalid_request", ["born"]),
        ({"full_name": "x" * 201}, "invalid_request", ["full_name"]),
    ],
)
def test_verify_number_names_what_is_wrong_without_repeating_it(call, certificate, changes, code, fields):
    answer = by_number(call, certificate, **changes)

    assert (answer.status_code, answer.json()["code"], answer.json()["fields"]) == (422, code, fields)
    assert "xxx" not in answer.text


def test_verify_number_needs_json(call, db):
    answer = call("post", "by-number", data=b"{", content_type="application/json")

    assert (answer.status_code, answer.json()["code"]) == (400, "unreadable_request")


def test_verify_number_asks_for_the_issue_date_after_many_tries(call, certificate):
    for _ in range(limits.EASY_TRIES_OF_NUMBER):
        by_number(call, certificate, born="1991")

    asked = by_number(call, certificate)
    known = by_number(call, certificate, issued_on=f"{certificate.issued_on:%d/%m/%Y}")

    assert (asked.status_code, asked.json()["code"], asked.json()["fields"]) == (403, "issue_date_needed", ["issued_on"])
    assert known.status_code == 200


def test_verify_digest_knows_the_files_that_were_given_out(call, printed):
    digest = printed[0].file_sha256.upper()

    said = call("post", "by-digest", data={"sha256": digest}, content_type="application/json").json()

    assert (said["is_valid"], said["file"]["version"], said["message"]) == (True, "current", "Tệp này nguyên vẹn và giấy có hiệu lực")


@pytest.mark.parametrize(("sha256", "status"), [("0" * 64, 404), ("0" * 63, 422), ("g" * 64, 422)])
def test_verify_digest_of_anything_else(call, printed, sha256, status):
    assert call("post", "by-digest", data={"sha256": sha256}, content_type="application/json").status_code == status


def test_verify_file_answers_the_pdf(call, printed):
    said = call("post", "by-file", data=printed[1], content_type="application/pdf").json()

    assert (said["outcome"], said["file"]["version"]) == ("valid", "current")


def test_verify_file_tells_a_changed_one(call, printed):
    made, data = printed

    said = call("post", "by-file", data=data + b"\n", content_type="application/pdf").json()

    assert (said["outcome"], said["is_valid"], said["certificate"]) == ("altered", False, None)
    assert said["file"]["claimed_number"] == made.serial_no


@pytest.mark.parametrize(
    ("data", "status", "code"),
    [(b"", 422, "file_empty"), (b"hello", 422, "file_not_pdf"), (b"%PDF-1.7\nnothing of ours", 404, "unknown"), (b"%PDF-" + b"0" * 10_000_000, 413, "file_too_large")],
)  # fmt: skip
def test_verify_file_of_anything_else(call, db, data, status, code):
    answer = call("post", "by-file", data=data, content_type="application/pdf")

    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_verify_file_beyond_the_limit(call, db, monkeypatch):
    monkeypatch.setattr(limits, "FILES_A_MINUTE", 0)

    assert call("post", "by-file", data=b"x", content_type="application/pdf").status_code == 429


def test_openapi_json_describes_every_way(client, db):
    said = client.get(reverse("api:openapi-json")).json()

    assert set(said["paths"]) == {f"{BASE}/{way}" for way in ("{code}", "by-number", "by-digest", "by-file")}
    assert said["paths"][f"{BASE}/by-file"]["post"]["requestBody"]["content"] == {
        "application/pdf": {"schema": {"type": "string", "format": "binary"}}
    }


def test_certificate_api_docs_is_made_of_the_description_and_of_nothing_foreign(client, db):
    page = client.get(reverse("certificate-api-docs"))

    for path in client.get(reverse("api:openapi-json")).json()["paths"]:
        assert path in page.text
    assert reverse("api:openapi-json") in page.text
    assert "//cdn" not in page.text
