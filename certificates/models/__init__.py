from .authority import DocumentClass, IssuerAuthorisation, Signer
from .certificates import Certificate, CertificateFile
from .credentials import ConfirmationTerms, Credential, PublicationConsent, Share
from .issuing import IssueBatch
from .lifecycle import CertificateRequest, Revocation
from .paper import Blank, BlankRange, HandOver, PrintLine, PrintRun
from .register import RecognitionDecision, RegisterBook, RegisterCheckpoint, RegisterEntry
from .signing import SigningBatch, SigningLine, SigningProfile

__all__ = [
    "Blank",
    "BlankRange",
    "Certificate",
    "CertificateFile",
    "CertificateRequest",
    "ConfirmationTerms",
    "Credential",
    "DocumentClass",
    "HandOver",
    "IssueBatch",
    "IssuerAuthorisation",
    "PrintLine",
    "PrintRun",
    "PublicationConsent",
    "RecognitionDecision",
    "RegisterBook",
    "RegisterCheckpoint",
    "RegisterEntry",
    "Revocation",
    "Share",
    "Signer",
    "SigningBatch",
    "SigningLine",
    "SigningProfile",
]
