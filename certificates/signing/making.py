"""Putting a PAdES signature into a PDF."""

import io
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from pyhanko.pdf_utils.content import RawContent
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.layout import BoxConstraints
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.sign import fields, signers
from pyhanko.sign import general as pyhanko_general
from pyhanko.sign.signers.pdf_signer import DSSContentSettings, SigDSSPlacementPreference
from pyhanko.sign.timestamps import HTTPTimeStamper, TimestampRequestError
from pyhanko.stamp import StaticStampStyle

from .errors import SigningError

if TYPE_CHECKING:
    from pyhanko_certvalidator import ValidationContext

    from .credential import Credential

NEW_FIELD = "ChuKySo"
SERVICE_SECONDS = 5
# Bytes kept free for what is not a certificate: attributes and the signature itself (measured: under 1,500), a timestamp.
# Asking pyHanko to find out costs as much as the signature itself.
ROOM, ROOM_FOR_TIMESTAMP = 3_000, 16_000
# The place of the field stays as it is printed; who signed and when stands in the signature panel of every PDF program.
PLACE_AS_IT_IS = StaticStampStyle(border_width=0, background=RawContent(b"", box=BoxConstraints(1, 1)), background_opacity=1)
# Outlines of «CHỮ KÝ DEMO / KHÔNG CÓ GIÁ TRỊ PHÁP LÝ» in Be Vietnam Pro: a font would weigh more than the signature.
DEMO_WORDS = Path(__file__).with_name("demo_mark.txt")
DEMO_WIDTH, DEMO_HEIGHT = 1680, 368


def sign(pdf: bytes, credential: "Credential") -> bytes:
    """See `certificates.signing.sign`."""
    credential.refuse_out_of_date()
    if credential.lock is None:
        return _signed(pdf, credential)
    from pkcs11.exceptions import PKCS11Error

    try:
        with credential.lock:
            return _signed(pdf, credential)
    except PKCS11Error:
        from .backends import forget

        forget()  # a token that was pulled out is found again at the next signature
        raise SigningError("token_failed") from None


def _signed(pdf: bytes, credential: "Credential") -> bytes:
    try:
        writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
        name, is_new = _field(writer)
        signer = signers.PdfSigner(
            _metadata(name, credential),
            signer=credential.signer,
            timestamper=HTTPTimeStamper(credential.timestamp_url, timeout=SERVICE_SECONDS) if credential.timestamp_url else None,
            stamp_style=_demo_mark() if credential.subject.is_demo else PLACE_AS_IT_IS,
            new_field_spec=fields.SigFieldSpec(name) if is_new else None,
        )
        out = io.BytesIO()
        signer.sign_pdf(writer, existing_fields_only=not is_new, bytes_reserved=_room(credential), output=out)
        return out.getvalue()
    except TimestampRequestError:
        raise SigningError("timestamp_unreachable") from None
    except pyhanko_general.SigningError as error:
        raise _told(error, credential) from None
    except (PdfError, ValueError, KeyError, TypeError) as error:
        raise SigningError("file_unsignable") from error


@cache
def _demo_mark() -> StaticStampStyle:
    """Who sees the page sees what the signature is worth, too."""
    drawn = RawContent(DEMO_WORDS.read_bytes(), box=BoxConstraints(DEMO_WIDTH, DEMO_HEIGHT))
    return StaticStampStyle(border_width=0, background=drawn, background_opacity=1)


def _room(credential: "Credential") -> int:
    """In the hexadecimal digits that the file holds."""
    certificates = sum(len(each.dump()) for each in credential.signer.cert_registry)
    return 2 * (certificates + ROOM + (ROOM_FOR_TIMESTAMP if credential.timestamp_url else 0))


def _field(writer: IncrementalPdfFileWriter) -> tuple[str, bool]:
    """(name, whether the file has no field that waits for a signature). The prepared one comes first."""
    from certificates import document

    prepared = getattr(document, "SIGNATURE_FIELD", NEW_FIELD)
    waiting = [name for name, value, _ in fields.enumerate_sig_fields(writer.prev) if value is None]
    if waiting:
        return (prepared if prepared in waiting else waiting[0]), False
    taken = {name for name, _, _ in fields.enumerate_sig_fields(writer.prev)}
    return next(name for name in (prepared, *(f"{prepared}{n}" for n in range(2, 100))) if name not in taken), True


def _metadata(name: str, credential: "Credential") -> signers.PdfSignatureMetadata:
    return signers.PdfSignatureMetadata(
        field_name=name,
        md_algorithm=credential.digest,
        reason=credential.reason or None,
        name=credential.subject.name,
        subfilter=fields.SigSeedSubFilter.PADES,
        embed_validation_info=credential.with_long_term_data,
        validation_context=_evidence() if credential.with_long_term_data else None,
        # The evidence lies under the signature, so that the signature covers the whole file.
        dss_settings=DSSContentSettings(include_vri=False, placement=SigDSSPlacementPreference.TOGETHER_WITH_SIGNATURE),
    )


def _evidence() -> "ValidationContext":
    from .trust import evidence_for_signing, trust_in_force

    return evidence_for_signing(trust_in_force(), SERVICE_SECONDS)


def _told(error: Exception, credential: "Credential") -> SigningError:
    if credential.with_long_term_data:
        return SigningError("long_term_data_missing", name=credential.subject.name)
    return SigningError("file_unsignable")
