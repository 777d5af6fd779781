"""The editor and the account pages speak Vietnamese: every message has a translation, and none breaks its placeholders."""

import json
import re

import polib
import pytest
from django.utils import translation
from django.utils.translation import gettext, ngettext, pgettext

from lms.vendor_locale import missing

PLACEHOLDER = re.compile(r"%\(\w+\)[a-zA-Z]|%[sd]|\{\w*\}")
TAG = re.compile(r"<[^<>]+>")
CATALOGUES = ("django", "djangojs")


def catalogue(domain: str) -> list[polib.POEntry]:
    return missing.entries(missing.OURS / f"{domain}.po")


def text_of(entry: polib.POEntry) -> str:
    return entry.msgstr_plural[0] if entry.msgid_plural else entry.msgstr


@pytest.mark.parametrize("area", missing.AREAS)
def test_coverage_is_complete_in_every_area(area):
    absent, total = missing.coverage(area)

    assert total > 10
    assert absent == []


@pytest.mark.parametrize("domain", CATALOGUES)
def test_catalogue_has_one_finished_form_per_message(domain):
    entries = catalogue(domain)

    unfinished = [
        entry.msgid
        for entry in entries
        if not entry.translated() or entry.fuzzy or (entry.msgid_plural and list(entry.msgstr_plural) != [0])
    ]
    keys = [missing.key_of(entry) for entry in entries]
    assert unfinished == []
    assert len(keys) == len(set(keys))


@pytest.mark.parametrize("domain", CATALOGUES)
def test_catalogue_keeps_every_placeholder(domain):
    broken = []
    for entry in catalogue(domain):
        used, all_of_them = set(PLACEHOLDER.findall(text_of(entry))), set(PLACEHOLDER.findall(entry.msgid_plural or entry.msgid))
        # The one Vietnamese form serves one and many; what only one of the English forms has may be left out.
        needed = all_of_them & set(PLACEHOLDER.findall(entry.msgid))
        if not needed <= used <= all_of_them:
            broken.append(entry.msgid)

    assert broken == []


@pytest.mark.parametrize("domain", CATALOGUES)
def test_catalogue_keeps_html_and_edges(domain):
    broken = []
    for entry in catalogue(domain):
        english, vietnamese = entry.msgid_plural or entry.msgid, text_of(entry)
        same_tags = sorted(TAG.findall(english)) == sorted(TAG.findall(vietnamese))
        same_edges = (english[:1].isspace(), english[-1:].isspace()) == (vietnamese[:1].isspace(), vietnamese[-1:].isspace())
        if not (same_tags and same_edges):
            broken.append(entry.msgid)

    assert broken == []


def test_catalogue_uses_one_word_for_one_thing():
    words = {
        "Draft": "Bản nháp",
        "Publish": "Xuất bản",
        "Unpublish": "Gỡ xuống",
        "Preview": "Xem trước",
        "Images": "Hình",
        "Documents": "Tài liệu",
    }
    words |= {
        "Collections": "Bộ sưu tập",
        "Workflow": "Quy trình duyệt",
        "revision": "phiên bản",
        "Snippets": "Mẩu nội dung",
        "slug": "đường dẫn ngắn",
    }

    with translation.override("vi"):
        assert {word: gettext(word) for word in words} == words


def test_catalogue_wins_over_the_packages_own_words():
    theirs = {entry.msgid: entry.msgstr for entry in polib.pofile(str(missing.folder_of("wagtail.admin") / "vi/LC_MESSAGES/django.po"))}

    with translation.override("vi"):
        assert theirs["Dashboard"] != "Bảng điều khiển"
        assert gettext("Dashboard") == "Bảng điều khiển"
        assert ngettext("Delete 1 page", "Delete %(counter)s pages", 1) % {"counter": 1} == "Xóa 1 trang"
        assert pgettext("field label", "Login") == "Email hoặc tên đăng nhập"


def test_main_names_what_is_missing(monkeypatch, capsys, tmp_path):
    monkeypatch.setattr(missing, "OURS", tmp_path)

    code = missing.main(["documents"])

    printed = capsys.readouterr().out
    assert code == 1
    assert "documents:" in printed
    assert "'Document updated.'" in printed


@pytest.mark.django_db
def test_script_catalogue_of_the_editor_is_vietnamese(client, administrator):
    client.force_login(administrator)

    answer = client.get("/admin/jsi18n/")

    assert json.dumps("Đã tự động lưu các thay đổi.") in answer.content.decode()
