"""Sentences about year plans, copies of classes, papers: {code: sentence}."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SENTENCES: dict[str, str | Promise] = {
    "edited_meanwhile": _("Somebody else saved this in the meantime. Look at both, then save again."),
    "programme_ended": _("The programme “%(title)s” has no version in force today; create the class anew with another programme."),
    "nothing_to_copy": _("This class has no session to copy; create a new class and plan its sessions."),
    "day_before_opening": _(
        "Session %(n)s would be on %(day)s, before the opening day %(opening)s; move it or choose another opening day."
    ),
    "plan_twice": _("There is already a plan “%(title)s” of this agency for %(year)s; give this one another name or change that one."),
    "plan_not_draft": _("The plan is “%(state)s”; only a draft can be changed. Take it back first."),
    "plan_empty": _("The plan has no class yet; add at least one before submitting it."),
    "plan_without_approver": _("Choose at least one agency that approves the plan before submitting it."),
    "plan_not_submitted": _("The plan is “%(state)s”, so it cannot be approved or returned now."),
    "plan_not_approver": _("“%(agency)s” does not approve this plan."),
    "plan_not_officer_there": _("Only an officer of “%(agency)s” may answer in its name."),
    "plan_note_missing": _("Write what has to be changed before returning the plan."),
    "plan_not_approved": _("A class is opened from an approved plan; this one is “%(state)s”."),
    "line_opened": _("The class of this line has already been opened: %(code)s."),
    "no_plan_last_year": _("There is no plan to copy from."),
    "paper_removed": _("This paper has already been removed."),
}
