"""Sentences about the desk, walk-ins, paper sheets: {code: sentence}."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SENTENCES: dict[str, str | Promise] = {
    "desk_conflict": _("%(name)s is already in the book: %(mark)s. Decide whether the person is really here."),
    "desk_undo_late": _("Ten minutes have passed, so the mark of %(name)s can no longer be taken back here; correct it in the roll call."),
    "desk_undo_other": _("The mark of %(name)s was made by somebody else; correct it in the roll call."),
    "desk_claim_decided": _("The mark of %(name)s that came late has already been refused; mark the person in the roll call."),
    "desk_not_here": _("%(name)s belongs to another venue; call the class manager."),
    "left_the_class": _("%(name)s has left the class."),
    "walk_in_similar": _("Somebody of this name is already known; choose the person or say that this is somebody else."),
    "walk_in_unknown_choice": _("This choice no longer fits; look at the list again."),
    "walk_in_settled": _("%(name)s has already been answered for."),
    "papers_full": _("A session keeps at most %(limit)s sheets; remove one that is not needed."),
}
