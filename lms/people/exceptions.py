"""What can go wrong with people, one class for the room."""

from django.utils.translation import gettext_lazy as _

MESSAGES = {
    "email_taken": _("This email already belongs to another account."),
    "personal_id_taken": _("This personal identification number already belongs to another account."),
    "no_name": _("Write the full name as on the ID."),
    "no_email": _("This person has no email, so an invitation cannot be sent. Hand over the handle and set a password at the desk."),
}


class PeopleError(Exception):
    """`code` names the case; `str()` is the sentence for the screen."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)

    def __str__(self) -> str:
        return str(MESSAGES[self.code])
