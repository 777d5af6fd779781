"""Sentences of what can go wrong: signing."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SENTENCES: dict[str, str | Promise] = {
    # files of the key folder
    "key_file_name": _("“%(name)s” is not a file name of the key folder: use letters, digits, dot, hyphen and underscore, no folder."),
    "key_file_missing": _("The file “%(name)s” is not in the key folder; ask the administrator of the server to put it there."),
    "secret_empty": _("The file “%(name)s” in the key folder is empty; its first line must be the passphrase or PIN."),
    "option_missing": _("The way of signing lacks: %(names)s."),
    "pkcs12_unreadable": _("“%(name)s” cannot be opened with the passphrase in “%(passphrase)s”, or it is no PKCS#12 file."),
    "pkcs12_incomplete": _("“%(name)s” holds no private key or no certificate; export it again with both."),
    # tokens
    "library_missing": _("There is no library at “%(path)s”; enter the full path of the token's PKCS#11 library."),
    "library_refused": _("The library “%(path)s” lies where others may write; install it in a folder of the system."),
    "token_missing": _("The token “%(token)s” was not found; plug it in and try again."),
    "token_incomplete": _("The token “%(token)s” has no key “%(key)s” or no certificate “%(certificate)s”."),
    "token_failed": _("The token did not sign; check that it is plugged in, then try again. Nothing was lost."),
    "pin_wrong": _("The token “%(token)s” refused the PIN in “%(name)s”; correct it before the token locks itself."),
    "pin_locked": _("The token “%(token)s” is locked after wrong PINs; unlock it with its own software."),
    # keys and certificates
    "key_too_weak": _("The key is too weak: %(kind)s with %(bits)s bits, at least %(least)s are needed."),
    "key_unknown_kind": _("Only RSA and ECDSA keys can sign certificates; get a certificate with such a key."),
    "key_of_another_certificate": _("The private key does not belong to the certificate; export both together again."),
    "digest_refused": _("The digest “%(digest)s” is not allowed; choose sha256, sha384 or sha512."),
    "another_certificate": _(
        "The key belongs to the certificate of “%(name)s”, which is not the one whose fingerprint stands in the way of signing."
    ),
    "certificate_not_yet_valid": _("The certificate of “%(name)s” is in force only from %(day)s; nothing was signed."),
    "certificate_expired": _("The certificate of “%(name)s” ended on %(day)s; nothing was signed. Renew it, then sign again."),
    # signing
    "signed_outside": _("An officer signs these files outside and uploads them; the site has no key for them."),
    "timestamp_unreachable": _("The timestamp service did not answer; the file stays unsigned and is tried again later. Nothing was lost."),
    "long_term_data_missing": _(
        "The authority of the certificate of “%(name)s” gave no proof that it is not revoked; the file stays unsigned and is tried again later."
    ),
    "file_unsignable": _("This file cannot be signed: it is damaged or no PDF."),
}
