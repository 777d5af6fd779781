from dataclasses import dataclass

import pytest
from django.core.cache import cache
from django.http import HttpResponse
from django.test import RequestFactory

from lms.foundation import ratelimit


@dataclass
class Visitor:
    pk: int
    is_authenticated: bool = True


@pytest.fixture(autouse=True)
def own_cache(settings):
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "ratelimit"}}
    settings.TEMPLATES = [
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "OPTIONS": {
                "loaders": [("django.template.loaders.locmem.Loader", {"429.html": "Chờ {{ seconds }} giây"})],
            },
        }
    ]
    cache.clear()


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    """A clock that stands still until told: a window may not end in the middle of a test."""
    now = [1_000_000.0]
    monkeypatch.setattr("lms.foundation.ratelimit.time", lambda: now[0])
    return now


def ask(view, *, user=None, address="10.0.0.1", method="POST"):
    request = RequestFactory().generic(method, "/", REMOTE_ADDR=address)
    request.user = user or Visitor(0, is_authenticated=False)
    return view(request)


def test_hit_allows_up_to_the_limit():
    assert [ratelimit.hit("login", "u1", 3, 60) for _ in range(5)] == [True, True, True, False, False]


def test_hit_counts_each_key_and_each_scope_by_itself():
    ratelimit.hit("login", "u1", 1, 60)

    assert ratelimit.hit("login", "u2", 1, 60)
    assert ratelimit.hit("verify", "u1", 1, 60)
    assert not ratelimit.hit("login", "u1", 1, 60)


def test_hit_next_window_starts_anew(clock):
    ratelimit.hit("login", "u1", 1, 60)
    clock[0] += 60

    assert ratelimit.hit("login", "u1", 1, 60)


def test_hit_limit_of_zero_allows_nothing():
    assert not ratelimit.hit("closed", "u1", 0, 60)


@pytest.mark.parametrize("key", ["Nguyễn Văn An", "x" * 1000, "a b\n", ""])
def test_hit_takes_any_text_as_key(key):
    assert ratelimit.hit("verify", key, 1, 60)
    assert not ratelimit.hit("verify", key, 1, 60)


@pytest.mark.db
@pytest.mark.django_db
def test_hit_counts_in_the_database_cache_too(settings):
    from django.core.management import call_command

    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "test_cache"}}
    call_command("createcachetable", verbosity=0)

    assert [ratelimit.hit("login", "u1", 2, 3600) for _ in range(3)] == [True, True, False]


@ratelimit.limited("scan", per_account=2, per_address=5, methods=["POST"])
def scan(request):
    return HttpResponse("ok")


def test_limited_account_beyond_its_limit_gets_the_page_that_asks_to_wait():
    answers = [ask(scan, user=Visitor(1)) for _ in range(3)]

    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert answers[2].content.decode() == "Chờ 60 giây"
    assert answers[2]["Retry-After"] == "60"


def test_limited_people_of_one_hall_do_not_use_up_each_others_tries():
    answers = [ask(scan, user=Visitor(pk)) for pk in range(1, 6)]

    assert {answer.status_code for answer in answers} == {200}


def test_limited_address_has_a_limit_for_visitors_without_account():
    assert [ask(scan).status_code for _ in range(6)] == [200] * 5 + [429]
    assert ask(scan, address="10.0.0.2").status_code == 200


def test_limited_other_methods_are_not_counted():
    assert {ask(scan, user=Visitor(1), method="GET").status_code for _ in range(5)} == {200}
