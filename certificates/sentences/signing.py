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
    # batches for signing outside
    "signing_way_missing": _("%(issuer)s has no way of signing; ask the administrator to enter one."),
    "signed_here": _("Files of %(issuer)s are signed by the site itself; nothing is downloaded for signing."),
    "nothing_to_sign": _("No file of this class waits for its signature."),
    "batch_not_open": _("This batch is “%(state)s” and takes no more files."),
    "unsigned_lost": _("The file of %(number)s is no longer on the disk and cannot be drawn as it was; restore it from the backup."),
    # uploads
    "upload_too_many": _("At most %(most)s files can be uploaded at once; upload them in parts, as they were downloaded."),
    "upload_too_large": _("At most %(limit)s MB can be uploaded at once; upload the files in parts."),
    "upload_file_too_large": _("“%(name)s” is larger than %(limit)s MB, which no certificate is; choose the signed file."),
    "upload_not_pdf": _("“%(name)s” is no PDF; choose the signed PDF files, or a .zip of them."),
    "upload_unknown": _("“%(name)s” belongs to no document of this batch; check the class, or give the file its serial number as name."),
    "zip_unreadable": _("“%(name)s” is damaged or packed in a way that cannot be read; pack the files again as .zip."),
    "zip_locked": _("“%(name)s” is locked with a password; pack the files again without one."),
    "zip_too_large": _("Unpacked, “%(name)s” is larger than %(limit)s MB; it was not opened."),
    "zip_empty": _("There is no file in “%(name)s”."),
    # a file that came back
    "signed_unreadable": _("The file cannot be read as a PDF; sign the downloaded file again."),
    "signed_encrypted": _("The file has a password; sign again without setting one."),
    "signed_too_complex": _("The file is larger or more complicated than any certificate; sign the downloaded file again."),
    "signed_missing": _("The file has no electronic signature yet; sign it, then upload it again."),
    "signed_altered": _("The file was changed after signing; sign the downloaded file again and change nothing."),
    "signed_other_content": _(
        "The file is not exactly the downloaded one with a signature: sign the downloaded file as it is, without saving it in another program."
    ),
    "signed_by_another": _("The file was signed with the certificate of “%(name)s”, which is not the issuer's."),
    "signed_untrusted": _("The certificate of “%(name)s” leads to no authority that this site trusts."),
    "signed_revoked": _("The certificate had been revoked before it signed; sign with a valid one."),
    "signed_not_in_force": _("The certificate was not in force when it signed; check the clock of the computer, or renew the certificate."),
    "signed_weak": _("The key or the digest is too weak; sign with RSA of 2048 bits or ECDSA of 256 bits and SHA-256."),
    "signed_demo": _("The file carries a demonstration signature, which has no legal value."),
    "no_longer_waiting": _("Document %(number)s is “%(state)s” and no longer waits for a signature."),
    "demo_only": _("The demonstration key signs in a demonstration only; enter another way of signing."),
    "file_unsignable": _("This file cannot be signed: it is damaged or no PDF."),
}
