from .authority import DocumentClass, IssuerAuthorisation
from .certificates import Certificate
from .register import RecognitionDecision, RegisterBook

__all__ = ["Certificate", "DocumentClass", "IssuerAuthorisation", "RecognitionDecision", "RegisterBook"]
