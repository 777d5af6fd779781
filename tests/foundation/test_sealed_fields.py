import stat

import pytest
from cryptography.fernet import Fernet
from django.core.exceptions import ImproperlyConfigured

from lms.foundation.sealed_fields import (
    SealBroken,
    ensure_keys,
    lookup_hash,
    reseal,
    rotate_field_key,
    seal,
    unseal,
)


@pytest.fixture
def keys_dir(tmp_path, settings):
    settings.HOCAI_KEYS_DIR = tmp_path / "keys"
    ensure_keys(settings.HOCAI_KEYS_DIR)
    return settings.HOCAI_KEYS_DIR


def test_unseal_gives_back_what_was_sealed(keys_dir):
    sealed = seal("079203001212 – Lê Ẩn")

    assert unseal(sealed) == "079203001212 – Lê Ẩn"
    assert b"079203001212" not in sealed


def test_unseal_takes_the_memoryview_that_a_database_gives(keys_dir):
    assert unseal(memoryview(seal("x"))) == "x"


def test_seal_twice_gives_different_values(keys_dir):
    assert seal("079203001212") != seal("079203001212")


def test_unseal_changed_value_is_refused(keys_dir):
    sealed = bytearray(seal("079203001212"))
    sealed[-5] ^= 1

    with pytest.raises(SealBroken):
        unseal(bytes(sealed))


def test_unseal_value_of_another_key_is_refused(keys_dir):
    with pytest.raises(SealBroken):
        unseal(Fernet(Fernet.generate_key()).encrypt(b"x"))


def test_rotate_field_key_old_values_still_open_and_resealed_ones_need_the_new_key_only(keys_dir):
    sealed = seal("079203001212")

    rotate_field_key(keys_dir)
    resealed = reseal(sealed)

    assert unseal(sealed) == "079203001212"
    newest, _ = (keys_dir / "field_key").read_bytes().split()
    (keys_dir / "field_key").write_bytes(newest)
    assert unseal(resealed) == "079203001212"
    with pytest.raises(SealBroken):
        unseal(sealed)


def test_lookup_hash_is_equal_for_two_ways_of_writing_a_value(keys_dir):
    assert lookup_hash("079203001212") == lookup_hash(" 079203001212\u00a0")
    assert lookup_hash("079203001212") != lookup_hash("079203001213")
    assert len(lookup_hash("x")) == 64


def test_lookup_hash_depends_on_the_key(keys_dir):
    before = lookup_hash("079203001212")

    (keys_dir / "lookup_key").write_text("another")

    assert lookup_hash("079203001212") != before


def test_ensure_keys_makes_files_that_only_we_can_read(keys_dir):
    assert {path.name: stat.S_IMODE(path.stat().st_mode) for path in keys_dir.iterdir()} == {
        "field_key": 0o600,
        "lookup_key": 0o600,
    }


def test_ensure_keys_twice_changes_nothing(keys_dir):
    before = {path.name: path.read_bytes() for path in keys_dir.iterdir()}

    assert ensure_keys(keys_dir) == []
    assert {path.name: path.read_bytes() for path in keys_dir.iterdir()} == before


def test_ensure_keys_makes_the_missing_one_alone(keys_dir):
    (keys_dir / "lookup_key").unlink()

    assert ensure_keys(keys_dir) == ["lookup_key"]


def test_seal_without_a_key_says_which_file_is_missing(tmp_path, settings):
    settings.HOCAI_KEYS_DIR = tmp_path / "nothing"

    with pytest.raises(ImproperlyConfigured, match="field_key"):
        seal("x")


def test_seal_with_an_empty_key_is_refused(keys_dir):
    (keys_dir / "field_key").write_bytes(b"")

    with pytest.raises(ImproperlyConfigured, match="field_key"):
        seal("x")
