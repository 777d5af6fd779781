"""The layer between a cell and its tests where the kernel is too old for the sandbox library; tried in a process of its own."""

import json
from pathlib import Path

from hocai_lab import landlock

from tests.hub_config.conftest import in_lab

TRIAL = """
import json, os, sys
from hocai_lab import landlock, policy
inside, outside = sys.argv[1:]
landlock.confine(readable=(*policy.system_readable(), "/nonexistent"), writable=(inside, "/dev/null"))
def tried(action):
    try:
        action()
    except OSError as error:
        return type(error).__name__
    return "done"
print(json.dumps({
    "write inside": tried(lambda: open(inside + "/x", "w").write("1")),
    "read inside": tried(lambda: open(inside + "/x").read()),
    "null": tried(lambda: open("/dev/null", "w").write("1")),
    "read outside": tried(lambda: open(outside + "/tests").read()),
    "list outside": tried(lambda: os.listdir(outside)),
    "write outside": tried(lambda: open(outside + "/result", "w")),
    "move outside": tried(lambda: os.rename(inside + "/x", outside + "/x")),
    "shorten outside": tried(lambda: os.truncate(outside + "/tests", 0)),
}))
"""


def test_confine_leaves_the_named_paths_alone(tmp_path: Path) -> None:
    inside, outside = tmp_path / "inside", tmp_path / "outside"
    inside.mkdir()
    outside.mkdir()
    (outside / "tests").write_text("hidden")

    done = in_lab("-c", TRIAL, str(inside), str(outside))

    assert json.loads(done.stdout) == {
        "write inside": "done",
        "read inside": "done",
        "null": "done",
        "read outside": "PermissionError",
        "list outside": "PermissionError",
        "write outside": "PermissionError",
        "move outside": "PermissionError",
        "shorten outside": "PermissionError",
    }
    assert (outside / "tests").read_text() == "hidden"


def test_version_is_known_here() -> None:
    assert landlock.version() >= 1
