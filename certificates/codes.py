"""The public code of a certificate: unguessable, and forgiving to those who type it from paper."""

import base64
import secrets

from django.conf import settings

CODE_BYTES = 10  # 80 bits: trying all of them would take longer than the city exists
CODE_LENGTH = 16
GROUP = 4
ALPHABET = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")
# Digits that are in no code stand for the letters that they look like.
MISREAD = str.maketrans({"0": "O", "1": "I", "8": "B"})


def new_code() -> str:
    """Sixteen capital letters and digits."""
    return base64.b32encode(secrets.token_bytes(CODE_BYTES)).decode()


def read_code(typed: str) -> str | None:
    """The code in what somebody typed, scanned or pasted (the whole address, too); None when there is none."""
    last_part = typed.strip().rstrip("/").rpartition("/")[2]
    code = "".join(char for char in last_part.upper() if not char.isspace() and char not in "-–—.").translate(MISREAD)
    return code if len(code) == CODE_LENGTH and ALPHABET.issuperset(code) else None


def grouped(code: str) -> str:
    """As printed: ABCD-EFGH-IJKL-MNOP."""
    return "-".join(code[start : start + GROUP] for start in range(0, len(code), GROUP))


def verify_url(code: str) -> str:
    """What the QR holds. The address in the settings is permanent, even when the site moves."""
    return f"{settings.HOCAI_VERIFY_URL.rstrip('/')}/{code}"
