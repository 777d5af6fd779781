import pytest

from certificates.models import IssuerAuthorisation
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
