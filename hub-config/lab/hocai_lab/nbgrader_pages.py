"""nbgrader's own routes in a student's server, loaded when the first of them is asked for: few people open them, everybody waits for a start."""

from importlib import import_module
from typing import Any

from jupyter_server.base.handlers import JupyterHandler
from jupyter_server.serverapp import ServerApp
from tornado.httputil import HTTPServerRequest
from tornado.routing import Matcher, Rule

from hocai_lab import lean

EXTENSIONS = ("nbgrader.server_extensions.assignment_list", "nbgrader.server_extensions.validate_assignment")
ROUTES = ("assignments", "courses", "nbgrader_version")


class FirstUse(Matcher):
    """Matches nothing; when it sees one of nbgrader's addresses, it adds nbgrader's routes behind itself, where the search goes on."""

    def __init__(self, app: ServerApp) -> None:
        self.app = app
        self.loaded = False

    def match(self, request: HTTPServerRequest) -> dict[str, Any] | None:
        below = (request.path or "").removeprefix(self.app.web_app.settings["base_url"])
        if not self.loaded and below.split("/")[0] in ROUTES:
            self.loaded = True
            load(self.app)
        return None


def load(app: ServerApp) -> None:
    """What the server would have done at its start."""
    lean.real_imports()
    for name in EXTENSIONS:
        import_module(name).load_jupyter_server_extension(app)


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    return [{"module": "hocai_lab.nbgrader_pages"}]


def _load_jupyter_server_extension(app: ServerApp) -> None:
    """Called by Jupyter Server when the extension is enabled."""
    app.web_app.add_handlers(".*$", [Rule(FirstUse(app), JupyterHandler)])
