"""One warm sandbox for all runs, as a worker has; its end leaves no process and no folder."""

import os
import tempfile
from pathlib import Path

import pytest

from notebooks import sandbox


@pytest.fixture(scope="session")
def cooled():
    """What was kept warm ends with the tests."""
    yield
    sandbox.cool_down()


@pytest.fixture
def warm(cooled):
    sandbox.keep_warm()


def pytest_collection_modifyitems(items):
    """Whatever needs the warm sandbox is slow."""
    for item in items:
        if "cooled" in getattr(item, "fixturenames", ()) and "attacks" in str(item.path):
            item.add_marker("slow")


@pytest.fixture
def job_folders(tmp_path, monkeypatch):
    """Where this process puts its job folders."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


@pytest.fixture
def running():
    """Command lines of every process of this machine."""

    def commands():
        found = []
        for pid in filter(str.isdigit, os.listdir("/proc")):
            try:
                found.append(Path("/proc", pid, "cmdline").read_bytes())
            except OSError:
                continue
        return found

    return commands
