"""A student's server without the imports it never uses: they were four fifths of every start, and a class starts 45 servers together.

Names that a module only mentions are replaced by empty stand-ins, for the time of the start or for good. nbgrader's own pages need the
real things: `real_imports` brings them back when somebody opens one (hocai_lab.nbgrader_pages).
"""

import gc
import sys
from collections.abc import Callable
from types import ModuleType
from typing import Any

# Checks of formats that no schema of a Jupyter server asks for; jsonschema does without them.
UNUSED_FORMATS = ("rfc3987_syntax", "rfc3987", "isoduration", "webcolors", "fqdn", "uri_template", "rfc3339_validator", "jsonpointer")


class DatabaseError(Exception):
    """Stands in for the hub's database error, which cannot happen in a student's server."""


class Nothing:
    """Stands in for a class that is only named."""


def no_measure(_handler: Any) -> None:
    """Stands in for the hub's counting of requests: nobody reads the counters of a student's server."""


def package(name: str, **contents: Any) -> ModuleType:
    made = ModuleType(name)
    made.__path__ = []
    vars(made).update(contents)
    return made


# The hub's tables and pages and what they need, named by the part of it that runs in a student's server; the extension manager that asks
# pip for its settings on import; the older kind of single-user server.
STAND_INS: dict[str, Callable[[], ModuleType]] = {
    "sqlalchemy": lambda: package("sqlalchemy"),
    "sqlalchemy.exc": lambda: package("sqlalchemy.exc", SQLAlchemyError=DatabaseError),
    "jupyterhub.orm": lambda: package("jupyterhub.orm"),
    "jupyterhub.roles": lambda: package("jupyterhub.roles"),
    "jupyterhub.metrics": lambda: package("jupyterhub.metrics", prometheus_log_method=no_measure),
    "jupyterhub.handlers": lambda: package("jupyterhub.handlers"),
    "jupyterhub.handlers.pages": lambda: package("jupyterhub.handlers.pages", HealthCheckHandler=Nothing),
    "jupyterhub.singleuser.mixins": lambda: package(
        "jupyterhub.singleuser.mixins", HubAuthenticatedHandler=Nothing, make_singleuser_app=None
    ),
    "jupyterlab.extensions.pypi": lambda: package("jupyterlab.extensions.pypi", PyPIExtensionManager=Nothing),
}


def lean_imports() -> None:
    """Put the stand-ins in place, and let nothing be searched for garbage while everything is being made."""
    gc.disable()
    for name in UNUSED_FORMATS:
        sys.modules[name] = None  # type: ignore[assignment]
    for name, stand_in in STAND_INS.items():
        sys.modules[name] = stand_in()


def without_yarn() -> None:
    """JupyterLab asks Node for Yarn's settings at every start, to build what nobody builds here."""
    from jupyterlab import commands

    commands._yarn_config = lambda _logger=None: {"yarn config": {}, "npm config": {}}


def started() -> None:
    """What is there now stays: look for garbage from now on, and only in what comes."""
    gc.freeze()
    gc.enable()


def real_imports() -> None:
    """From now on imports find the real database library; the server's own modules keep what they have."""
    for name in ("sqlalchemy", "sqlalchemy.exc"):
        if isinstance(sys.modules.get(name), ModuleType) and not hasattr(sys.modules[name], "__file__"):
            del sys.modules[name]
