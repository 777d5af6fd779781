import json

import pytest
from django.contrib.staticfiles import finders
from django.urls import reverse

pytestmark = pytest.mark.django_db


def test_service_worker_may_answer_for_the_whole_site(client):
    response = client.get("/sw.js")

    assert response.status_code == 200
    assert response.headers["Content-Type"].startswith("text/javascript")
    assert response.headers["Cache-Control"] == "no-cache"
    assert "js/offline.js" in response.text
    assert reverse("checkin-offline") in response.text


def test_web_manifest_opens_the_check_in_and_has_icons_that_exist(client):
    manifest = json.loads(client.get("/manifest.webmanifest").content)

    assert manifest["start_url"] == reverse("checkin-code")
    assert all(finders.find(icon["src"].removeprefix("/static/")) for icon in manifest["icons"])


def test_offline_token_is_the_one_that_forms_bear(client):
    client.handler.enforce_csrf_checks = True
    token = client.get(reverse("offline-token")).json()["token"]

    refused = client.post(reverse("text-size-set"), {"size": "large"})
    taken = client.post(reverse("text-size-set"), {"size": "large"}, headers={"X-CSRFToken": token})

    assert refused.status_code == 403
    assert taken.status_code != 403


def test_checkin_offline_names_nobody(client_of, trainee):
    page = client_of(trainee).get(reverse("checkin-offline")).text

    assert "csrfmiddlewaretoken" in page
    assert trainee.full_name not in page.split("<main")[1].split("</main>")[0]
