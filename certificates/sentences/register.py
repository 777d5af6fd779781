"""Sentences of what can go wrong: the register, and what a check of it can find."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SENTENCES: dict[str, str | Promise] = {
    "book_closed": _("The register book %(book)s is closed: nothing more is entered for %(year)s."),
    # closing a book
    "book_year_running": _("The year %(year)s has not ended; its register book can be closed from 1 January on."),
    "book_empty": _("Nothing was entered in this register book, so there is nothing to close."),
    "book_has_prepared": _(
        "%(count)s numbers of this book were prepared and are not final yet, the first one is %(number)s: finish these documents or declare the numbers unused, then close the book."
    ),
    "book_damaged": _(
        "The check found %(count)s places that are not as they were written, so the book was not closed. See “Register audit”, and restore what differs from the backup."
    ),
    # a row against its lines
    "row_without_line": _(
        "Certificate %(serial_no)s is in no line of the register: it was put in past the register, or its lines were taken out."
    ),
    "row_without_first_line": _("Certificate %(serial_no)s: the line with which it was entered is missing from the register."),
    "row_differs": _("Certificate %(serial_no)s, %(field)s: the register says “%(said)s”, the row now says “%(now)s”."),
    "row_snapshot": _(
        "Certificate %(serial_no)s: what is printed on it (name, birth date, programme and the rest) is no longer what was entered; compare it with the file that was given out."
    ),
    "row_state": _("Certificate %(serial_no)s: the last line of the register is “%(event)s”, the row now says “%(state)s”."),
    "row_other_book": _("Certificate %(serial_no)s stands in the book of another issuer or of another kind of document."),
    "row_without_book": _("Certificate %(serial_no)s belongs to no register book."),
    # what is kept beside a row
    "fact_differs": _(
        "Certificate %(serial_no)s, line “%(event)s”, %(field)s: the register says “%(said)s”, the database now says “%(now)s”."
    ),
    "fact_missing": _("Certificate %(serial_no)s: the register has the line “%(event)s”, but what it tells of is gone from the database."),
    "fact_without_line": _("Certificate %(serial_no)s: the database says “%(event)s”, but no line of the register does."),
    # lines
    "line_changed": _("Line %(position)s is not as it was written: its seal does not fit."),
    "key_missing": _("Line %(position)s cannot be checked: the key “%(key)s” is missing from the key folder; restore it from the backup."),
    "line_missing": _("Lines %(first)s to %(last)s are missing from the book."),
    "line_unlinked": _("Line %(position)s does not follow from the one before it: lines were swapped, put in or taken out."),
    "line_without_row": _("Line %(position)s (number %(number)s) speaks of a certificate that is not there any more."),
    "line_of_nothing": _("Line %(position)s names no certificate, and it is neither an unused number nor the closing of the book."),
    "line_after_closing": _("Line %(position)s was entered after the book was closed and is no later event of an older document."),
    # numbers
    "number_missing": _("Number %(number)s has neither a certificate nor a line that says why it was not used."),
    "number_beyond": _("Certificate %(serial_no)s bears number %(number)s, but the book has given out %(last)s numbers only."),
    "void_without_reason": _("Line %(position)s declares number %(number)s unused without a reason."),
    # the book
    "book_head": _(
        "The book says that it has %(said)s lines, and %(now)s were found, or its last seal is not that of its last line: lines were taken out or put in at the end."
    ),
    "book_closing": _("The book is marked as closed, but its closing line is missing or says otherwise: %(said)s, now %(now)s."),
    "book_closing_text": _("The lines of the closed book no longer give the SHA-256 that was sealed with it: %(said)s, now %(now)s."),
    # checkpoints
    "checkpoint_differs": _(
        "The checkpoint of %(day)s saw another line at place %(position)s of this book: what was written before that day has been written anew."
    ),
    "checkpoint_changed": _("The checkpoint of %(day)s is not as it was signed, or the one before it is missing."),
    "checkpoint_key_missing": _(
        "The key “%(key)s” of the checkpoint of %(day)s is missing from the key folder; restore it from the backup."
    ),
    "checkpoint_book_missing": _("The book with the number %(book)s is missing; the checkpoint of %(day)s knew %(position)s lines of it."),
}
