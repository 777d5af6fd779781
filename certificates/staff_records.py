"""What goes into the staff records of an agency (hồ sơ cán bộ): its people's certificates of a class or of a period. Reading only."""

import io
import re
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, QuerySet
from django.utils import translation

from certificates.models import Certificate, DocumentClass
from lms.foundation.spreadsheets import write_table
from lms.foundation.vietnamese import collation_key, fold
from lms.people.models import Organization

COLUMNS = (
    "STT", "Họ và tên", "Ngày sinh", "Chức vụ", "Đơn vị", "Chương trình", "Số tiết", "Từ ngày", "Đến ngày", "Loại giấy", "Số hiệu",
    "Số vào sổ", "Ngày cấp", "Đơn vị cấp", "Trạng thái", "Mã xác minh", "Địa chỉ xác minh",
)  # fmt: skip
NO_TIME = (1980, 1, 1, 0, 0, 0)  # a zip of the same files is the same


@dataclass(frozen=True)
class Choice:
    """Which certificates: of one class, or issued in a period (both days count); an open end counts."""

    training_class: int | None = None
    since: date | None = None
    until: date | None = None


def chosen(choice: Choice, *, issuers: Iterable[int], agencies: Iterable[int]) -> QuerySet[Certificate]:
    """Published certificates of class courses: of these issuers, whatever the agency, or of these agencies, whatever the issuer."""
    found = Certificate.objects.published().filter(enrollment__trainee__isnull=False)
    issuers, agencies = list(issuers), list(agencies)
    found = found.filter(issuer__in=issuers) if issuers else found.filter(enrollment__trainee__agency__in=agencies)
    if choice.training_class is not None:
        found = found.filter(enrollment__trainee__training_class=choice.training_class)
    if choice.since:
        found = found.filter(issued_on__gte=choice.since)
    if choice.until:
        found = found.filter(issued_on__lte=choice.until)
    return found


def agencies_of(certificates: QuerySet[Certificate]) -> list[tuple[Organization, int]]:
    """(agency, number of certificates), in Vietnamese order."""
    counted = dict(certificates.order_by().values_list("enrollment__trainee__agency").annotate(n=Count("pk")))
    agencies = Organization.objects.in_bulk(list(counted)).values()
    return sorted(((agency, counted[agency.pk]) for agency in agencies), key=lambda pair: collation_key(pair[0].name))


def as_spreadsheet(agency: Organization, certificates: QuerySet[Certificate]) -> bytes:
    """The certificates of one agency; `certificates` may hold others."""
    own = certificates.filter(enrollment__trainee__agency=agency).select_related("enrollment__person", "issuer")
    ordered = own.order_by("enrollment__person__name_sort_key", "issued_on", "register_number")
    with translation.override("vi"):
        rows = [_line(number, certificate) for number, certificate in enumerate(ordered, start=1)]
    return write_table(COLUMNS, rows, title=f"Giấy chứng nhận bồi dưỡng – {agency.name}", sheet_name="Hồ sơ")


def as_archive(certificates: QuerySet[Certificate]) -> bytes:
    """A .zip with one .xlsx for every agency."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for agency, _count in agencies_of(certificates):
            archive.writestr(zipfile.ZipInfo(file_name(agency), NO_TIME), as_spreadsheet(agency, certificates))
    return buffer.getvalue()


def file_name(agency: Organization) -> str:
    """No mark, no blank, and its own for every agency."""
    plain = re.sub(r"[^a-z0-9]+", "-", fold(agency.name)).strip("-")[:60]
    return f"ho-so-{plain or 'don-vi'}-{agency.pk}.xlsx"


def _line(number: int, certificate: Certificate) -> list[Any]:
    printed = certificate.snapshot
    return [
        number,
        printed["holder"],
        printed["born"],
        printed.get("position"),
        printed.get("workplace"),
        printed.get("programme"),
        printed.get("periods"),
        _day(printed.get("from")),
        _day(printed.get("to")),
        printed.get("title") or str(DocumentClass.Kind(printed["kind"]).label),
        certificate.serial_no,
        certificate.register_no,
        certificate.issued_on,
        printed["issuer"],
        str(certificate.get_state_display()),
        printed["code"],
        printed["verify_url"],
    ]


def _day(iso: str | None) -> date | None:
    return date.fromisoformat(iso) if iso else None
