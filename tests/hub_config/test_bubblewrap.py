"""The second sandbox: its command line, and the self-test in it as whoever runs these tests."""

import json
import os
import shutil

import pytest
from hocai_lab import policy, selftest
from hocai_lab.backends import bubblewrap

from tests.hub_config.conftest import in_lab

RULES = policy.grading_run(folder="/tmp/x", memory_mb=512, processes=8, disk_mb=10)


def test_arguments_share_nothing_and_leave_no_place_in_memory_to_fill() -> None:
    line = bubblewrap.arguments(RULES)

    assert {"--unshare-all", "--die-with-parent", "--new-session", "--clearenv"} <= set(line)
    assert line[line.index("--remount-ro") + 1] == "/"
    assert "--remount-ro" not in line[: line.index("/tmp/x")]
    assert not {"--dev", "--tmpfs", "--proc", "--share-net"} & set(line)


def test_start_refuses_a_policy_with_ports() -> None:
    server = policy.student_server(home="/tmp/x", port=40_000, connect=(8081,), environment={})

    with pytest.raises(ValueError, match="ports"):
        bubblewrap.Bubblewrap().start(server, ["true"], piped=False)


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("bwrap") is None, reason="bubblewrap is not installed")
def test_selftest_in_bubblewrap_grades_for_an_ordinary_user_and_opens_no_lab() -> None:
    done = in_lab("-m", "hocai_lab.selftest", "--json", env={**os.environ, "HOCAI_SANDBOX_BACKEND": "bubblewrap"})

    report = json.loads(done.stdout)
    failed = {check["name"] for check in report["checks"] if not check["ok"]}
    as_root = os.geteuid() == 0
    assert (report["backend"], report["ok"], report["labs"]) == ("bubblewrap", not as_root, False)
    assert failed == ({"process limit"} if as_root else set())
    assert report["advice"] == (selftest.ADVICE_ROOT if as_root else selftest.ADVICE_BUBBLEWRAP)
