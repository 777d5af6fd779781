from pathlib import Path

from lms.ops.stamps import Stamps, digest


def test_digest_follows_contents_names_and_salt(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("a")
    first = digest([tmp_path])

    assert digest([tmp_path]) == first
    assert digest([tmp_path], salt="other database") != first
    (tmp_path / "a.py").rename(tmp_path / "b.py")
    assert digest([tmp_path]) != first


def test_digest_ignores_other_suffixes_and_caches(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("a")
    first = digest([tmp_path], (".py",))
    (tmp_path / "note.txt").write_text("x")
    (tmp_path / "__pycache__").mkdir()
    (tmp_path / "__pycache__" / "b.py").write_text("x")

    assert digest([tmp_path], (".py",)) == first


def test_stamps_are_remembered(tmp_path: Path) -> None:
    Stamps(tmp_path / "stamps.json").set("static", "abc")

    again = Stamps(tmp_path / "stamps.json")

    assert again.holds("static", "abc")
    assert not again.holds("static", "abd")
    assert not again.holds("lessons", "abc")


def test_stamps_survive_a_broken_file(tmp_path: Path) -> None:
    (tmp_path / "stamps.json").write_text("{half")

    assert not Stamps(tmp_path / "stamps.json").holds("static", "abc")
