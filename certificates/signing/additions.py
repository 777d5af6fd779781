"""Whether a signed file is our own unsigned one with signatures added, and nothing else."""

import io

from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import (
    DEFAULT_DIFF_POLICY,
    DiffResult,
    FormUpdatingRule,
    GenericFieldModificationRule,
    ModificationLevel,
    SigFieldCreationRule,
    SigFieldModificationRule,
    StandardDiffPolicy,
)
from pyhanko.sign.diff_analysis.constants import ACROFORM_EXEMPT_STRICT_COMPARISON

# The first signature says of the form that it only grows from now on: not to be allowed later, but here.
FIRST_SIGNATURE = StandardDiffPolicy(
    global_rules=DEFAULT_DIFF_POLICY.global_rules,
    form_rule=FormUpdatingRule(
        field_rules=[SigFieldCreationRule(), SigFieldModificationRule(), GenericFieldModificationRule()],
        ignored_acroform_keys=ACROFORM_EXEMPT_STRICT_COMPARISON | {"/SigFlags"},
    ),
)


def is_only_signed(signed: PdfFileReader, pdf: bytes, unsigned: bytes) -> bool:
    """Our bytes first, and after them nothing that changes what is seen: also not before the signature was made."""
    if not pdf.startswith(unsigned):
        return False
    try:
        ours = PdfFileReader(io.BytesIO(unsigned)).xrefs.total_revisions
        review = FIRST_SIGNATURE.review_file(signed, ours - 1)
    except (PdfError, ValueError, LookupError, TypeError, AttributeError, AssertionError):
        return False
    return isinstance(review, DiffResult) and review.modification_level <= ModificationLevel.FORM_FILLING
