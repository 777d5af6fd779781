"""Rows of a roster as plain values, each with its errors and warnings in words. No query, no clock."""

import re
from collections.abc import Iterator

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from lms.foundation.spreadsheets import Cell, Header, cell_text
from lms.foundation.vietnamese import (
    LegacyKind,
    PartialDate,
    TextError,
    detect_legacy,
    fold,
    from_legacy,
    mask_personal_id,
    normalise,
    parse_date,
    parse_personal_id,
    parse_phone,
    personal_id_warnings,
    search_key,
)
from lms.people.models import LegalCategory, User

from .columns import find_columns
from .values import AS_IT_STANDS, Person, ReadOptions, ReadRow

LEGACY_NAMES = {"tcvn3": "TCVN3", "vni": "VNI"}
SEXES = {"nam": User.Sex.MALE, "male": User.Sex.MALE, "nu": User.Sex.FEMALE, "female": User.Sex.FEMALE}
CATEGORIES = {
    "can bo": LegalCategory.CADRE,
    "cong chuc": LegalCategory.CIVIL_SERVANT,
    "cc": LegalCategory.CIVIL_SERVANT,
    "vien chuc": LegalCategory.PUBLIC_EMPLOYEE,
    "vc": LegalCategory.PUBLIC_EMPLOYEE,
    "nguoi lao dong": LegalCategory.CONTRACT_WORKER,
    "nld": LegalCategory.CONTRACT_WORKER,
    "hop dong": LegalCategory.CONTRACT_WORKER,
    "hop dong lao dong": LegalCategory.CONTRACT_WORKER,
    "khac": LegalCategory.OTHER,
}
# Lines below a list that are no people.
CLOSING_WORDS = ("tong so", "tong cong", "danh sach nay", "nguoi lap", "ghi chu", "thu truong", "xac nhan")
OLDEST_BIRTH_YEAR, YOUNGEST_BIRTH_YEAR = 1940, 2010
_HANDLE = re.compile(r"u[2-9b-df-hj-np-tv-xz]{8}")
_NAME = re.compile(r"[^\W\d_](?:[^\W\d_]|[ .'’-])*")


def read_rows(rows: list[list[Cell]], options: ReadOptions = AS_IT_STANDS) -> list[ReadRow]:
    """Every person of the sheet. Raises SpreadsheetError when the title row or a needed column is missing."""
    header = find_columns(rows, has_agency=bool(options.agency))
    split_name_column = _name_goes_on_to_the_right(rows, header)
    return [_RowReader(number, row, header, split_name_column, options).read() for number, row in _people_rows(rows, header)]


def _people_rows(rows: list[list[Cell]], header: Header) -> Iterator[tuple[int, list[Cell]]]:
    for index in range(header.row_index + 1, len(rows)):
        if _is_person(rows[index], header):
            yield index + 1, rows[index]


def _is_person(row: list[Cell], header: Header) -> bool:
    """Not an empty line, a sub-title such as “I. Sở Nội vụ”, a total or the maker's name."""
    filled = {name for name in header.columns if cell_text(header.cell(row, name))}
    named = filled & {"full_name", "family_middle", "given"}
    # A prepared sheet holds numbers and the agency before anybody is written into it.
    if not filled - {"number", "agency"}:
        return False
    if filled - named - {"number"}:
        return True
    text = search_key(" ".join(cell_text(header.cell(row, name)) for name in sorted(named)))
    if text.startswith(CLOSING_WORDS):
        return False
    # Only a name: a person whose other columns were forgotten has a running number, a sub-title has not.
    return "number" not in header.columns or cell_text(header.cell(row, "number")).rstrip(".").isdigit()


def _name_goes_on_to_the_right(rows: list[list[Cell]], header: Header) -> bool:
    """Agencies like one merged title “Họ và tên” over two columns, the given name in the second."""
    if "full_name" not in header.columns:
        return False
    right = header.columns["full_name"] + 1
    titles = rows[header.row_index]
    return right not in header.columns.values() and (right >= len(titles) or not cell_text(titles[right]))


class _RowReader:
    """Reads one row, gathering sentences on the way."""

    def __init__(self, number: int, row: list[Cell], header: Header, split_name_column: bool, options: ReadOptions) -> None:
        self.number, self.row, self.header, self.split_name_column = number, row, header, split_name_column
        self.options = options
        self.errors: list[str] = []
        self.warnings: list[str] = []
        self.wrong: dict[str, str] = {}
        self.legacy: tuple[str, str, str] | None = None
        self.may_pad = False

    def _refuse(self, field_name: str, sentence: str) -> None:
        self.errors.append(sentence)
        self.wrong.setdefault(field_name, sentence)

    def read(self) -> ReadRow:
        birth, sex = self._birth(), self._sex()
        person = Person(
            full_name=self._full_name(),
            birth=birth,
            sex=sex,
            personal_id=self._personal_id(birth, sex),
            email=self._email(),
            phone=self._phone(),
            agency=self._agency(),
            position=self._text("position"),
            legal_category=self._legal_category(),
            handle=self._handle(),
        )
        if not self.errors and not (person.birth or person.personal_id or person.email or person.handle):
            self._refuse(
                "birth_date", _("Add a date of birth, a personal identification number or an email, so that namesakes can be told apart.")
            )
        return ReadRow(self.number, person, self.errors, self.warnings, self.wrong, self.legacy, self.may_pad)

    def _cell(self, name: str) -> Cell:
        return self.header.cell(self.row, name)

    def _text(self, name: str) -> str:
        text = cell_text(self._cell(name))
        kind = self._encoding_of(text)
        return normalise(from_legacy(text, kind) if kind else text)

    def _encoding_of(self, text: str) -> LegacyKind | None:
        return None if text.isascii() or self.options.keep_encoding else detect_legacy(text)

    def _full_name(self) -> str:
        raw = self._raw_name()
        if not raw.strip():
            self._refuse("full_name", _("The full name is missing."))
            return ""
        kind = self._encoding_of(raw)
        name = normalise(from_legacy(raw, kind) if kind else raw)
        if kind:
            self.legacy = (LEGACY_NAMES[kind], raw.strip(), name)
            self.warnings.append(
                _("The name was typed in the old %(kind)s encoding (“%(raw)s”); it was read as “%(name)s”: check it.")
                % {"kind": LEGACY_NAMES[kind], "raw": raw.strip(), "name": name}
            )
        if not _NAME.fullmatch(name):
            self._refuse("full_name", _("The name “%(name)s” holds digits or strange signs; type it again in Unicode.") % {"name": name})
            return name
        if name.isupper() and len(name) > 3:
            name = " ".join(word.capitalize() for word in name.split())
            self.warnings.append(_("The name was in capitals; it is kept as “%(name)s”.") % {"name": name})
        return name

    def _raw_name(self) -> str:
        if "full_name" not in self.header.columns:
            return f"{cell_text(self._cell('family_middle'))} {cell_text(self._cell('given'))}"
        name = cell_text(self._cell("full_name"))
        right = self.header.columns["full_name"] + 1
        if self.split_name_column and right < len(self.row) and isinstance(self.row[right], str):
            return f"{name} {cell_text(self.row[right])}"
        return name

    def _birth(self) -> PartialDate | None:
        value = self._cell("birth_date") or self._cell("birth_year")
        if value is None or (isinstance(value, str) and not value.strip()):
            return None
        try:
            birth = parse_date(value)
        except TextError as error:
            self._refuse("birth_date" if self._cell("birth_date") else "birth_year", str(error))
            return None
        if not OLDEST_BIRTH_YEAR <= birth.year <= YOUNGEST_BIRTH_YEAR:
            self.warnings.append(_("The year of birth %(year)s is unusual; check it.") % {"year": birth.year})
        return birth

    def _sex(self) -> str:
        text = self._text("sex")
        sex = SEXES.get(fold(text))
        if text and sex is None:
            self.warnings.append(_("The sex “%(text)s” was not understood and is left out; write Nam or Nữ.") % {"text": text})
        return sex or ""

    def _personal_id(self, birth: PartialDate | None, sex: str) -> str:
        value = self._cell("personal_id")
        if value is None or not cell_text(value):
            return ""
        is_male = None if not sex else sex == User.Sex.MALE
        try:
            number = parse_personal_id(value if isinstance(value, int | float) else cell_text(value))
        except TextError as error:
            return self._padded_id(error, is_number=isinstance(value, int | float), is_male=is_male, birth=birth)
        for code in personal_id_warnings(number, is_male=is_male, birth_year=birth.year if birth else None):
            self.warnings.append(_ID_WARNINGS[code]())
        return number

    def _padded_id(self, error: TextError, *, is_number: bool, is_male: bool | None, birth: PartialDate | None) -> str:
        """The number with its zeros. A cell of the kind number has lost them for certain, if all else fits; text is asked about.

        Nine digits are never padded: they may be an old identity card.
        """
        number = str(error.params.get("suggestion", ""))
        misfit = bool(number) and bool(personal_id_warnings(number, is_male=is_male, birth_year=birth.year if birth else None))
        if error.code != "personal_id_short" or number.startswith("000"):
            self._refuse("personal_id", str(error))
            return ""
        if self.options.pad_ids or (is_number and birth is not None and not misfit):
            self.warnings.append(
                _("The spreadsheet had dropped the zeros in front of the personal identification number; it is read as %(number)s.")
                % {"number": mask_personal_id(number)}
            )
            return number
        self.may_pad = True
        self._refuse("personal_id", str(error))
        return ""

    def _email(self) -> str:
        email = self._text("email").strip(" .,;<>").lower()
        if not email or email in ("-", "khong", "không"):
            return ""
        try:
            validate_email(email)
        except ValidationError:
            self._refuse("email", _("“%(email)s” is not an email address; correct it or leave the cell empty.") % {"email": email})
            return ""
        return email

    def _handle(self) -> str:
        """Our own exports carry it, so that they come back without a doubt."""
        text = self._text("handle").lower()
        return text if _HANDLE.fullmatch(text) else ""

    def _phone(self) -> str:
        value = self._cell("phone")
        if value is None or not cell_text(value):
            return ""
        try:
            return parse_phone(value if isinstance(value, int | float) else cell_text(value))
        except TextError as error:
            # A list is not held up for a phone number.
            self.warnings.append(_("%(error)s The phone number is left out.") % {"error": error})
            return ""

    def _agency(self) -> str:
        agency = self._text("agency") or self.options.agency
        if not agency:
            self._refuse("agency", _("The agency is missing."))
        return agency

    def _legal_category(self) -> str:
        text = self._text("legal_category")
        category = CATEGORIES.get(search_key(text))
        if text and category is None:
            self.warnings.append(
                _("The category “%(text)s” was not understood; write công chức, viên chức or người lao động.") % {"text": text}
            )
        return category or LegalCategory.OTHER


_ID_WARNINGS = {
    "sex_differs": lambda: _("The sex does not fit the personal identification number; check both."),
    "birth_year_differs": lambda: _("The year of birth does not fit the personal identification number; check both."),
}
