import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from certificates import signing
from certificates.actions import certificates
from certificates.actions.making import make_files
from certificates.models import Certificate
from certificates.signing.backends import credential_of
from certificates.signing.findings import Verdict
from lms.foundation import files
from tests.certificates.conftest import refused
from tests.certificates.signing.material import pdf_with_field
from tests.certificates.signing.services import services_on_loopback, stamper_of

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def online():
    with services_on_loopback() as services:
        yield services


@pytest.fixture(scope="module")
def clock(root, online):
    """The certificate of a timestamp service."""
    return root.issue("Dịch vụ dấu thời gian", rsa.generate_private_key(65537, 2048), for_time=True, list_url=online.address + "/goc.crl")


@pytest.fixture(scope="module")
def listed(root, online):
    """An official whose certificate names a list of revoked ones."""
    return root.issue("Nguyễn Văn Ký", list_url=online.address + "/goc.crl")


@pytest.fixture
def services(online, clock, root):
    online.stamper, online.revoked, online.clock = stamper_of(clock), root.revoked(), clock
    online.asked.clear()
    return online


@pytest.fixture
def profile(file_profile, keys, listed, services, trusted):
    (keys / "hocvien.p12").write_bytes(listed.as_pkcs12())
    return file_profile


@pytest.fixture
def signed(profile) -> bytes:
    return signing.sign(pdf_with_field(), credential_of(profile))


def test_sign_with_a_timestamp_proves_the_time(profile, services):
    profile.timestamp_url = services.address + "/dau-thoi-gian"

    found = signing.check(signing.sign(pdf_with_field(), credential_of(profile)))

    assert services.asked[-1] == "/dau-thoi-gian"
    assert found.timestamped_at is not None
    assert found.first.timestamped_by == "Dịch vụ dấu thời gian"
    assert (found.is_good, found.covers_whole_file) == (True, True)


def test_sign_without_an_answer_of_the_timestamp_service_is_refused_for_now(profile, services):
    profile.timestamp_url = services.address + "/dau-thoi-gian"
    services.stamper = None

    with refused("timestamp_unreachable") as caught:
        signing.sign(pdf_with_field(), credential_of(profile))

    assert caught.value.is_passing


def test_sign_when_nobody_listens_is_refused_for_now(profile):
    profile.timestamp_url = "http://127.0.0.1:9/"

    with refused("timestamp_unreachable"):
        signing.sign(pdf_with_field(), credential_of(profile))


def test_sign_with_long_term_data_needs_no_service_later(profile, services, clock):
    profile.timestamp_url, profile.with_long_term_data = services.address, True

    signed = signing.sign(pdf_with_field(), credential_of(profile))
    services.revoked = b""
    services.asked.clear()
    found = signing.check(signed, pdf_with_field())

    assert (found.verdict, found.revocation, found.has_long_term_data) == (Verdict.GOOD, "good", True)
    assert (found.covers_whole_file, found.is_only_signed) == (True, True)
    assert services.asked == []


def test_sign_with_long_term_data_without_the_list_is_refused_for_now(profile, services):
    profile.with_long_term_data, services.revoked = True, b""

    with refused("long_term_data_missing") as caught:
        signing.sign(pdf_with_field(), credential_of(profile))

    assert caught.value.is_passing


def test_sign_with_long_term_data_and_a_revoked_certificate_is_refused(profile, services, root, listed):
    profile.with_long_term_data, services.revoked = True, root.revoked(listed)

    with refused("long_term_data_missing"):
        signing.sign(pdf_with_field(), credential_of(profile))


def test_check_asks_no_service_unless_told(signed, services):
    assert signing.check(signed).revocation == "unknown"
    assert services.asked == []


def test_check_that_may_ask_finds_out(signed, services, settings, root, listed):
    settings.HOCAI_REVOCATION_ONLINE = True
    assert signing.check(signed).revocation == "good"
    assert services.asked == ["/goc.crl"]

    services.revoked = root.revoked(listed)
    assert signing.check(signed).verdict == Verdict.REVOKED

    services.revoked = b""
    assert signing.check(signed).verdict == Verdict.UNCHECKED


def test_check_asks_nobody_for_a_stranger_s_certificate(signed, services, settings, trusted):
    """The addresses in a certificate that leads to no root of ours are a stranger's choice."""
    settings.HOCAI_REVOCATION_ONLINE = True
    (trusted / "goc.pem").unlink()

    assert signing.check(signed).verdict == Verdict.UNTRUSTED
    assert services.asked == []


def test_documents_wait_while_the_service_is_silent_and_are_signed_when_it_answers(
    profile, services, closed_class, document_class, registrar
):
    profile.timestamp_url, services.stamper = services.address, None
    profile.save()
    document_class.original = document_class.Original.SIGNED_PDF
    document_class.save()
    certificates.issue_all(training_class=closed_class, document_class=document_class, by=registrar)

    _, problems = make_files(certificates=list(Certificate.objects.all()))

    assert {error.code for error in problems} == {"timestamp_unreachable"}
    waiting = list(Certificate.objects.all())
    assert {each.state for each in waiting} == {Certificate.State.AWAITING_SIGNATURE}
    assert all("Dịch vụ cấp dấu thời gian không trả lời" in each.file_problem for each in waiting)

    services.stamper = stamper_of(services.clock)
    made, problems = make_files(certificates=list(Certificate.objects.all()))

    assert problems == []
    assert {each.state for each in made} == {Certificate.State.VALID}
    assert all(signing.check(files.read(each.file_sha256)).timestamped_at for each in made)
