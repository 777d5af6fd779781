"""The only door to electronic signatures (PAdES): making them with an issuer's key, and finding out what one is worth.

Everything heavy is imported when it is first needed: most pages of the site never look at a signature.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from .box import CheckBox
    from .credential import Credential
    from .findings import Findings

__all__ = ["check", "check_in_box", "check_many_in_box", "sign"]


def sign(pdf: bytes, credential: "Credential") -> bytes:
    """The file with a PAdES signature in the field that waits for it, or in a new one without a place on the page.

    Raises SigningError: certificate_not_yet_valid, certificate_expired, timestamp_unreachable, long_term_data_missing,
    file_unsignable, token_failed.
    """
    from .making import sign as made

    return made(pdf, credential)


def check(pdf: bytes, unsigned: bytes | None = None) -> "Findings":
    """What the signature of a file says. Only for files that we made: a stranger's goes into `check_in_box`.

    With `unsigned`, also whether the file is those bytes and a signature, and nothing else.
    """
    from .checking import facts_of
    from .findings import Findings
    from .trust import trust_in_force

    return Findings.from_facts(facts_of(pdf, trust_in_force(), unsigned))


def check_in_box(pdf: bytes, unsigned: bytes | None = None) -> "Findings":
    """The same for a file of a stranger, in a process of its own with limits of memory and time."""
    with check_many_in_box() as box:
        return box.check(pdf, unsigned)


def check_many_in_box() -> "AbstractContextManager[CheckBox]":
    """A box for one file after the other: `with check_many_in_box() as box: box.check(pdf, unsigned)`."""
    from .box import check_box
    from .trust import trust_in_force

    return check_box(trust_in_force())
