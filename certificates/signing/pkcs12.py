"""A PKCS#12 file (.p12, .pfx) and the file with its passphrase, both of the key folder."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.hazmat.primitives.serialization.pkcs12 import load_key_and_certificates

from . import keyfiles
from .errors import SigningError
from .software_key import signer_from

if TYPE_CHECKING:
    from pyhanko.sign.signers import Signer


def load(options: Mapping[str, str]) -> tuple["Signer", x509.Certificate]:
    """Raises SigningError: option_missing, key_file_name, key_file_missing, secret_empty, pkcs12_unreadable, and of the key."""
    name = options.get("key_file") or ""
    passphrase_name = options.get("passphrase_file") or ""
    if not name or not passphrase_name:
        raise SigningError("option_missing", names="key_file, passphrase_file")
    data, passphrase = keyfiles.path_of(name).read_bytes(), keyfiles.secret(passphrase_name)
    try:
        key, certificate, chain = load_key_and_certificates(data, passphrase.encode())
    except (ValueError, TypeError):
        # The library's own words may tell about the passphrase.
        raise SigningError("pkcs12_unreadable", name=name, passphrase=passphrase_name) from None
    if key is None or certificate is None:
        raise SigningError("pkcs12_incomplete", name=name)
    return signer_from(key, certificate, chain), certificate
