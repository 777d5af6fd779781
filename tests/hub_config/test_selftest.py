"""The self-test on this machine, and what it says where there is no sandbox."""

import json

import pytest
from hocai_lab import backends, selftest

from tests.hub_config.conftest import in_lab


@pytest.mark.slow
def test_selftest_passes_here_and_tries_every_limit() -> None:
    done = in_lab("-m", "hocai_lab.selftest", "--json")

    report = json.loads(done.stdout)
    assert [check for check in report["checks"] if not check["ok"]] == []
    assert (done.returncode, report["ok"], report["labs"], report["backend"]) == (0, True, True, "sandlock")
    tried = {check["name"] for check in report["checks"]}
    assert {
        "no network",
        "no foreign process",
        "no foreign file",
        "memory limit",
        "process limit",
        "disk limit",
        "time limit",
        "output limit",
        "port filter",
        "no privileges",
        "no other program's sockets",
        "tests and results apart",
        "memory of the whole run",
        "file size limit",
        "processor limit",
        "nothing left behind",
    } == tried - {"starts"}
    assert tried <= set(selftest.TITLES)


def test_choose_takes_only_the_one_that_is_wanted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(backends.WANTED, "podman")

    with pytest.raises(backends.NoSandbox, match="podman"):
        backends.choose()


@pytest.mark.parametrize(
    ("backend", "failed", "words"),
    [
        ("sandlock", None, "không cần làm gì"),
        ("bubblewrap", None, "6.12"),
        ("bubblewrap", selftest.AS_ROOT, "tài khoản thường"),
        ("sandlock", "x", "không đạt"),
    ],
)
def test_advice_says_what_to_do(backend: str, failed: str | None, words: str) -> None:
    found = {each.name: each for each in backends.all_backends()}[backend]
    checks = [selftest.Check("starts", True), *([selftest.Check("process limit", False, failed)] if failed else [])]

    assert words in selftest.advice_on(found, checks)


class Missing:
    name = "sandlock"
    filters_ports = True

    def missing(self) -> str:
        return "Landlock ABI 3, needs 6"


def test_examine_without_a_sandbox_fails_closed_with_advice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backends, "all_backends", lambda: [Missing()])

    report = selftest.examine()

    assert (report.ok, report.labs, report.backend) == (False, False, "none")
    assert "6.12" in report.advice
    assert "bubblewrap" in report.advice


def test_choose_takes_the_first_that_works(monkeypatch: pytest.MonkeyPatch) -> None:
    class Working(Missing):
        name = "second"

        def missing(self) -> None:  # type: ignore[override]
            return None

    monkeypatch.setattr(backends, "all_backends", lambda: [Missing(), Working()])

    assert backends.choose().name == "second"


def test_refused_needs_every_attempt_to_fail() -> None:
    assert selftest.refused("x", {"a": "PermissionError"}).ok
    assert not selftest.refused("x", {"a": "PermissionError", "b": "done"}).ok
    assert not selftest.refused("x", None).ok
