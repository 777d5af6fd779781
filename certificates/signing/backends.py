"""From an issuer's way of signing to what signs. Loaded once per process, and again when a file of the key folder changed."""

import os
from collections.abc import Callable, Mapping
from dataclasses import replace
from threading import Lock
from typing import TYPE_CHECKING

from certificates.models import SigningProfile

from . import demo, keyfiles, strength
from .credential import Credential
from .errors import SigningError
from .subjects import subject_of

if TYPE_CHECKING:
    from cryptography import x509
    from pyhanko.sign.signers import Signer

Backend = SigningProfile.Backend
Loader = Callable[[Mapping[str, str]], "tuple[Signer, x509.Certificate]"]
_loaded: dict[tuple[object, ...], Credential] = {}
_loading = Lock()


def credential_of(profile: SigningProfile) -> Credential:
    """Raises SigningError; also where an officer signs outside, for which there is nothing to load (signed_outside)."""
    if profile.backend == Backend.DETACHED:
        raise SigningError("signed_outside")
    strength.refuse_digest(profile.digest)
    credential = replace(
        _keyed(profile.backend, _options(profile)),
        digest=profile.digest,
        reason=demo.REASON if profile.backend == Backend.DEMO else profile.reason,
        timestamp_url=profile.timestamp_url,
        with_long_term_data=profile.with_long_term_data,
    )
    if profile.certificate_sha256 and profile.certificate_sha256.lower() != credential.subject.sha256:
        raise SigningError("another_certificate", name=credential.subject.name)
    return credential


def forget() -> None:
    """Load everything again at the next signature: after a token failed, and between tests."""
    from . import pkcs11

    with _loading:
        _loaded.clear()
        pkcs11.forget_sessions()


def _options(profile: SigningProfile) -> dict[str, str]:
    return {str(name): str(value) for name, value in profile.options.items()} if isinstance(profile.options, dict) else {}


def _keyed(backend: str, options: dict[str, str]) -> Credential:
    files = (demo.FILE,) if backend == Backend.DEMO else tuple(value for name, value in options.items() if name.endswith("_file"))
    key = (os.getpid(), backend, *sorted(options.items()), *keyfiles.stamp(*files))
    if backend == Backend.DEMO:
        demo.refuse_outside_demo()
    with _loading:
        if key not in _loaded:
            signer, certificate = _loader(backend)(options)
            _loaded[key] = Credential(signer, subject_of(certificate), lock=Lock() if backend == Backend.PKCS11 else None)
        return _loaded[key]


def _loader(backend: str) -> Loader:
    from . import pkcs11, pkcs12

    return {Backend.DEMO: demo.load, Backend.PKCS12: pkcs12.load, Backend.PKCS11: pkcs11.load}[Backend(backend)]
