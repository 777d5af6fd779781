"""Door to spreadsheets: calamine reads them in a process of its own, XlsxWriter and csv write them."""

from .errors import SpreadsheetError
from .headers import Header, find_header
from .reading import Cell, Limits, Sheet, cell_text, read_table
from .remarks import write_with_remarks
from .writing import write_csv, write_table

__all__ = [
    "Cell",
    "Header",
    "Limits",
    "Sheet",
    "SpreadsheetError",
    "cell_text",
    "find_header",
    "read_table",
    "write_csv",
    "write_table",
    "write_with_remarks",
]
