"""nbgrader's own applications through our exchange classes, in the lab environment, against a tiny real site."""

import json
from pathlib import Path

import pytest

from tests.hub_config.conftest import PROJECT, TinyExchange, in_lab

SCENE = """
import json, sys
sys.modules["rfc3987_syntax"] = None  # its import costs more than a second
from traitlets.config.loader import PyFileConfigLoader
from nbgrader.coursedir import CourseDirectory
from nbgrader.exchange import ExchangeFactory, ExchangeError
config = PyFileConfigLoader(sys.argv[1]).load_config()
course = CourseDirectory(course_id="AI-01", assignment_id="lam-quen", config=config)
factory = ExchangeFactory(config=config)
def do(make, **more):
    try: return make(coursedir=course, authenticator=None, config=config, **more).start()
    except ExchangeError as error: return "refused: " + str(error)
answers = {"home": factory.List(config=config).assignment_dir, "released": do(factory.List)}
answers["fetch"] = do(factory.FetchAssignment)
answers["fetched"] = do(factory.List)
answers["submit"] = do(factory.Submit)
answers["cached"] = do(factory.List, cached=True)
answers["feedback"] = do(factory.FetchFeedback)
answers["again"] = do(factory.List, cached=True)
for name in ("ReleaseAssignment", "ReleaseFeedback", "Collect"):
    answers[name] = do(getattr(factory, name))
print(json.dumps(answers))
"""


@pytest.mark.slow
def test_every_step_of_a_student_works_and_the_teachers_steps_point_to_the_site(exchange: TinyExchange, tmp_path: Path) -> None:
    config = PROJECT / "hub-config" / "nbgrader_config.py"
    environment = {"HOME": str(tmp_path), "HOCAI_EXCHANGE_URL": exchange.url, "JUPYTERHUB_API_TOKEN": "t", "PATH": "/usr/bin:/bin"}

    done = in_lab("-W", "ignore", "-c", SCENE, str(config), env=environment)

    answers = json.loads(done.stdout)
    folder = tmp_path / "AI-01" / "lam-quen"
    notebook = {"notebook_id": "bai", "path": str(folder / "bai.ipynb")}
    entry = {"course_id": "AI-01", "assignment_id": "lam-quen", "path": str(folder), "notebooks": [notebook]}
    assert answers["home"] == str(tmp_path)
    assert answers["released"] == [{**entry, "status": "released"}]
    assert answers["fetched"] == [{**entry, "status": "fetched"}]
    assert (folder / "bai.ipynb").exists()
    submitted = answers["cached"][0]["submissions"][0]
    assert submitted["timestamp"] == "2026-11-22 08:00:05"
    assert (submitted["has_exchange_feedback"], submitted["has_local_feedback"]) == (True, False)
    page = (folder / "feedback" / "2026-11-22 08:00:05" / "ket-qua.html").read_text()
    assert "&lt;b&gt;Câu 1&lt;/b&gt;" in page
    assert "2/3" in page
    assert answers["again"][0]["submissions"][0]["has_local_feedback"] is True
    assert all(
        answers[name].startswith("refused: Hãy làm việc này trên trang") for name in ("ReleaseAssignment", "ReleaseFeedback", "Collect")
    )


# Each of its steps tries some seconds long: one is enough to see.
FETCH = SCENE[: SCENE.index("answers = {")] + 'print(json.dumps({"fetch": do(factory.FetchAssignment)}))'


@pytest.mark.slow
def test_a_silent_site_is_one_sentence(tmp_path: Path) -> None:
    environment = {"HOME": str(tmp_path), "HOCAI_EXCHANGE_URL": "http://127.0.0.1:1", "PATH": "/usr/bin:/bin"}

    done = in_lab("-W", "ignore", "-c", FETCH, str(PROJECT / "hub-config" / "nbgrader_config.py"), env=environment)

    assert json.loads(done.stdout)["fetch"].startswith("refused: Chưa liên lạc được với trang Học AI.")
