from pathlib import Path

import pytest

from lms.ops import ports
from lms.ops.announcement import DEMO_PASSWORD, announcement
from lms.ops.processes import Process, all_processes

PROJECT = Path("/srv/hoc-ai")
ENVIRON = {
    "HOME": "/home/hocai",
    "HOCAI_VAR": "/data",
    "HOCAI_DATABASE_URL": "postgresql://hocai:mat-khau@db/hocai",
    "HOCAI_SECRET_KEY": "khoa",
    "HOCAI_EMAIL_PASSWORD": "thu",
    "HOCAI_SITE_URL": "http://localhost:8000",
    "HOCAI_HUB_URL": "http://127.0.0.1:8001",
    "AWS_SECRET_ACCESS_KEY": "elsewhere",
}


def processes(*, labs: bool = True) -> dict[str, Process]:
    return {each.name: each for each in all_processes(ENVIRON, PROJECT, ports.numbers({}), labs=labs, ipv6=True)}


def test_all_processes_are_those_of_the_architecture() -> None:
    assert set(processes()) == {"site", "exchange", "worker", "beat", "proxy", "hub"}


def test_without_labs_no_hub_starts_and_nobody_grades() -> None:
    found = processes(labs=False)

    assert set(found) == {"site", "exchange", "worker", "beat"}
    assert "default,documents" in found["worker"].command
    assert "default,grading,documents" in processes()["worker"].command


def test_grading_may_work_where_labs_stay_closed() -> None:
    found = {each.name: each for each in all_processes(ENVIRON, PROJECT, ports.numbers({}), labs=False, grading=True, ipv6=True)}

    assert "hub" not in found
    assert "default,grading,documents" in found["worker"].command


@pytest.mark.parametrize("name", ["hub", "proxy"])
def test_lab_processes_get_no_secret_of_the_site(name: str) -> None:
    environment = processes()[name].environment

    assert not {"khoa", "thu", "elsewhere"} & set(environment.values())
    assert not any("mat-khau" in value for value in environment.values())
    assert environment["HOCAI_SITE_URL"] == "http://localhost:8000"


@pytest.mark.parametrize("name", ["site", "exchange", "worker", "beat"])
def test_site_processes_get_our_settings_and_nobody_elses(name: str) -> None:
    environment = processes()[name].environment

    assert environment["HOCAI_SECRET_KEY"] == "khoa"
    assert environment["HOCAI_ROLE"] == name
    assert "AWS_SECRET_ACCESS_KEY" not in environment


def test_beat_does_not_load_the_site() -> None:
    found = processes()

    assert "DJANGO_SETTINGS_MODULE" not in found["beat"].environment
    assert found["worker"].environment["DJANGO_SETTINGS_MODULE"] == "lms.settings"


def test_site_answers_by_both_loopback_addresses_and_exchange_by_one() -> None:
    found = processes()

    assert [word for word in found["site"].command if ":8000" in word] == ["127.0.0.1:8000", "[::1]:8000"]
    assert [word for word in found["exchange"].command if ":8002" in word] == ["127.0.0.1:8002"]


def test_hub_waits_for_its_proxy() -> None:
    assert processes()["hub"].after == ("proxy",)


def test_announcement_names_addresses_and_demo_people_only_in_a_demo() -> None:
    plain = announcement(["site", "hub"], [], ENVIRON)
    demo = announcement(["site", "hub"], [], ENVIRON | {"HOCAI_DEMO": "1"})

    assert "http://localhost:8000" in plain
    assert "http://127.0.0.1:8001" in plain
    assert DEMO_PASSWORD not in plain
    assert DEMO_PASSWORD in demo
    assert "giaovien@hoc.example" in demo


def test_announcement_says_what_is_missing_and_why_labs_are_closed() -> None:
    text = announcement(["site"], ["worker"], ENVIRON, "hãy cài bubblewrap")

    assert "còn thiếu: worker" in text
    assert "chưa mở: hãy cài bubblewrap" in text
    assert "8001" not in text
