import re
from pathlib import Path

import polib
import pytest
from django.utils import translation

import lms.foundation
from lms.foundation.spreadsheets.errors import MESSAGES as SPREADSHEET_MESSAGES
from lms.foundation.vietnamese.errors import MESSAGES as TEXT_MESSAGES

CATALOGUE = polib.pofile(str(Path(lms.foundation.__path__[0]) / "locale/vi/LC_MESSAGES/django.po"))
TRANSLATIONS = {entry.msgid: entry.msgstr for entry in CATALOGUE}
MESSAGES = [*TEXT_MESSAGES.values(), *SPREADSHEET_MESSAGES.values()]


@pytest.mark.parametrize("message", MESSAGES, ids=range(len(MESSAGES)))
def test_catalogue_has_every_message_with_the_same_placeholders(message):
    with translation.override(None):
        english = str(message)

    vietnamese = TRANSLATIONS[english]
    assert vietnamese != english
    assert sorted(re.findall(r"%\(\w+\)s", vietnamese)) == sorted(re.findall(r"%\(\w+\)s", english))


def test_catalogue_is_complete():
    assert [entry.msgid for entry in CATALOGUE if not entry.msgstr or entry.fuzzy] == []
