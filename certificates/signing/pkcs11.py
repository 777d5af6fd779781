"""A token or security module (PKCS#11): the private key never leaves it; its PIN is a file of the key folder."""

import os
from collections.abc import Mapping
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cryptography import x509
from django.conf import settings

from . import keyfiles, strength
from .errors import SigningError

if TYPE_CHECKING:
    from pyhanko.sign.signers import Signer

REQUIRED = ("library", "token_label", "key_label", "pin_file")
_open: list[Any] = []


def load(options: Mapping[str, str]) -> tuple["Signer", x509.Certificate]:
    """Raises SigningError: option_missing, library_refused, token_missing, pin_wrong, token_incomplete, token_failed, of the key."""
    from pkcs11.exceptions import PKCS11Error
    from pyhanko.sign.pkcs11 import PKCS11Signer

    if missing := [name for name in REQUIRED if not options.get(name)]:
        raise SigningError("option_missing", names=", ".join(missing))
    library = _library(options["library"])
    session = _session(os.getpid(), library, options["token_label"], options["pin_file"], keyfiles.stamp(options["pin_file"]))
    label = options.get("certificate_label") or options["key_label"]
    try:
        certificate = _certificate(session, label)
        strength.refuse_weak(certificate)
        signer = PKCS11Signer(
            session, cert_label=label, key_label=options["key_label"], prefer_pss=True, other_certs_to_pull=None,
            use_raw_mechanism=_hashes_itself(session, certificate),
        )  # fmt: skip
        signer._load_objects()  # now, so that a missing key is told here and not in the middle of a batch
    except PKCS11Error:
        raise SigningError("token_incomplete", token=options["token_label"], key=options["key_label"], certificate=label) from None
    return signer, certificate


def _library(path: str) -> str:
    """A library of the system: nothing that was uploaded, nothing that anybody may overwrite."""
    library = Path(path)
    if not library.is_absolute() or not library.is_file():
        raise SigningError("library_missing", path=path[:200])
    real = library.resolve()
    if real.is_relative_to(Path(settings.HOCAI_VAR).resolve()) or real.stat().st_mode & 0o002:
        raise SigningError("library_refused", path=path[:200])
    return str(real)


@lru_cache(maxsize=8)
def _session(pid: int, library: str, token_label: str, pin_file: str, stamp: tuple[tuple[str, int, int], ...]) -> Any:
    """One login per process and token; a fork gets its own (`pid`), a new PIN file too (`stamp`)."""
    from pkcs11.exceptions import PinIncorrect, PinInvalid, PinLenRange, PinLocked, PKCS11Error, UserAlreadyLoggedIn
    from pyhanko.config.pkcs11 import TokenCriteria
    from pyhanko.sign.pkcs11 import open_pkcs11_session

    pin = keyfiles.secret(pin_file)
    criteria = TokenCriteria(label=token_label)
    try:
        session = open_pkcs11_session(library, token_criteria=criteria, user_pin=pin)
    except UserAlreadyLoggedIn:
        session = open_pkcs11_session(library, token_criteria=criteria)
    except (PinIncorrect, PinInvalid, PinLenRange):
        raise SigningError("pin_wrong", token=token_label, name=pin_file) from None
    except PinLocked:
        raise SigningError("pin_locked", token=token_label) from None
    except (PKCS11Error, RuntimeError, OSError):
        raise SigningError("token_missing", token=token_label) from None
    _open.append(session)
    return session


def _certificate(session: Any, label: str) -> x509.Certificate:
    from pkcs11 import Attribute, ObjectClass

    found = list(session.get_objects({Attribute.CLASS: ObjectClass.CERTIFICATE, Attribute.LABEL: label}))
    if len(found) != 1:
        from pkcs11.exceptions import NoSuchKey

        raise NoSuchKey
    return x509.load_der_x509_certificate(found[0][Attribute.VALUE])


def _hashes_itself(session: Any, certificate: x509.Certificate) -> bool:
    """True where we must hash before an ECDSA token signs: not every token knows the joined mechanism."""
    from cryptography.hazmat.primitives.asymmetric import ec
    from pkcs11 import Mechanism

    if not isinstance(certificate.public_key(), ec.EllipticCurvePublicKey):
        return False
    return Mechanism.ECDSA_SHA256 not in session.token.slot.get_mechanisms()


def forget_sessions() -> None:
    """Close every login: the next signature asks the token again."""
    for session in list(_open):
        with suppress(Exception):  # a token that was pulled out cannot be closed either
            session.close()
    _open.clear()
    _session.cache_clear()
