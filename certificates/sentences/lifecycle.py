"""Sentences of what can go wrong: the life of a document after its issue."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SENTENCES: dict[str, str | Promise] = {
    # what the dated tables say
    "ground_not_in_force": _("On %(day)s none of the grounds known here was in force; check the date of the decision."),
    "answer_rule_missing": _("For a request received on %(day)s no period for the answer is known here; check the date."),
    # revoking
    "nothing_chosen": _("Choose at least one certificate."),
    "revocation_number_missing": _("Enter the number of the decision, for example 77/QĐ-HVCB."),
    "revocation_in_future": _("The decision date %(day)s is still to come; enter the day on which the decision was signed."),
    "revocation_before_issue": _(
        "The decision date %(day)s lies before certificate no. %(number)s was issued on %(issued)s; check the date."
    ),
    "decider_not_competent": _("%(decider)s cannot decide about this certificate. %(reason)s"),
    "certificate_revoked": _(
        "Certificate no. %(number)s was revoked before, by decision %(decision)s of %(day)s; a revocation is not changed any more."
    ),
    "certificate_replaced": _("Certificate no. %(number)s is no longer valid: no. %(newer)s has taken its place. Open that one."),
    "certificate_not_final": _("Certificate no. %(number)s is “%(state)s” and not given out yet, so this cannot be done with it."),
    # an issuer that exists no more
    "issuer_gone": _(
        "%(issuer)s ended on %(day)s and no training institution is recorded that took over, so nobody can issue in its place. Ask the administrator to record the successor."
    ),
    "issuer_not_successor": _("%(issuer)s cannot issue in place of this document; choose one from the list."),
    # another document in place of one
    "correction_unknown_field": _("This field cannot be corrected by a reissue: %(field)s."),
    "correction_empty": _("Nothing was changed: write in at least one field what is right."),
    "correction_missing": _("“%(field)s” cannot be empty on a certificate."),
    "correction_too_long": _("“%(field)s” is longer than %(limit)s characters; shorten it."),
    "correction_born": _("“%(typed)s” is no date of birth; write day/month/year, for example 05/02/1990, or the year alone."),
    "correction_honorific": _("The form of address is Ông, Bà or Ông/Bà."),
    "clock_behind": _(
        "Today, %(today)s, lies before the issue date %(issued)s of certificate no. %(number)s. Check the clock of the server first."
    ),
    "successor_form_missing": _("No form of the kind “%(kind)s” is in force on %(day)s; ask the administrator to enter one."),
    "successor_signer_missing": _(
        "Nobody is recorded who signs for %(issuer)s on %(day)s; enter the signer and the document that gives the authority."
    ),
    "own_certificate": _("This is your own certificate: another registrar has to decide about it."),
    "renewal_reason_missing": _("Write why a new document is issued, for example the decision that set the revocation aside."),
    "certificate_not_ended": _("Certificate no. %(number)s is “%(state)s”: only after a revocation a new one is issued in this way."),
    # issuing to a class passes over whoever a decision has ended
    "document_ended": _(
        "Document no. %(number)s of this person was revoked or annulled; a new one is issued on the page of that document, with the reason."
    ),
    # requests
    "request_text_missing": _("Write in a sentence what is wrong or what happened."),
    "request_in_future": _("The day %(day)s is still to come; enter the day on which the request was received."),
    "request_before_issue": _("The day %(day)s lies before the certificate was issued on %(issued)s; check the date."),
    "request_waits": _("A request about this certificate is waiting for its answer since %(day)s; wait for it or take it back."),
    "request_decided": _("This request has been answered already: %(state)s."),
    "answer_missing": _("Write an answer: it is what the holder reads."),
}
