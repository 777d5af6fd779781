from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NotebooksConfig(AppConfig):
    name = "notebooks"
    label = "notebooks"
    verbose_name = _("Labs")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from courses import lab_directory
        from courses.loader.resources import register_checker, register_handler
        from notebooks.curriculum import load_lab
        from notebooks.directory import Labs

        lab_directory.register(Labs())
        register_handler("lab.yaml", load_lab)
        register_checker("lab.yaml", check_lab)


def check_lab(resource: Any) -> list[str]:
    """Loaded when asked: the site's processes carry no nbgrader."""
    from notebooks import curriculum_check, sandbox
    from notebooks.exceptions import SandboxUnavailable

    try:
        # A folder of courses means a hundred runs: this process keeps a warm sandbox, which ends with it.
        sandbox.keep_warm()
        return curriculum_check.check_lab(resource)
    except SandboxUnavailable as error:
        return [str(error)]
