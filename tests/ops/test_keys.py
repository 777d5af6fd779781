import stat
from pathlib import Path

from cryptography.hazmat.primitives.serialization import load_pem_private_key

from lms.ops import keys


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_ensure_keys_makes_private_files_in_a_private_folder(tmp_path: Path) -> None:
    folder = tmp_path / "keys"

    made = keys.ensure_keys(folder)

    assert sorted(made) == sorted(path.name for path in folder.iterdir())
    assert set(made) == {*keys.TEXT_SECRETS, "oidc_private_key"}
    assert mode(folder) == 0o700
    assert {mode(path) for path in folder.iterdir()} == {0o600}


def test_ensure_keys_twice_changes_nothing(tmp_path: Path) -> None:
    keys.ensure_keys(tmp_path / "keys")
    before = {path.name: path.read_bytes() for path in (tmp_path / "keys").iterdir()}

    assert keys.ensure_keys(tmp_path / "keys") == []
    assert {path.name: path.read_bytes() for path in (tmp_path / "keys").iterdir()} == before


def test_ensure_keys_replaces_only_what_is_missing_and_closes_what_is_open(tmp_path: Path) -> None:
    folder = tmp_path / "keys"
    keys.ensure_keys(folder)
    secret = (folder / "django_secret_key").read_bytes()
    (folder / "hub_crypt_key").unlink()
    (folder / "django_secret_key").chmod(0o644)

    assert keys.ensure_keys(folder) == ["hub_crypt_key"]
    assert (folder / "django_secret_key").read_bytes() == secret
    assert keys.too_open(folder) == []


def test_write_once_never_overwrites(tmp_path: Path) -> None:
    assert keys.write_once(tmp_path / "key", b"first")
    assert not keys.write_once(tmp_path / "key", b"second")
    assert (tmp_path / "key").read_bytes() == b"first"
    assert [path.name for path in tmp_path.iterdir()] == ["key"]


def test_too_open_names_what_others_can_read(tmp_path: Path) -> None:
    keys.ensure_text_secrets(tmp_path / "keys")
    (tmp_path / "keys" / "hub_site_token").chmod(0o640)

    assert keys.too_open(tmp_path / "keys") == [tmp_path / "keys" / "hub_site_token"]
    assert keys.too_open(tmp_path / "nothing") == []


def test_keys_have_the_shape_their_readers_need(tmp_path: Path) -> None:
    keys.ensure_keys(tmp_path)

    assert load_pem_private_key((tmp_path / "oidc_private_key").read_bytes(), None).key_size == 3072  # type: ignore[union-attr]
    assert len(bytes.fromhex((tmp_path / "hub_crypt_key").read_text())) == 32
    assert len((tmp_path / "django_secret_key").read_text()) == 100
    assert len({path.read_bytes() for path in tmp_path.iterdir()}) == len(keys.TEXT_SECRETS) + 1
