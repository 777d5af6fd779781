"""The agency's own sheet with what was found: a remark beside each row, wrong cells in red."""

from collections.abc import Sequence

from django.utils import translation
from django.utils.translation import gettext as _

from lms.classes.models import RosterImport
from lms.foundation import files
from lms.foundation.spreadsheets import read_table, write_with_remarks

from .checking import LIMITS
from .columns import find_columns
from .report import ALREADY, DOUBTFUL, REFUSED, WRITTEN, Row


def sheet_with_remarks(roster_import: RosterImport, rows: Sequence[Row]) -> bytes:
    """An .xlsx whatever came in. The remarks are Vietnamese: the agency reads them."""
    table = read_table(files.read(roster_import.file_sha256), roster_import.filename, LIMITS).rows
    header = find_columns(table, has_agency=roster_import.invitation_id is not None)
    with translation.override("vi"):
        return write_with_remarks(
            table,
            header_index=header.row_index,
            remarks={row["number"]: _remark(row) for row in rows},
            wrong={row["number"]: _wrong_cells(row, header.columns) for row in rows if row["outcome"] == REFUSED},
            title=_("Remarks"),
        )


def _wrong_cells(row: Row, columns: dict[str, int]) -> dict[int, str]:
    """A name in two columns is marked in the first; what has no column is only told in the remark."""
    places = {"full_name": columns.get("full_name", columns.get("family_middle", columns.get("given"))), **columns}
    return {place: sentence for field, sentence in row["wrong"].items() if (place := places.get(field)) is not None}


def _remark(row: Row) -> str:
    if row["outcome"] == REFUSED:
        return _("NOT WRITTEN: ") + " ".join(row["errors"])
    if row["outcome"] == DOUBTFUL:
        return _("WAITS FOR THE OFFICER: ") + " ".join(row["errors"])
    done = {WRITTEN: _("Written to the roster."), ALREADY: _("Already on the roster.")}.get(row["outcome"], _("All right."))
    return " ".join([done, *row["warnings"]])
