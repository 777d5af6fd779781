"""With what the files of an issuer are signed."""

from collections.abc import Callable
from datetime import date

from lms.people.models import Organization


def signer_of(issuer: Organization, on: date) -> Callable[[bytes], bytes] | None:
    """What puts the issuer's signature into a PDF by itself on this day; None where an officer signs outside, or nobody does."""
    return None
