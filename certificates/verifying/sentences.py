"""An answer as one sentence."""

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from certificates.verifying.answers import Answer, Outcome, Version, Way
from lms.foundation.vietnamese import format_date

HEADLINES: dict[Outcome, str | Promise] = {
    Outcome.VALID: gettext_lazy("This certificate is valid"),
    Outcome.REPLACED: gettext_lazy("This certificate was replaced by another one"),
    Outcome.REVOKED: gettext_lazy("This certificate was revoked and is no longer valid"),
    Outcome.ANNULLED: gettext_lazy("This certificate was annulled and is not valid"),
    Outcome.ALTERED: gettext_lazy("This file was altered: it is not as the issuer gave it out"),
    Outcome.UNCONFIRMED: gettext_lazy("This certificate cannot be confirmed; ask the issuer"),
}
UNKNOWN: dict[Way, str | Promise] = {
    Way.CODE: gettext_lazy("No certificate has this code"),
    Way.NUMBER: gettext_lazy("No certificate fits what was entered"),
    Way.FILE: gettext_lazy("This file was not issued here"),
}
ADVICE_UNKNOWN: dict[Way, str | Promise] = {
    Way.CODE: gettext_lazy("Check the code letter by letter. If it is printed like this on a paper, ask the issuer named there."),
    Way.NUMBER: gettext_lazy(
        "Number, full name and birth date must all be as they are printed. For reasons of privacy, this page does not say which of them differs."
    ),
    Way.FILE: gettext_lazy(
        "It is none of the files given out here, and it bears no number of ours. A printed and scanned paper cannot be recognised: type the code beside its QR code instead."
    ),
}
UNCHANGED = gettext_lazy("This file is unchanged and the certificate is valid")


def headline(answer: Answer) -> str:
    """The answer, big."""
    if answer.outcome == Outcome.UNKNOWN:
        return str(UNKNOWN[answer.way])
    if answer.is_valid and answer.version == Version.CURRENT:
        return str(UNCHANGED)
    return str(HEADLINES[answer.outcome])


def advice(answer: Answer) -> str:
    """What it means, and what to do; empty where the facts below say it."""
    if answer.outcome == Outcome.UNKNOWN:
        return str(ADVICE_UNKNOWN[answer.way])
    if answer.outcome == Outcome.UNCONFIRMED:
        return _unconfirmed(answer)
    if answer.outcome == Outcome.ALTERED:
        return _("It bears the number or code %(number)s of a document issued here, but its content differs from every version that was given out. Do not rely on it: ask for the original file, or check the code printed on it.") % {"number": answer.claimed_number}  # fmt: skip
    if answer.version == Version.EARLIER:
        return _("The file is unchanged, but a newer version of it has been given out since; the state below counts for both.")
    return ""


def register_line(answer: Answer) -> str:
    """What was found in the register book, and when the whole was last looked through."""
    if answer.row is None or not answer.row.is_intact:
        return ""
    if answer.row.whole_checked_on is None:
        return _("Register: this entry is intact; the whole register has not been checked yet.")
    day = format_date(answer.row.whole_checked_on)
    if answer.row.whole_intact:
        return _("Register: this entry is intact; the whole register was last checked on %(day)s and found intact.") % {"day": day}
    return _("Register: this entry is intact, but the check of the whole register on %(day)s found changes elsewhere; they are being looked into.") % {"day": day}  # fmt: skip


def signature_lines(answer: Answer) -> list[str]:
    """What the electronic signature is worth. Of a changed file a signature that holds must not read like praise."""
    found = answer.signature
    if found is None or not found.is_signed:
        return []
    if answer.outcome == Outcome.ALTERED and found.is_intact:
        return [_("The signature in it holds for the part that was signed; the file holds more than that, or was signed by somebody else."), *found.sentences[1:]]  # fmt: skip
    return found.sentences


def _unconfirmed(answer: Answer) -> str:
    if answer.row is not None and not answer.row.could_check:
        return _("The record cannot be checked at the moment, so nothing is said about this document. Try again later, or ask the issuer named on it.")  # fmt: skip
    return _("The record of this document does not fit the register: it may have been changed. Nothing is said about it here; ask the issuer named on the paper, and show them this page.")  # fmt: skip
