"""What the first screen may show about community sessions."""

from django.template import Context, Template
from django.test import RequestFactory
from django.urls import reverse


def panel_of(person) -> str:
    request = RequestFactory().get("/toi/")
    request.user = person
    return Template("{% load community_panels %}{% community_panel %}").render(Context({"request": request}))


def test_community_panel_of_the_wards_people_writes(guide, ward):
    page = panel_of(guide)

    assert reverse("community-add", args=[ward.pk]) in page
    assert f'"{reverse("community-list")}"' not in page


def test_community_panel_of_an_officer_above_reads(officer, ward):
    page = panel_of(officer)

    assert reverse("community-list") in page
    assert reverse("community-add", args=[ward.pk]) not in page


def test_community_panel_of_anybody_else_is_empty(trainee, ward):
    assert panel_of(trainee).strip() == ""
