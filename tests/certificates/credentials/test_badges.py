"""Checked by a verifier that others wrote: what it fetches comes from our own addresses."""

import json
from base64 import urlsafe_b64decode
from urllib.parse import urlsplit

import pytest
from defusedxml import ElementTree
from django.core.cache import cache
from django.urls import reverse
from openbadgeslib.ob3 import OB3VerificationError, OB3Verifier, check_credential_status

from certificates.actions import credentials, publications
from certificates.badges import addresses, pictures, status_lists, tokens
from certificates.models import Certificate, Credential
from lms.foundation import signing_keys
from tests.certificates.conftest import refused

HOST = "https://hoc.tphcm.example"


@pytest.fixture
def fetch(client):
    """What a program elsewhere gets from an address of ours."""

    def get(address):
        assert address.startswith(HOST + "/")
        answer = client.get(urlsplit(address).path)
        assert answer.status_code == 200, address
        return answer.content

    return get


@pytest.fixture
def credential(confirmation):
    return credentials.ensure(certificate=confirmation)


def verify(token, fetch, issuer):
    verifier = OB3Verifier.for_issuer_did(addresses.issuer_did(issuer), download=fetch)
    found = verifier.verify(token)
    check_credential_status(found, fetch, verify_list=True)
    return found


def test_credential_is_valid_for_an_independent_verifier(credential, fetch, academy):
    found = verify(credential.token, fetch, academy)

    assert (found.issuer.name, found.achievement.name) == (academy.name, "Trí tuệ nhân tạo cho mọi người")
    assert found.achievement.achievement_type == "CertificateOfCompletion"
    assert found.evidence_url == f"{HOST}/xac-minh/{credential.certificate.verification_code}"
    assert found.identifiers[0].identity_hash == "Trần Ngọc Ánh"


@pytest.mark.parametrize("state", ["revoked", "annulled", "replaced"])
def test_credential_that_ended_fails_at_an_independent_verifier(credential, fetch, academy, state):
    Certificate.objects.update(state=state)

    with pytest.raises(OB3VerificationError, match="status 'revocation' is set"):
        verify(credential.token, fetch, academy)


@pytest.mark.parametrize("part", [1, 2])
def test_credential_with_one_altered_byte_fails(credential, fetch, academy, part):
    parts = credential.token.split(".")
    middle = len(parts[part]) // 2
    parts[part] = parts[part][:middle] + ("A" if parts[part][middle] != "A" else "B") + parts[part][middle + 1 :]

    with pytest.raises(OB3VerificationError):
        verify(".".join(parts), fetch, academy)


def test_credential_of_another_key_fails(credential, fetch, academy, tmp_path, settings):
    signing_keys.ensure_keys(tmp_path / "other")
    settings.HOCAI_KEYS_DIR = tmp_path / "other"

    with pytest.raises(OB3VerificationError):
        verify(credential.token, fetch, academy)


def test_credential_stays_valid_after_the_key_was_changed(credential, fetch, academy, tmp_path, settings):
    """The old public half is published beside the new one."""
    signing_keys.ensure_keys(tmp_path / "new")
    keys = tmp_path / "both"
    keys.mkdir()
    for path in settings.HOCAI_KEYS_DIR.iterdir():
        (keys / path.name).write_bytes(path.read_bytes())
    (keys / "credential_key_2.pem").write_bytes((tmp_path / "new" / "credential_key.pem").read_bytes())
    settings.HOCAI_KEYS_DIR = keys

    assert verify(credential.token, fetch, academy)
    assert len(json.loads(fetch(HOST + reverse("badge-keys")))["keys"]) == 2


def test_ensure_gives_the_same_bytes_again(credential, confirmation):
    again = credentials.ensure(certificate=confirmation)

    assert (again.pk, again.token) == (credential.pk, credential.token)


@pytest.mark.parametrize("state", ["awaiting_signature", "revoked"])
def test_ensure_of_what_is_not_valid_is_refused(confirmation, state):
    Certificate.objects.update(state=state)

    with refused("credential_not_valid"):
        credentials.ensure(certificate=confirmation)
    assert not Credential.objects.exists()


def test_ensure_of_a_child_carries_initials_and_no_email(confirmation, child):
    made = credentials.ensure(certificate=confirmation)

    said = tokens.claims_of(made.token)["credentialSubject"]["identifier"]
    assert [each["identityHash"] for each in said if not each["hashed"]] == ["T.N.Á."]
    assert [each["identityType"] for each in said if each["hashed"]] == ["systemId"]
    assert "Ngọc" not in json.dumps(tokens.claims_of(made.token), ensure_ascii=False)


def test_ensure_after_the_consents_names_the_child_under_the_same_number(confirmation, child, registrar):
    before = credentials.ensure(certificate=confirmation)
    publications.assent(certificate=confirmation, by=child)
    publications.enter_paper(certificate=confirmation, evidence="Phiếu đồng ý ngày 05/02/2026", by=registrar)

    after = credentials.ensure(certificate=confirmation)

    assert (after.pk, after.uid) == (before.pk, before.uid)
    assert "Trần Ngọc Ánh" in json.dumps(tokens.claims_of(after.token), ensure_ascii=False)


def test_holder_proves_by_email_to_be_meant(credential, trainee):
    import hashlib

    said = next(each for each in tokens.claims_of(credential.token)["credentialSubject"]["identifier"] if each["hashed"])

    assert said["identityHash"] == "sha256$" + hashlib.sha256((trainee.email + said["salt"]).encode()).hexdigest()


def test_picture_carries_the_token(credential):
    picture = pictures.baked(credential.certificate, credential.token)

    assert OB3Verifier.extract_token_from_svg(picture.encode()) == credential.token
    words = " ".join(element.text or "" for element in ElementTree.fromstring(picture).iter())
    assert "Trí tuệ nhân tạo" in words


def test_picture_of_hostile_and_long_names_is_well_formed(credential):
    credential.certificate.snapshot["programme"] = "<script>alert(1)</script> & “Trí tuệ” " + "rất dài " * 30

    root = ElementTree.fromstring(pictures.baked(credential.certificate, credential.token))

    assert not [element for element in root.iter() if element.tag.endswith("script")]


def test_did_documents_publish_the_key_and_no_private_half(client, academy):
    for address in (reverse("platform-did"), reverse("issuer-did", args=[academy.pk]), reverse("badge-keys")):
        answer = client.get(address)

        assert answer["Access-Control-Allow-Origin"] == "*"
        assert '"crv": "P-256"' in answer.text
        assert '"d"' not in answer.text


def test_platform_did_names_the_permanent_host(client):
    assert client.get("/.well-known/did.json").json()["id"] == "did:web:hoc.tphcm.example"


def test_achievement_and_profile_are_at_their_addresses(credential, fetch, academy):
    said = tokens.claims_of(credential.token)

    achievement = json.loads(fetch(said["credentialSubject"]["achievement"]["id"]))
    profile = json.loads(fetch(said["issuer"]["url"]))

    assert achievement["name"] == said["credentialSubject"]["achievement"]["name"]
    assert (profile["id"], profile["name"]) == (said["issuer"]["id"], academy.name)


@pytest.mark.parametrize("source", ["x1", "p", "p99999", "c123", "p²", "p" + "9" * 30])
def test_achievement_of_nothing_is_404(client, academy, confirmation_form, source):
    assert client.get(reverse("achievement-detail", args=[academy.pk, confirmation_form.kind, source])).status_code == 404


def test_profile_of_a_department_is_404(client, home_affairs):
    assert client.get(reverse("issuer-profile", args=[home_affairs.pk])).status_code == 404


def test_status_list_has_the_size_that_the_w3c_asks(credential, fetch, academy):
    import gzip

    said = tokens.claims_of(fetch(addresses.status_list_url(academy, 0)).decode())["credentialSubject"]["encodedList"]

    assert said[0] == "u"
    assert len(gzip.decompress(urlsafe_b64decode(said[1:] + "=" * (-len(said[1:]) % 4)))) * 8 == 131_072


@pytest.mark.parametrize("number", [1, 7, 10**9])
def test_status_list_that_has_not_begun_is_404(client, credential, academy, number):
    assert client.get(reverse("status-list", args=[academy.pk, number])).status_code == 404


@pytest.mark.db
def test_status_list_counts_its_own_stretch_alone(credential):
    Certificate.objects.update(state="revoked")

    assert list(status_lists.ended_places(0)) == [credential.pk]
    assert list(status_lists.ended_places(1)) == []


def test_place_in_lists_goes_on_in_the_next_list():
    assert addresses.place_in_lists(Credential(pk=131_071)) == (0, 131_071)
    assert addresses.place_in_lists(Credential(pk=131_072)) == (1, 0)


def test_status_list_is_made_at_most_once_a_minute(credential, academy, django_assert_num_queries):
    first = status_lists.signed_list(academy, 0)

    with django_assert_num_queries(0):
        assert status_lists.signed_list(academy, 0) == first
    cache.clear()
    with django_assert_num_queries(1):
        status_lists.signed_list(academy, 0)
