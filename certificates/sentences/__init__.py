"""What can go wrong with certificates, by noun; `certificates.exceptions` puts them together."""

from django.utils.functional import Promise

from . import credentials, forms, issuing, lifecycle, paper, register, signing, verifying

BY_NOUN: tuple[dict[str, str | Promise], ...] = (
    credentials.SENTENCES,
    forms.SENTENCES,
    issuing.SENTENCES,
    lifecycle.SENTENCES,
    paper.SENTENCES,
    register.SENTENCES,
    signing.SENTENCES,
    verifying.SENTENCES,
)
