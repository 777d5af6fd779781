"""Sentences of what can go wrong: the decision and issuing."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SENTENCES: dict[str, str | Promise] = {
    # entering the recognition decision
    "class_not_assessing": _(
        "The class is “%(state)s”: the recognition decision can be entered once the results are being settled or the class is closed."
    ),
    "decision_number_missing": _("Enter the number of the recognition decision, for example 123/QĐ-HVCB."),
    "decision_date_missing": _("Enter the date of the recognition decision."),
    "decision_in_future": _("The decision date %(day)s is still to come; enter the day on which the decision was signed."),
    "decision_before_opening": _("The decision date %(day)s lies before the class opened on %(opening)s; check the date."),
    "decision_entered": _("Decision %(number)s of %(day)s has already been entered for this class; correct it there if it is wrong."),
    "decision_in_use": _("Certificates have already been issued after decision %(number)s, so it can no longer be corrected."),
    "roster_empty": _("Nobody is on the roster of this class, so there are no results to recognise."),
    # issuing to a class
    "class_not_closed": _("The class is “%(state)s”: certificates bear the closing day and are issued after the class was closed."),
    "decision_missing": _("Enter the recognition decision first: certificates are issued to those whom it recognises."),
    "decision_changed": _("The recognition decision was corrected a moment ago; look at the list again before issuing."),
    "issuer_not_institution": _(
        "%(issuer)s is no training institution, so no certificate can be issued in its name; choose the academy or school that was assigned the programme."
    ),
    "issuer_not_authorised": _(
        "%(issuer)s has no assignment for this programme and kind of document that was valid on %(day)s; enter the assigning document first."
    ),
    "document_class_not_in_force": _("The form “%(title)s” was not in force on %(day)s; choose another one."),
    # issuing to a person
    "no_class": _("This person learns outside a class, so there is no class certificate to issue."),
    "left_class": _("This person has left the class."),
    "not_in_decision": _("This person came onto the roster after the recognition decision and is not in it."),
    "conditions_unmet": _("Not every condition for the certificate is met."),
    "other_document_issued": _("Another document, number %(number)s, was already issued to this person for this class."),
    "text_unprintable": _("These characters cannot be printed on a certificate: %(characters)s. Correct the name or the text first."),
    # making the file
    "not_final": _("Number %(number)s is no issued document, so it has no file."),
    "file_not_drawn": _(
        "The file of %(number)s could not be drawn: its form has an error. Have the form corrected, then press “Try again”."
    ),
    "file_not_signed": _("The file of %(number)s could not be signed: the key of the issuer does not answer. It is tried again by itself."),
    "file_not_kept": _("The file of %(number)s could not be stored: the disk is full or cannot be written. It is tried again by itself."),
    "signed_file_lost": _(
        "The signed file of %(number)s is no longer on the disk; restore it from the backup, for it cannot be made again here."
    ),
    # preparing, before the class is closed
    "class_not_assessing_yet": _("The class is “%(state)s”: documents can be prepared once its results are being settled."),
    "closing_day_missing": _("Enter the closing day of the class first: the documents bear it."),
    "closing_day_to_come": _(
        "The closing day %(day)s is still to come, for this machine believes that today is %(today)s: check the date and the clock, then issue."
    ),
    "clock_set_back": _(
        "The clock of this machine says %(now)s, but the register already has a line of %(last)s: have the clock set right, then issue again."
    ),
    "document_class_draft": _("The form “%(title)s” is still a draft; release it or choose another one."),
    "issuer_merged": _(
        "%(issuer)s was merged into %(successor)s and ended on %(ended)s, before the closing day: have %(successor)s entered as the issuer of this class."
    ),
    "issuer_ended": _("%(issuer)s ended on %(ended)s, before the closing day: have the issuer of this class corrected."),
    "signer_ended": _(
        "%(name)s could sign until %(ended)s only, and the closing day is %(day)s: enter who signs from then on, or a new paper for %(name)s."
    ),
    "signer_missing": _("Nobody is entered who signs for %(issuer)s on %(day)s: enter the signer first."),
    "prepared_outdated": _(
        "What was prepared under number %(number)s no longer agrees (%(what)s): prepare the documents again, then print this paper anew."
    ),
    "prepared_in_other_form": _(
        "Number %(number)s is prepared in another version of the form: it becomes valid by itself once the class is closed, or prepare it again."
    ),
    "other_document_prepared": _("Another kind of document, number %(number)s, is prepared for this person: void it first."),
    "void_reason_missing": _("Say why the number is not used: the reason stays in the register."),
    "void_issued": _("Number %(number)s is an issued document and cannot be voided; it can only be revoked by a decision."),
}
