"""A code that only this site can make, and that dies with any change of what it says."""

import pytest

from notebooks import receipts
from notebooks.models import Submission

from .conftest import hand_in

pytestmark = pytest.mark.django_db


def test_find_knows_its_own_code_however_it_is_typed(place, lab):
    submission = hand_in(place, lab)
    hand_in(place, lab)
    code = receipts.code_for(submission)

    assert len(code) == 31
    for typed in (code, code.lower(), code.replace("-", ""), f" {code.replace('-', ' ')} ", code.replace("O", "0").replace("I", "1")):
        assert receipts.find(typed) == submission


def test_find_refuses_every_code_with_one_character_changed(place, lab):
    code = receipts.code_for(hand_in(place, lab)).replace("-", "")

    for at, letter in enumerate(code[:-1]):
        assert receipts.find(code[:at] + ("A" if letter != "A" else "C") + code[at + 1 :]) is None


@pytest.mark.parametrize("typed", ["", "A" * 26, "a" * 5000, "…", "A" * 25, "9cc5454a-0c72-4685-b994-f60cecc82b52"])
def test_find_refuses_what_is_no_code(db, typed):
    assert receipts.find(typed) is None


@pytest.mark.parametrize("change", ["sha256", "lab_version"])
def test_a_code_does_not_stand_for_another_content(place, lab, change):
    submission = hand_in(place, lab)
    code = receipts.code_for(submission)
    other = Submission(pk=submission.pk, enrollment=place, lab=lab, lab_version=lab.current_version)
    other.received_at, other.sha256 = submission.received_at, submission.sha256
    setattr(other, change + ("_id" if change == "lab_version" else ""), "0" * 64 if change == "sha256" else 0)

    assert receipts.code_for(other) != code


def test_codes_are_signed_with_the_installations_own_key_and_older_ones_stay_good(place, lab, settings, tmp_path):
    submission = hand_in(place, lab)
    settings.HOCAI_KEYS_DIR = tmp_path
    before = receipts.code_for(submission)
    (tmp_path / "receipt_key").write_text("ab" * 32)

    after = receipts.code_for(submission)

    assert after != before
    assert receipts.find(before) == receipts.find(after) == submission
    (tmp_path / "receipt_key").write_text("cd" * 32)
    assert receipts.find(after) is None


def test_codes_survive_a_change_of_the_secret_key(place, lab, settings, tmp_path):
    settings.HOCAI_KEYS_DIR = tmp_path
    submission = hand_in(place, lab)
    code = receipts.code_for(submission)

    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "another"

    assert receipts.find(code) == submission
    settings.SECRET_KEY_FALLBACKS = []
    assert receipts.find(code) is None
