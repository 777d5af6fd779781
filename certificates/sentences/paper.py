"""Sentences of what can go wrong: blanks, printing, handing over."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SENTENCES: dict[str, str | Promise] = {
    # blanks as they come from the printing house
    "blank_range_backwards": _("The last number lies before the first one; check both numbers on the package."),
    "blank_range_too_long": _("These would be %(n)s blanks at once; enter at most %(most)s, package by package."),
    "blank_digits_too_few": _("The number %(number)s does not fit into %(digits)s digits; enter how many digits stand on the blank."),
    "blank_number_exists": _(
        "Blank number %(text)s has already been entered on %(day)s; %(n)s numbers of this range are there already. Check the range on the package."
    ),
    "blank_received_in_future": _("The day %(day)s is still to come; enter the day on which the blanks arrived."),
    "blank_range_in_use": _("%(n)s blanks of this package are used or spoiled already, so it can no longer be taken out."),
    "blank_reason_missing": _("Write why the blank is spoiled, for example: paper jam, smudged ink."),
    "blank_already_spoiled": _("Blank %(text)s is already noted as spoiled."),
    "blank_was_printed": _("The document on blank %(text)s stands no longer, so the blank stays spoiled."),
    "blank_not_spoiled": _("Blank %(text)s is not noted as spoiled."),
    "blank_handed_over": _("The paper with blank number %(text)s has been handed over; its number can no longer be changed here."),
    # matching with what is printed
    "blank_unknown": _("There is no blank with the number “%(typed)s” for this issuer and kind of document; look at the stock of blanks."),
    "blank_several": _("The number “%(typed)s” is on several packages; type it with its letters, for example %(example)s."),
    "blank_not_free": _("Blank %(text)s is not free (%(state)s); begin with a free one."),
    "blanks_not_enough": _("From blank %(first)s on only %(n)s are free, %(needed)s are needed; enter another package first."),
    "blanks_changed": _("Somebody else has used blanks meanwhile; look at the list again before you confirm it."),
    "blanks_not_used": _("This kind of document is not printed on numbered blanks."),
    "run_fully_matched": _("Every sheet of this print run has its blank already."),
    "run_not_matched": _("No sheet of this print run has a blank yet."),
    "run_has_blanks": _("Sheets of this print run have blanks; take the matching back first."),
    "run_handed_over": _(
        "%(n)s papers of this print run have been handed over, so the matching of the whole run can no longer be changed."
    ),
    "line_without_blank": _("This sheet has no blank yet; match the run with the blanks first."),
    "line_not_current": _("This sheet was printed again in a later run; go to that run."),
    "shift_over_handed_over": _("A later sheet of this run has been handed over, so the following numbers cannot move."),
    # printing
    "nothing_to_print": _("There is nothing to print for this choice."),
    "shift_too_far": _("A shift of more than %(most)s mm would push the text off the sheet; check the numbers."),
    # handing over
    "hand_over_nobody": _("Nobody was chosen; tick the people who received their papers."),
    "hand_over_day_missing": _("Enter the day on which the papers were received."),
    "hand_over_in_future": _("The day %(day)s is still to come; enter the day on which the paper was received."),
    "hand_over_before_issue": _("The paper of %(name)s is dated %(issued)s; it cannot have been received on %(day)s."),
    "hand_over_not_valid": _("The document of %(name)s is “%(state)s”; only a valid one can be handed over."),
    "hand_over_not_paper": _("The original of %(name)s is the signed PDF; there is no paper to hand over."),
    "hand_over_done": _("The paper of %(name)s was already handed over on %(day)s to %(receiver)s."),
    "receiver_missing": _("Enter the full name of the person who takes the paper."),
    "authority_missing": _("Enter the number and date of the letter of authority, or add its scan."),
    "receiver_is_holder": _("The holder took the paper in person; there is no other name to correct."),
    "correction_too_late": _("The receiver's name can be corrected only on the day on which it was entered (%(day)s)."),
    # reminders and exports
    "nobody_to_remind": _("Nobody of this class still has to fetch a paper."),
    "nobody_has_address": _("Nobody who still has to fetch a paper can be reached by %(channel)s; copy the text instead."),
    "channel_not_set_up": _("%(channel)s is not set up on this site; copy the text instead."),
    "records_empty": _("There is no certificate for this choice."),
    "period_backwards": _("The last day of the period lies before the first one."),
}
