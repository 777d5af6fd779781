from pathlib import Path

import polib
import pytest

from lms.ops import messages
from lms.ops.messages import Message

TEMPLATE = """{% load i18n %}
<main>
      <h1>{% translate "Courses" %}</h1>
  <p title="{% translate 'Open' context 'verb' %}">{{ name|default:_("Nobody's name") }}</p>
 {% blocktranslate count n=n %}{{ n }} lesson{% plural %}{{ n }} lessons{% endblocktranslate %}
     {# a comment, it's harmless #}
{% blocktranslate trimmed with who=user %}
    Hello {{ who }},
    welcome.
{% endblocktranslate %}
</main>
"""
CODE = """
from django.utils.translation import gettext_lazy as _, ngettext, pgettext
title = _("Title")
both = _("Two "
         "halves")
count = ngettext("%(n)s day", "%(n)s days", n) % {"n": n}
state = pgettext("state of a class", "Open")
nothing = _(variable)
"""


def texts(source: str, method: str = "python") -> set[tuple[str, str, str]]:
    return {(each.context, each.text, each.plural) for each in messages.messages_in(source, method, "x")}


def test_messages_in_a_template() -> None:
    assert texts(messages.template_as_python(TEMPLATE)) == {
        ("", "Courses", ""),
        ("verb", "Open", ""),
        ("", "Nobody's name", ""),
        ("", "%(n)s lesson", "%(n)s lessons"),
        ("", "Hello %(who)s, welcome.", ""),
    }


def test_messages_in_a_template_keep_their_line() -> None:
    found = {each.text: each.line for each in messages.messages_in(messages.template_as_python(TEMPLATE), "python", "x")}

    assert found["Courses"] == 3


def test_messages_in_python() -> None:
    assert texts(CODE) == {("", "Title", ""), ("", "Two halves", ""), ("", "%(n)s day", "%(n)s days"), ("state of a class", "Open", "")}


def test_messages_in_javascript() -> None:
    assert texts('label.textContent = gettext("Saved"); other(`x`);', "javascript") == {("", "Saved", "")}


def test_files_of_leaves_out_migrations_and_bundled_scripts(tmp_path: Path) -> None:
    for name in ("views.py", "migrations/0001.py", "templates/x/a.html", "static/x/a.js", "static/vendor/b.js", "static/x/c.min.js"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()

    assert [path.name for path in messages.files_of(tmp_path)] == ["views.py", "a.html", "a.js"]


@pytest.mark.parametrize(
    ("entry", "problem"),
    [
        (None, "thiếu bản dịch"),
        (polib.POEntry(msgid="%(n)s of %(all)s", msgstr=""), "bản dịch chưa đủ"),
        (polib.POEntry(msgid="%(n)s of %(all)s", msgstr="%(n)s/%(all)s", flags=["fuzzy"]), "bản dịch còn đánh dấu fuzzy"),
        (polib.POEntry(msgid="%(n)s of %(all)s", msgstr="%(n)s"), "bản dịch sai chỗ thay thế: %(all)s"),
        (polib.POEntry(msgid="%(n)s of %(all)s", msgstr="%(n)s/%(all)s/%(x)s"), "bản dịch sai chỗ thay thế: %(x)s"),
        (polib.POEntry(msgid="%(n)s of %(all)s", msgstr="%(all)s có %(n)s"), ""),
    ],
)
def test_problem_with_a_translation(entry: polib.POEntry | None, problem: str) -> None:
    assert messages.problem_with(Message("x.py", 1, "", "%(n)s of %(all)s"), entry) == problem


@pytest.mark.parametrize(
    ("forms", "problem"),
    [({0: "%(n)s ngày"}, ""), ({0: ""}, "bản dịch chưa đủ"), ({0: "ngày"}, "bản dịch sai chỗ thay thế: %(n)s")],
)
def test_problem_with_a_plural(forms: dict[int, str], problem: str) -> None:
    entry = polib.POEntry(msgid="%(n)s day", msgid_plural="%(n)s days", msgstr_plural=forms)

    assert messages.problem_with(Message("x.py", 1, "", "%(n)s day", "%(n)s days"), entry) == problem


def test_complaints_name_the_first_use_of_a_text_once() -> None:
    used = {Message("b.py", 9, "", "Save"), Message("a.py", 2, "", "Save"), Message("a.py", 1, "verb", "Save")}

    found = messages.complaints(used, {("", "Save"): polib.POEntry(msgid="Save", msgstr="Lưu")})

    assert [(each.message.file, each.message.context) for each in found] == [("a.py", "verb")]


def test_translations_prefer_a_finished_entry_and_drop_obsolete_ones(tmp_path: Path) -> None:
    header = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'
    (tmp_path / "a.po").write_text(header + 'msgid "Save"\nmsgstr "Lưu"\n\n#~ msgid "Old"\n#~ msgstr "Cũ"\n')
    (tmp_path / "b.po").write_text(header + 'msgid "Save"\nmsgstr ""\n')

    found = messages.translations([tmp_path / "a.po", tmp_path / "b.po"])

    assert [(key, entry.msgstr) for key, entry in found.items()] == [(("", "Save"), "Lưu")]
