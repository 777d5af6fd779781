"""What can go wrong with labs: one base with a code, one plain sentence per code that says what to do."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from typing import TYPE_CHECKING, ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from notebooks.problems import Problem

UPLOAD_SENTENCES: dict[str, Promise] = {
    "no_notebook": _("There is no notebook here. Choose an .ipynb file, or a .zip file with your notebooks."),
    "empty_file": _("“%(name)s” is empty. Save it in JupyterLab and choose it again."),
    "not_a_notebook": _("“%(name)s” is not a Jupyter notebook. Open it in JupyterLab, save it, and choose it again."),
    "old_notebook": _("“%(name)s” is in an old notebook format. Open it in JupyterLab, save it, and choose it again."),
    "bad_text": _("“%(name)s” holds text that is not valid UTF-8. Open it in JupyterLab, save it, and choose it again."),
    "bad_character": _("Cell %(cell)s of “%(name)s” holds a character that cannot be stored. Delete it and save again."),
    "too_deep": _("“%(name)s” is nested too deeply to be a notebook. Open it in JupyterLab and save it again."),
    "too_complex": _("“%(name)s” is too complex. Clear its outputs in JupyterLab, save it, and choose it again."),
    "too_many_cells": _("“%(name)s” has more than %(limit)s cells. Delete the cells that you do not need."),
    "cell_too_long": _("Cell %(cell)s of “%(name)s” is too long. Shorten it and save again."),
    "too_many_files": _("There are more than %(limit)s files. Send only the notebooks and the data that they need."),
    "file_too_big": _("“%(name)s” is larger than %(limit)s MB. Clear its outputs or make it smaller, then choose it again."),
    "too_big": _("Together the files are larger than %(limit)s MB. Clear the outputs or leave out large files."),
    "bad_zip": _("The .zip file is damaged or protected. Make it again without a password, then choose it again."),
    "zip_bomb": _("“%(name)s” unpacks to far more than the .zip file holds. Make the .zip file again from your files."),
    "not_a_file": _("“%(name)s” is a link or a device. Send ordinary files only."),
    "bad_path": _("The file name “%(name)s” cannot be used. Give the file a plain name without folders above it."),
    "same_name": _("Two files have the name “%(name)s”. Rename one of them and send them again."),
    "other_lab": _("This notebook belongs to another lab. Open this lab, do your work in its notebook, and submit that one."),
    "missing": _("“%(name)s” was not found. Check the path."),
}

SANDBOX_SENTENCES: dict[str, Promise] = {
    "no_lab_environment": _("The lab environment is not installed, so nothing was run. Run “make run” once and try again."),
    "self_test_failed": _("The sandbox does not work on this machine, so nothing was run. %(advice)s"),
    "run_failed": _("The run could not be carried out; the work is kept and will be tried again. %(detail)s"),
}


def plain_name(name: object) -> str:
    """A stranger's file name as it may stand in a sentence: one line, no control characters, at most 80 characters."""
    shown = "".join(c if unicodedata.category(c)[0] != "C" else "\N{REPLACEMENT CHARACTER}" for c in str(name))
    return shown if len(shown) <= 80 else shown[:79] + "…"


class NotebooksError(Exception):
    """Base of the room: `code` for programs, `str()` for people."""

    sentences: ClassVar[dict[str, Promise]] = {}

    def __init__(self, code: str, **details: object) -> None:
        super().__init__(code)
        self.code = code
        self.details = details

    def __str__(self) -> str:
        return str(self.sentences[self.code]) % {key: plain_name(value) for key, value in self.details.items()}


class BadUpload(NotebooksError):
    """Files that we do not take, found before anything is stored."""

    sentences = UPLOAD_SENTENCES


class BadRelease(NotebooksError):
    """A teacher's source that cannot be released; `problems` name the cell and the reason."""

    sentences: ClassVar[dict[str, Promise]] = {
        "bad_source": _("The lab cannot be released yet. Correct the cells that are listed and upload it again."),
    }

    def __init__(self, problems: Iterable[Problem]) -> None:
        super().__init__("bad_source")
        self.problems = tuple(problems)


class SandboxUnavailable(NotebooksError):
    """Nothing was graded and nothing is lost: a state to retry, never a score of 0."""

    sentences = SANDBOX_SENTENCES


class LabError(NotebooksError):
    """An action on a lab, a submission or a score that is refused."""

    sentences: ClassVar[dict[str, Promise]] = {
        "not_released": _("This lab has not been released yet. Ask your teacher when it opens."),
        "unknown_version": _("The version of the lab you worked on is not known. Open the lab again from its page, then submit."),
        "not_passed": _("This version has not passed the check, so it cannot be released. Correct what is listed and upload it again."),
        "not_manual": _("This answer is graded by the machine."),
        "score_out_of_range": _("The score must lie between 0 and the full score of the question."),
        "still_grading": _("This submission is still being graded. Wait for the result, then try again."),
        "check_running": _("A check of this lab is still running. Its result appears in a moment; then you can check again."),
        "check_limit": _(
            "You have used your %(limit)s checks of this hour. The next one is possible at %(time)s; you can submit at any time."
        ),
        "retry_used": _("This submission was already tried once more. Tell your teacher; nothing is lost."),
        "not_failed": _("Only a grading that did not succeed can be tried again."),
    }
