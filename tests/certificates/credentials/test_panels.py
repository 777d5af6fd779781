import pytest
from django.contrib.auth.models import AnonymousUser
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.urls import reverse

from certificates.actions import confirmations
from certificates.models import Certificate


@pytest.fixture
def panel(open_course):
    """The panel of the course page as this person sees it."""

    def shown(person):
        request = RequestFactory().get("/")
        request.user = person
        return render_to_string("certificates/course_panel.html", {"page": open_course, "request": request}, request).strip()

    return shown


def test_panel_shows_the_way_to_the_confirmation(panel, open_place, terms, trainee):
    text = panel(trainee)

    assert "“Tự kiểm tra”: chưa làm; cần đạt ít nhất 50%." in text
    assert "<button" not in text


def test_panel_gives_the_button_when_everything_is_met(panel, finished_place, trainee):
    assert reverse("confirmation-take", args=[finished_place.run.code]) in panel(trainee)


def test_panel_leads_to_what_was_confirmed(panel, confirmation, trainee):
    assert reverse("own-certificate", args=[confirmation.pk]) in panel(trainee)


def test_panel_after_it_was_revoked_says_so_and_has_no_button(panel, confirmation, trainee):
    Certificate.objects.update(state="revoked")

    text = panel(trainee)

    assert "Đã thu hồi" in text
    assert "<button" not in text


def test_panel_is_empty_for_whoever_does_not_learn_here(panel, finished_place, stranger):
    assert panel(stranger) == panel(AnonymousUser()) == ""


def test_panel_is_empty_where_the_course_confirms_nothing(panel, open_place, trainee):
    assert panel(trainee) == ""


def test_panel_of_a_confirmation_keeps_its_number_of_queries(panel, finished_place, trainee, django_assert_max_num_queries):
    confirmations.confirm(enrollment=finished_place)

    with django_assert_max_num_queries(8):
        panel(trainee)
