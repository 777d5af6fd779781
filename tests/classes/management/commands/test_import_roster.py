import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from lms.classes.models import Trainee

from ...conftest import PEOPLE, roster_file


@pytest.fixture
def good_file(tmp_path):
    path = tmp_path / "ds.xlsx"
    path.write_bytes(roster_file(PEOPLE))
    return path


def run(*arguments) -> tuple[int, str]:
    out = StringIO()
    try:
        call_command("import_roster", *map(str, arguments), stdout=out)
    except SystemExit as end:
        return int(end.code or 0), out.getvalue()
    return 0, out.getvalue()


def test_import_roster_writes_and_says_how_many(training_class, science, good_file):
    code, text = run("bdai-2026-03", good_file)

    assert code == 0
    assert "3 dòng: 3 người mới, 0 đã có tài khoản, 0 đã ở trong lớp, 0 dòng chưa ghi được. Đã ghi thêm 3 học viên." in text
    assert Trainee.objects.count() == 3


def test_import_roster_dry_run_writes_nothing(training_class, science, good_file):
    code, text = run("BDAI-2026-03", good_file, "--dry-run", "--json")

    answer = json.loads(text)
    assert (code, answer["added"], answer["counts"]["new"]) == (0, 0, 3)
    assert answer["rows"][0] == {"row": 4, "name": "Nguyễn Văn An", "outcome": "new", "errors": [], "warnings": []}
    assert not Trainee.objects.exists()


def test_import_roster_with_a_refused_row_ends_with_1(training_class, science, tmp_path):
    path = tmp_path / "ds.xlsx"
    path.write_bytes(roster_file([*PEOPLE, ("Lê Thị Kim", "1985", None, None, "Sở Hỏa tinh học", "", "")]))

    code, text = run("BDAI-2026-03", path)

    assert code == 1
    assert "Dòng 7 (Lê Thị Kim): " in text
    assert Trainee.objects.count() == 3


def test_import_roster_with_a_doubtful_row_writes_the_others_and_ends_with_1(training_class, science, good_file):
    from lms.people.actions import people

    people.register(full_name="Trần Văn Khác", email="dung.le@tphcm.example", by=None)

    code, text = run("BDAI-2026-03", good_file)

    assert code == 1
    assert "Dòng 6 (Lê Hoàng Dũng): Thư điện tử dung.le@tphcm.example" in text
    assert "2 người mới, 0 đã có tài khoản, 0 đã ở trong lớp, 1 dòng chưa ghi được. Đã ghi thêm 2 học viên." in text


def test_import_roster_can_be_taken_back_like_any_list(training_class, science, good_file, officer):
    from lms.classes.actions import imports

    run("BDAI-2026-03", good_file)

    imports.undo(roster_import=training_class.roster_imports.get(source="command"), by=officer)

    assert not Trainee.objects.exists()


@pytest.mark.parametrize("broken", ["class", "file", "content"])
def test_import_roster_with_something_unusable_ends_with_2(training_class, tmp_path, good_file, broken):
    path = good_file if broken == "class" else tmp_path / "khac.xlsx"
    if broken == "content":
        path.write_bytes(b"PK\x03\x04")

    with pytest.raises(CommandError) as caught:
        run("KHONG-CO" if broken == "class" else "BDAI-2026-03", path)

    assert caught.value.returncode == 2
