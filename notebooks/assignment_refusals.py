"""What the rules of a lab in a run do not allow: one sentence per code that says what to do."""

from typing import ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from notebooks.exceptions import LabError


class AssignmentRefused(LabError):
    """Work that is not taken in, rules that cannot be set, groups that cannot be made."""

    sentences: ClassVar[dict[str, Promise]] = {
        # Handing in under the rules of a run.
        "not_open_yet": _("This lab opens at %(time)s. Come back then; what you do in the lab until then is kept."),
        "closed": _("Submissions were taken until %(time)s. Your work stays in the lab; ask your teacher for more time."),
        "no_attempts_left": _("You have used all %(count)s submissions of this lab. Ask your teacher if you need one more."),
        "member_has_no_attempts_left": _(
            "Somebody in your group has used all %(count)s submissions. Leave the group to submit alone, or ask your teacher."
        ),
        # Setting the rules.
        "reason_missing": _("Say in a few words why: the reason stays with the change."),
        "no_due_date": _("Set a due date for everybody first; then one learner can get more time."),
        "extension_too_early": _("The new time must not lie before the due date of the class (%(time)s)."),
        "not_in_run": _("This person does not learn in this class. Choose somebody from the list."),
        "groups_are_larger": _("There are groups of more than %(limit)s. Take somebody out of them first."),
        # Groups.
        "no_groups": _("In this lab everybody hands in alone."),
        "group_too_large": _("At most %(limit)s learners may hand in together. Take somebody out first."),
        "group_too_small": _("Choose at least one more person."),
        "in_another_group": _("%(name)s is in a group already."),
        "group_is_gone": _("The group was dissolved in the meantime. Open the page again and make a new one."),
        # Versions.
        "other_version": _("Choose a released version of this lab."),
        "nothing_to_grade": _("Nothing to do: everybody's newest submission is graded this way already, or will be in a moment."),
    }
