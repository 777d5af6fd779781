"""JupyterLab finds our Vietnamese words, and says those that a learner meets."""

import json
import re
from pathlib import Path

import pytest

from tests.hub_config.conftest import PROJECT, in_lab

PACKAGE = PROJECT / "hub-config" / "lab" / "hocai_lab"
WORDS = json.loads((PACKAGE / "words" / "jupyterlab.json").read_text())


@pytest.mark.parametrize("word", [word for word in WORDS if word])
def test_a_translation_keeps_the_places_of_its_values(word: str) -> None:
    [said] = WORDS[word]

    assert sorted(re.findall(r"%\d", said)) == sorted(re.findall(r"%\d", word))
    assert said.strip() == said != ""


@pytest.mark.slow
def test_the_words_are_jupyterlabs_own() -> None:
    bundles = in_lab("-c", "import sys, pathlib; print(pathlib.Path(sys.prefix, 'share/jupyter/lab'))").stdout.strip()
    text = "".join(path.read_text(errors="ignore") for path in Path(bundles).glob("static/*.js"))
    text += "".join(path.read_text() for path in Path(bundles).glob("schemas/@jupyterlab/mainmenu-extension/*.json"))

    assert [word for word in WORDS if word and json.dumps(word.removeprefix("menu\x04"), ensure_ascii=False) not in text] == []


@pytest.mark.slow
def test_jupyterlab_finds_the_language() -> None:
    told = in_lab("-c", "from jupyterlab_server.translation_utils import get_language_pack; print(sorted(get_language_pack('vi_VN')[0]))")

    assert "'jupyterlab'" in told.stdout
