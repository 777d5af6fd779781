import json
import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from lms.foundation import sealed_fields
from lms.ops import checks, keys, running
from lms.ops.checks import Level, environment, findings, processes, storage


@pytest.fixture
def var(tmp_path: Path, settings: Any) -> Path:
    settings.HOCAI_VAR = tmp_path
    settings.HOCAI_KEYS_DIR = tmp_path / "keys"
    return tmp_path


@pytest.fixture
def all_keys(var: Path) -> Path:
    keys.ensure_keys(var / "keys")
    sealed_fields.ensure_keys(var / "keys")
    return var / "keys"


@pytest.fixture
def running_installation(var: Path) -> Iterator[Path]:
    descriptor = running.take(var)
    assert descriptor is not None
    yield var
    os.close(descriptor)


def levels(found: list[findings.Finding]) -> list[Level]:
    return [each.level for each in found]


def write_state(var: Path, **states: str) -> None:
    known = {name: {"pid": 1, "state": state, "failures": 0} for name, state in states.items()}
    (var / "run" / "processes.json").write_text(json.dumps({"supervisor": 1, "processes": known}))


def test_keys_are_good_when_all_are_there_and_private(all_keys: Path) -> None:
    assert levels(storage.keys()) == [Level.OK]


def test_keys_names_a_missing_one_and_warns_against_new_ones(all_keys: Path) -> None:
    (all_keys / "field_key").unlink()

    [found] = storage.keys()

    assert found.level == Level.BAD
    assert "field_key" in found.text
    assert "phục hồi khóa từ bản sao lưu" in found.advice


def test_keys_names_an_open_one(all_keys: Path) -> None:
    (all_keys / "django_secret_key").chmod(0o644)

    [found] = storage.keys()

    assert (found.level, found.text) == (Level.BAD, "người khác đọc được: django_secret_key")


def test_backup_is_a_warning_in_a_demo_and_bad_elsewhere(var: Path, settings: Any) -> None:
    settings.HOCAI_DEMO = True
    assert levels(storage.backup()) == [Level.WARN]
    settings.HOCAI_DEMO = False
    assert levels(storage.backup()) == [Level.BAD]


@pytest.mark.parametrize(("days", "level"), [(0, Level.OK), (6, Level.OK), (8, Level.BAD)])
def test_backup_by_its_age(var: Path, settings: Any, days: int, level: Level) -> None:
    settings.HOCAI_DEMO = False
    (var / "last_backup").write_text(json.dumps({"at": (datetime.now(UTC) - timedelta(days=days)).isoformat()}))

    assert levels(storage.backup()) == [level]


def test_demo_open_to_the_world_is_bad(settings: Any) -> None:
    settings.HOCAI_DEMO, settings.HOCAI_SITE_URL = True, "https://hoc.tphcm.example"

    assert levels(storage.demo()) == [Level.BAD]


def test_demo_people_left_on_a_real_site_are_bad(db: None, django_user_model: Any, settings: Any) -> None:
    settings.HOCAI_DEMO = False
    assert levels(storage.demo()) == [Level.OK]
    django_user_model.objects.create_user(full_name="Giáo viên", email="giaovien@hoc.example", password="hoc-ai-demo")

    [found] = storage.demo()

    assert (found.level, found.text) == (Level.BAD, "còn 1 tài khoản dùng thử hoạt động")


@pytest.mark.db
def test_database_is_good_when_migrated(db: None) -> None:
    assert levels(storage.database()) == [Level.OK]


def test_processes_when_nothing_runs(var: Path) -> None:
    assert levels(processes.processes()) == [Level.WARN]
    assert processes.hub() == []


def test_processes_when_all_are_up(running_installation: Path) -> None:
    write_state(running_installation, site="up", worker="up")

    assert levels(processes.processes()) == [Level.OK]


def test_processes_names_what_is_down(running_installation: Path) -> None:
    write_state(running_installation, site="up", worker="down")

    [found] = processes.processes()

    assert (found.level, found.text) == (Level.BAD, "chưa chạy: worker")
    assert "worker.log" in found.advice


def test_hub_is_bad_when_labs_were_not_started(running_installation: Path) -> None:
    write_state(running_installation, site="up")

    assert levels(processes.hub()) == [Level.BAD]


def test_broker_warns_of_a_message_that_nobody_takes(var: Path, settings: Any) -> None:
    settings.CELERY_BROKER_URL = "filesystem://"
    assert levels(processes.broker()) == [Level.OK]
    message = var / "broker" / "1_default.msg"
    message.touch()
    os.utime(message, (0, 0))

    assert levels(processes.broker()) == [Level.WARN]


def test_queue_is_good_when_empty(db: None) -> None:
    assert levels(processes.queue()) == [Level.OK]


def test_pins_reads_a_lock_and_its_markers() -> None:
    lock = "a-b==1.0 \\\n    --hash=sha256:00\nwin==2 ; sys_platform == 'win32' \\\n    --hash=sha256:00\nC_d==3 ; python_version >= '3.8' \\\n"

    assert environment.pins(lock) == {"a-b": "1.0", "c-d": "3"}


def test_compare_names_a_package_of_another_version(tmp_path: Path) -> None:
    packages = tmp_path / ".venv" / "lib" / "python3.11" / "site-packages"
    for name, version in (("alpha", "1.0"), ("beta", "2.0"), ("hocai_lab", "0.1")):
        folder = packages / f"{name}-{version}.dist-info"
        folder.mkdir(parents=True)
        (folder / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n")
    (tmp_path / ".venv" / "bin").mkdir()
    (tmp_path / ".venv" / "bin" / "python").touch()
    (tmp_path / "site.lock.txt").write_text("alpha==1.0 \\\nbeta==2.1 \\\n")

    found = environment.compare(".venv", "site.lock.txt", tmp_path)

    assert (found.level, found.text) == (Level.BAD, "khác tệp khóa site.lock.txt: beta")
    (tmp_path / "site.lock.txt").write_text("alpha==1.0 \\\nbeta==2.0 \\\n")
    assert environment.compare(".venv", "site.lock.txt", tmp_path).level == Level.OK


def test_fonts_are_there() -> None:
    assert levels(environment.fonts()) == [Level.OK]


def test_run_one_turns_a_broken_check_into_a_finding() -> None:
    def odd() -> list[findings.Finding]:
        raise RuntimeError("x")

    [found] = checks.run_one(odd)

    assert (found.name, found.level) == ("odd", Level.BAD)


def test_doctor_prints_advice_and_exits_1_when_something_is_broken(
    var: Path, db: None, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(checks.run, "__defaults__", ((storage.keys, storage.disk),))

    with pytest.raises(SystemExit) as caught:
        call_command("doctor")

    assert caught.value.code == 1
    assert capsys.readouterr().out.startswith("✗ keys       thiếu khóa django_secret_key")


def test_doctor_as_json(all_keys: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(checks.run, "__defaults__", ((storage.keys,),))

    call_command("doctor", "--json")

    answer = json.loads(capsys.readouterr().out)
    assert answer["ok"] is True
    assert [each["name"] for each in answer["findings"]] == ["keys"]
