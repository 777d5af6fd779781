import pytest
from django.conf import settings
from django.test import RequestFactory
from wagtail.models import Site

from courses.actions import site_tree
from lms.views.language import language_set

pytestmark = pytest.mark.django_db


@pytest.fixture
def site() -> Site:
    return site_tree.ensure()


def switch(language: str, address: str):
    request = RequestFactory(headers={"host": "localhost:8000"}).post("/ngon-ngu/setlang/", {"language": language, "next": address})
    return language_set(request)


@pytest.mark.parametrize(
    ("language", "address", "expected"),
    [
        ("en", "/khoa-hoc/", "/en/courses/"),
        ("en", "/khoa-hoc/?cap-do=T1", "/en/courses/"),
        ("vi", "/en/courses/", "/khoa-hoc/"),
        ("vi", "/khoa-hoc/", "/khoa-hoc/"),
        ("en", "/", "/en/"),
        ("vi", "/en/", "/"),
        ("en", "/toi/", "/toi/"),
    ],
)
def test_language_set_goes_to_the_same_page_in_that_language(site, language, address, expected):
    response = switch(language, address)
    assert response.url == expected
    assert response.cookies[settings.LANGUAGE_COOKIE_NAME].value == language


def test_language_set_climbs_to_the_nearest_page_that_has_that_language(site):
    index = site.root_page.get_children().get(slug="khoa-hoc")
    child = type(site.root_page.specific)(title="Chỉ tiếng Việt", slug="chi-tieng-viet", headline="x", locale=index.locale)
    index.add_child(instance=child)
    assert switch("en", "/khoa-hoc/chi-tieng-viet/").url == "/en/courses/"


@pytest.mark.parametrize("address", ["https://la.example/", "/khong-co-trang-nay/", "//la.example/khoa-hoc/"])
def test_language_set_stays_on_the_site_with_a_bad_address(site, address):
    assert switch("en", address).url.startswith(("/", "/en/"))
    assert "la.example" not in switch("en", address).url


def test_language_set_ignores_an_unknown_language(site):
    assert settings.LANGUAGE_COOKIE_NAME not in switch("xx", "/khoa-hoc/").cookies
