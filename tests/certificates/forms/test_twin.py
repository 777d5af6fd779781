import html
import re

import pytest
from django.template.loader import render_to_string

from certificates import document
from tests.certificates.forms.samples import ENGLISH, LONG, TITLES, issued


def twin(printed, **context) -> str:
    return render_to_string("certificates/_twin.html", {"printed": printed, **context})


def words_of(page: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())


@pytest.mark.parametrize("kind", TITLES)
@pytest.mark.parametrize(
    "changes", [{}, ENGLISH, LONG, {"layout": 1, "texts": None, "original": None}], ids=["usual", "English", "long", "old"]
)
def test_twin_says_every_text_of_the_pdf_in_its_order(kind, changes):
    printed = issued(kind, **changes)

    text = words_of(twin(printed))

    assert [line for line in document.text_lines(printed) if line.rstrip(":") not in text] == []
    places = [text.index(printed[name]) for name in ("issuer", "title", "holder", "programme", "signer_name", "serial_no")]
    assert places == sorted(places)


def test_twin_says_which_words_are_english():
    page = twin(issued(**ENGLISH))

    assert page.strip().startswith('<article class="cert-twin" lang="vi">')
    assert '<span class="cert-twin__english" lang="en">has completed the programme</span>' in page


def test_twin_for_the_public_keeps_to_itself_what_only_the_holder_shows():
    text = words_of(twin(issued(public_name="N.T.N.Ẩ."), public=True))

    assert "N.T.N.Ẩ." in text
    for kept in ("Nguyễn Thị Ngọc Ẩn", "05/02/1990", "Phó Trưởng phòng", "Sở Nội vụ"):
        assert kept not in text


def test_twin_of_a_broken_sentence_still_says_the_rest():
    printed = issued()
    printed["texts"] = printed["texts"] | {"certifies": "Chứng nhận {holdr}:"}

    text = words_of(twin(printed))

    assert "Nguyễn Thị Ngọc Ẩn" in text
    assert "holdr" not in text


def test_twin_escapes_what_people_wrote():
    assert "<script>" not in twin(issued(holder="<script>alert(1)</script>"))
