from django.apps import AppConfig


class LmsConfig(AppConfig):
    """The composition root: templates, commands and catalogues that belong to no room."""

    name = "lms"
    label = "lms"

    def ready(self) -> None:
        # So that `shared_task` finds the broker in every process of the site.
        from lms import celery

        assert celery.app
