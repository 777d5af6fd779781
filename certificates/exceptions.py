"""What can go wrong with certificates: one base for the room, a code for programs, one sentence for the screen."""

from collections.abc import Sequence

from certificates.sentences import BY_NOUN

MESSAGES = {code: sentence for sentences in BY_NOUN for code, sentence in sentences.items()}


class CertificateError(Exception):
    """`code` for programs, `str()` for people."""

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code)
        self.code = code
        self.params = params

    def __str__(self) -> str:
        return str(MESSAGES[self.code]) % self.params


class NotEligible(CertificateError):
    """No certificate, for these reasons; `reasons` are sentences that explain it to the person."""

    def __init__(self, code: str, reasons: Sequence[str] = (), **params: object) -> None:
        super().__init__(code, **params)
        self.reasons = list(reasons) or [str(self)]
