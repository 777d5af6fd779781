import pytest

from certificates.models import IssuerAuthorisation, Signer
from tests.certificates.conftest import SOURCE

LIST = "/admin/snippets/certificates/issuerauthorisation/"


def values(organization, programme, **changes):
    return {
        "organization": organization.pk, "programme": programme.pk, "document_kind": "official_certificate", "source": "Quyết định 9/QĐ-UBND",
        "signer_position": "Giám đốc", "signer_name": "Lê Thị Mỹ Châu", "valid_from": "2026-01-01", "valid_to": "",
    } | changes  # fmt: skip


def test_administrator_enters_the_document_that_assigns_an_issuer(client, administrator, academy, programme):
    client.force_login(administrator)

    answer = client.post(LIST + "add/", values(academy, programme))

    assert answer.status_code == 302
    made = IssuerAuthorisation.objects.get(document_kind="official_certificate")
    assert (made.organization, made.source) == (academy, "Quyết định 9/QĐ-UBND")
    assert "Quyết định 9/QĐ-UBND" in client.get(LIST).text


@pytest.mark.parametrize("changes", [{"valid_to": "2025-01-01"}, {"organization": None}])
def test_administrator_gets_a_sentence_for_a_wrong_assignment(client, administrator, academy, home_affairs, programme, changes):
    client.force_login(administrator)
    organization = home_affairs if "organization" in changes else academy

    page = client.post(LIST + "add/", values(organization, programme, **{name: value for name, value in changes.items() if value}))

    assert ("Hãy chọn một cơ sở đào tạo" if "organization" in changes else "sớm hơn ngày đầu") in page.text
    assert IssuerAuthorisation.objects.count() == 1


def test_teacher_does_not_see_assignments(client, teacher, academy, programme):
    client.force_login(teacher)

    answer = client.get(LIST)

    assert answer.status_code == 302
    assert SOURCE not in answer.text


SNIPPETS = "/admin/snippets/certificates/"


def test_administrator_enters_a_signer_with_two_lines_of_position(client, administrator, academy):
    client.force_login(administrator)
    values = {
        "organization": academy.pk, "name": "TS. Nguyễn Văn Phúc", "position": "KT. GIÁM ĐỐC / PHÓ GIÁM ĐỐC", "english_position": "",
        "source": "Quyết định 77/QĐ-HVCB ngày 01/3/2026", "valid_from": "2026-03-01", "valid_to": "",
    }  # fmt: skip

    answer = client.post(SNIPPETS + "signer/add/", values)
    refused = client.post(SNIPPETS + "signer/add/", values | {"valid_to": "2026-02-01"})

    assert answer.status_code == 302
    assert Signer.objects.get().position == "KT. GIÁM ĐỐC / PHÓ GIÁM ĐỐC"
    assert "sớm hơn ngày đầu" in refused.text


@pytest.mark.parametrize("name", ["issuerauthorisation", "signer", "confirmationterms", "signingprofile"])
def test_administrator_finds_every_list_of_dated_data(client, administrator, name):
    client.force_login(administrator)

    assert client.get(f"{SNIPPETS}{name}/").status_code == 200
    assert client.get(f"{SNIPPETS}{name}/add/").status_code == 200


def test_forms_are_written_on_their_own_pages_alone(client, administrator):
    """Wagtail's editor would change a version that is released."""
    client.force_login(administrator)

    assert client.get(f"{SNIPPETS}documentclass/").status_code == 404
    assert "/chung-nhan/mau/" in client.get("/admin/").text


def test_teacher_has_no_way_to_the_forms_in_the_menu(client, teacher):
    client.force_login(teacher)

    assert "/chung-nhan/mau/" not in client.get("/admin/").text
