"""What a row of a list says, as plain values, and how a file is to be read."""

from dataclasses import dataclass, field
from functools import cached_property

from lms.foundation.sealed_fields import lookup_hash
from lms.foundation.vietnamese import PartialDate, name_key
from lms.people.models import LegalCategory


@dataclass(frozen=True)
class Person:
    """What one row says about a person, cleaned."""

    full_name: str = ""
    birth: PartialDate | None = None
    sex: str = ""
    personal_id: str = ""
    email: str = ""
    phone: str = ""
    agency: str = ""
    position: str = ""
    legal_category: str = LegalCategory.OTHER
    handle: str = ""

    @cached_property
    def id_hash(self) -> str:
        """How the database knows the number; empty without one."""
        return lookup_hash(self.personal_id) if self.personal_id else ""

    @cached_property
    def name_key(self) -> str:
        return name_key(self.full_name)


@dataclass(frozen=True)
class ReadOptions:
    """How a file is to be read. `keep_encoding`: text in an old encoding stays as typed. `pad_ids`: a number of ten or
    eleven digits gets its zeros back. `agency`: whose list it is, for rows that name no agency."""

    keep_encoding: bool = False
    pad_ids: bool = False
    agency: str = ""


@dataclass(frozen=True)
class ReadRow:
    """A row of the file by its number there, with what is wrong and what was mended.

    `wrong`: the first sentence about each field. `legacy`: (encoding, name as typed, name as read) of an old name.
    """

    number: int
    person: Person
    errors: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    wrong: dict[str, str] = field(default_factory=dict)
    legacy: tuple[str, str, str] | None = None
    may_pad: bool = False


AS_IT_STANDS = ReadOptions()
