"""A learner's server as it really starts: lean, in its sandbox, with everything that people need still there."""

import json
import subprocess

import pytest

from tests.hub.conftest import outcome
from tests.hub.real import LAB

pytestmark = pytest.mark.slow


def test_a_server_starts_lean_and_still_does_everything(open_server):
    server = open_server("u1")

    status, page = server.get("lab")
    assert status == 200
    assert "jupyter-config-data" in page
    assert outcome(server.cell("print(6 * 7)")) == {"status": "ok", "text": "42\n"}
    # nbgrader's own pages are loaded when the first of them is asked for, with its real libraries.
    status, answer = server.get("nbgrader_version?version=0")
    assert (status, json.loads(answer)["success"]) == (200, False)
    status, answer = server.get("courses")
    assert (status, json.loads(answer)["success"]) == (200, False)  # nobody listens where the exchange would be
    assert server.get("api/terminals")[0] == 404
    assert server.get("formgrader")[0] == 404


def test_a_stranger_may_not_enter(open_server):
    server = open_server("u1")
    stranger = open_server("u2")

    assert type(server)(server.hub, "u1", stranger.token).get("lab")[0] in (401, 403)
    assert type(server)(server.hub, "u1", "").get("api/contents")[0] in (401, 403)


def test_a_start_imports_nothing_that_it_does_not_use():
    scene = (
        "import sys; from hocai_lab import lean; lean.lean_imports(); lean.without_yarn()\n"
        "import jupyterhub.singleuser.extension, jupyterlab.labapp, hocai_lab.extension, hocai_lab.nbgrader_pages\n"
        "print(sorted({name.split('.')[0] for name in sys.modules} & {'alembic', 'nbgrader', 'nbconvert', 'bs4', 'mako', 'arrow', 'debugpy'}))\n"
        "print(len(sys.modules) < 1200)\n"
        "lean.real_imports(); import sqlalchemy.orm; print(sqlalchemy.__file__ is not None)"
    )
    done = subprocess.run([str(LAB / "python"), "-I", "-c", scene], capture_output=True, text=True, check=True)

    assert done.stdout.split("\n")[:3] == ["[]", "True", "True"]
