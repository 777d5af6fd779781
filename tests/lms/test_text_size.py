import pytest
from django.test import RequestFactory

from lms.views.text_size import COOKIE, text_size_set


def choose(size: str, target: str):
    return text_size_set(RequestFactory().post("/co-chu/", {"size": size, "next": target}))


def test_text_size_set_remembers_large_and_goes_back():
    response = choose("large", "/hoc/?trang=2")
    assert response.cookies[COOKIE].value == "large"
    assert response.url == "/hoc/?trang=2"


def test_text_size_set_forgets_with_normal():
    assert choose("normal", "/").cookies[COOKIE]["max-age"] == 0


@pytest.mark.parametrize("target", ["https://la.example/", "//la.example/", "javascript:alert(1)", ""])
def test_text_size_set_never_leaves_the_site(target):
    assert choose("large", target).url == "/"


def test_text_size_set_refuses_get():
    assert text_size_set(RequestFactory().get("/co-chu/")).status_code == 405
