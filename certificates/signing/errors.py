"""Why nothing could be signed, or a way of signing cannot work."""

from certificates.exceptions import CertificateError


class SigningError(CertificateError):
    """`code` for programs, `str()` for people; no key, PIN or passphrase is ever part of it."""

    @property
    def is_passing(self) -> bool:
        """Whether trying again later may help: a service or a token that did not answer."""
        return self.code in ("timestamp_unreachable", "long_term_data_missing", "token_failed", "token_missing")
