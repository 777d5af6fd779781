"""The notice is shown before the first use, once; consent may be withdrawn."""

from datetime import date
from urllib.parse import parse_qs, urlsplit

import pytest
from django.template.loader import select_template
from django.urls import reverse
from django.utils import translation

from lms.people.models import Consent, User
from lms.people.privacy import NOTICES, notice_in_force
from lms.people.views import notice_templates

pytestmark = pytest.mark.django_db


@pytest.fixture
def newcomer(db):
    return User.objects.create_user(full_name="Người Mới", email="moi@hoc.example", password="hoc-ai-demo")


def asked(response) -> bool:
    return response.status_code == 302 and urlsplit(response.headers["Location"]).path == reverse("consent-give")


def agree(client, next_page=""):
    return client.post(reverse("consent-give"), {"agree": "on", "next": next_page})


def test_newcomer_is_asked_before_any_page_and_led_on_to_it(client, newcomer):
    client.force_login(newcomer)
    wanted = reverse("first-screen") + "?a=1"

    response = client.get(wanted)

    assert asked(response)
    assert parse_qs(urlsplit(response.headers["Location"]).query) == {"next": [wanted]}
    assert agree(client, wanted).headers["Location"] == wanted
    assert client.get(wanted).status_code == 200


def test_consent_is_asked_once_also_after_another_login(client, newcomer):
    client.force_login(newcomer)
    agree(client)
    client.logout()
    client.force_login(newcomer)

    assert not asked(client.get(reverse("first-screen")))
    assert Consent.objects.filter(person=newcomer, method="web").count() == 1


def test_consent_costs_a_query_only_once_a_login(client, newcomer, django_assert_num_queries):
    client.force_login(newcomer)
    agree(client)
    client.get(reverse("role-list"))

    with django_assert_num_queries(3):  # session, person, organizations
        client.get(reverse("role-list"))


def test_consent_is_not_ticked_beforehand_and_not_assumed(client, newcomer):
    client.force_login(newcomer)

    page = client.get(reverse("consent-give")).content.decode()
    refused = client.post(reverse("consent-give"), {})

    assert " checked" not in page
    assert "Hãy đánh dấu vào ô nếu bạn đồng ý" in refused.content.decode()
    assert not Consent.objects.filter(person=newcomer).exists()


@pytest.mark.parametrize("target", ["https://xau.example/", "//xau.example/", "abc", "javascript:alert(1)", ""])
def test_agree_never_leads_off_the_site(client, newcomer, target):
    client.force_login(newcomer)

    assert agree(client, target).headers["Location"] == reverse("first-screen")


def test_visitors_are_not_asked(client, db):
    assert not asked(client.get(reverse("privacy-notice")))


def test_newcomer_may_read_the_notice_and_leave(client, newcomer):
    client.force_login(newcomer)

    assert client.get(reverse("privacy-notice")).status_code == 200
    assert client.post(reverse("account_logout")).status_code == 302
    assert "_auth_user_id" not in client.session


def test_withdraw_asks_again_at_the_next_page(client, trainee):
    client.force_login(trainee)
    assert client.get(reverse("first-screen")).status_code == 200
    address = reverse("consent-withdraw", args=["training"])
    assert client.get(address).status_code == 200

    client.post(address)

    assert not trainee.consents.in_force().exists()
    assert asked(client.get(reverse("first-screen")))
    assert client.get(reverse("profile-edit")).status_code == 200
    assert client.post(address).status_code == 404


def test_withdraw_of_something_never_given_is_not_found(client, trainee):
    client.force_login(trainee)

    assert client.get(reverse("consent-withdraw", args=["learning_analytics"])).status_code == 404
    assert client.get(reverse("consent-withdraw", args=["nothing"])).status_code == 404


def test_notice_in_force_is_the_newest_that_has_begun():
    assert notice_in_force(date(2026, 1, 1)) == NOTICES[0]
    assert notice_in_force(date(2030, 1, 1)) == max(NOTICES, key=lambda notice: notice.effective_from)


def test_notice_names_law_controller_and_rights(client, db):
    page = client.get(reverse("privacy-notice")).content.decode()

    for words in ("91/2025/QH15", "Bên kiểm soát dữ liệu", "rút lại đồng ý"):
        assert words in page


@pytest.mark.parametrize(("language", "words"), [("vi", "Học AI dùng dữ liệu cá nhân"), ("en", "How Học AI uses your personal data")])
def test_every_notice_is_there_in_both_languages(language, words):
    for notice in NOTICES:
        with translation.override(language):
            assert words in select_template(notice_templates(notice)).render()
