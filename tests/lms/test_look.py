"""The promises of the design system that a machine can check."""

import itertools
import re
import unicodedata
from pathlib import Path

import brotli
import pytest
from django import forms
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AnonymousUser
from django.core.paginator import Paginator
from django.template.loader import render_to_string
from django.test import RequestFactory
from fontTools.ttLib import TTFont

ROOT = Path(__file__).resolve().parents[2]
STATIC = ROOT / "lms" / "static"
STYLESHEETS = sorted((STATIC / "css").rglob("*.css"))
FONTS = sorted([*(STATIC / "fonts").glob("*.woff2"), *(ROOT / "lms" / "foundation" / "fonts").glob("*.ttf")])
TEMPLATES = [
    path
    for folder in ("lms", "courses", "notebooks", "certificates")
    for path in sorted((ROOT / folder).rglob("templates/**/*.html"))
    if "email" not in path.parts
]

# Text colour on background; large type and marks of meaning are held to the same 4.5 as body text.
PAIRS = [
    *((ink, ground) for ink in ("ink", "ink-muted", "jade", "jade-deep", "brick", "bad") for ground in ("paper", "surface")),
    *((ink, "surface-sunken") for ink in ("ink", "ink-muted")),
    *((kind, f"{kind}-soft") for kind in ("ok", "warn", "bad", "info", "jade", "brick")),
    *(("ink", f"{kind}-soft") for kind in ("ok", "warn", "bad", "info", "jade", "honey")),
    *(("ink-muted", f"{kind}-soft") for kind in ("warn", "bad")),
    ("jade-deep", "jade-soft"),
    ("ink", "honey"),
    ("honey", "jade-deep"),
    *(("ink-on-dark", ground) for ground in ("jade", "jade-deep", "bad")),
]
EDGES = [("line-strong", "paper"), ("line-strong", "surface"), ("focus", "paper"), ("focus", "surface")]


def tokens() -> dict[str, str]:
    text = (STATIC / "css" / "tokens.css").read_text(encoding="utf-8")
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", text))


def luminance(colour: str) -> float:
    channels = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(tokens()[one]), luminance(tokens()[other])), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def vietnamese_letters() -> set[str]:
    toned = {unicodedata.normalize("NFC", v + t) for v, t in itertools.product("aăâeêioôơuưy", ("", *"\u0300\u0309\u0303\u0301\u0323"))}
    small = toned | set("bcdđghklmnpqrstvx")
    return small | {letter.upper() for letter in small}


@pytest.mark.parametrize(("ink", "ground"), PAIRS, ids="-on-".join)
def test_text_colours_reach_aa(ink, ground):
    assert contrast(ink, ground) >= 4.5


@pytest.mark.parametrize(("edge", "ground"), EDGES, ids="-on-".join)
def test_edges_of_controls_reach_aa(edge, ground):
    assert contrast(edge, ground) >= 3


@pytest.mark.parametrize("path", FONTS, ids=lambda path: path.name)
def test_font_has_every_vietnamese_letter(path):
    letters = vietnamese_letters()
    assert len(letters) == 178
    assert not letters - {chr(code) for code in TTFont(path).getBestCmap()}


@pytest.mark.parametrize("path", FONTS, ids=lambda path: path.name)
def test_font_lies_beside_its_licence(path):
    family = "Tinos" if path.name.startswith("Tinos") else "BeVietnamPro"
    assert "SIL OPEN FONT LICENSE" in (path.parent / f"{family}-OFL.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("path", STYLESHEETS, ids=lambda path: path.name)
def test_stylesheet_is_small_and_layered(path):
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 150
    assert "@layer" in text


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_template_obeys_the_content_security_policy(path):
    text = re.sub(r"{#.*?#}|{% comment %}.*?{% endcomment %}", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=[\"']|javascript:", text)
    assert all("src=" in tag or "application/" in tag for tag in re.findall(r"<script[^>]*>", text))


def test_every_icon_that_a_template_names_is_in_the_sprite():
    sprite = set(re.findall(r'<symbol id="([\w-]+)"', (STATIC / "img" / "icons.svg").read_text(encoding="utf-8")))
    text = "".join(path.read_text(encoding="utf-8") for path in TEMPLATES)
    named = set(re.findall(r'components/icon\.html" with name="([\w-]+)"', text))
    assert named
    assert not named - sprite


def test_what_every_page_fetches_is_light():
    from lms.stylesheets import joined

    base = (STATIC.parent / "templates" / "base.html").read_text(encoding="utf-8")
    scripts = re.findall(r"static '(js/[^']+)'", base)
    assert scripts
    files = [*(STATIC / name for name in scripts), STATIC / "img" / "icons.svg", STATIC / "img" / "logo.svg"]
    texts = [joined().encode(), *(path.read_bytes() for path in files)]
    fonts = sum(path.stat().st_size for path in (STATIC / "fonts").glob("*.woff2"))
    # Of 150 kB for a lesson, htmx takes 17 kB; a lesson's text gets the rest.
    assert fonts + sum(len(brotli.compress(text)) for text in texts) < 70_000


def page(name: str, user=None, **cookies: str) -> str:
    request = RequestFactory().get("/duong-dan/", HTTP_COOKIE="; ".join(f"{key}={value}" for key, value in cookies.items()))
    request.user = user or AnonymousUser()
    return render_to_string(name, request=request)


@pytest.mark.parametrize("name", ["403.html", "404.html", "429.html", "csrf_failure.html"])
def test_error_page_needs_no_database_for_a_visitor(name):
    html = page(name)
    assert 'id="content"' in html
    assert 'class="skip-link"' in html
    assert "/tai-khoan/login/" in html


def test_server_error_page_needs_no_request_and_no_manifest(settings):
    settings.STORAGES = {**settings.STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"}}
    html = render_to_string("500.html")
    assert "/static/css/base.css" in html
    assert 'href="/"' in html


def test_base_greets_the_person_escaped_and_without_a_query():
    person = get_user_model()(full_name="Lê <b>Ẩn</b>", given="<b>Ẩn</b>", email="an@hoc.example")
    html = page("404.html", user=person)
    assert "&lt;b&gt;Ẩn" in html
    assert "<b>Ẩn" not in html
    assert "/tai-khoan/login/" not in html


def test_base_shows_large_text_only_to_who_asked():
    assert 'class="large-text"' in page("404.html", text_size="large")
    assert 'class="large-text"' not in page("404.html")


class Form(forms.Form):
    name = forms.CharField(help_text="Như trên căn cước.")


def test_field_links_hint_and_error_to_the_control():
    html = render_to_string("components/field.html", {"field": Form({})["name"]})
    described_by = re.search(r'aria-describedby="([^"]+)"', html)[1].split()
    assert len(described_by) == 2
    assert all(f'id="{name}"' in html for name in described_by)
    assert 'aria-invalid="true"' in html


def test_pagination_keeps_the_other_filters():
    context = {"page_obj": Paginator(range(50), 10).get_page(2)}
    html = render_to_string("components/pagination.html", context, request=RequestFactory().get("/?q=tri+tue&page=2"))
    assert "?q=tri+tue&amp;page=3" in html
    assert html.count("aria-current") == 1


def test_pagination_is_absent_for_one_page():
    assert "<nav" not in render_to_string("components/pagination.html", {"page_obj": Paginator(range(5), 10).get_page(1)})
