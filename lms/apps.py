from django.apps import AppConfig


class LmsConfig(AppConfig):
    """The composition root: templates, commands and catalogues that belong to no room."""

    name = "lms"
    label = "lms"
