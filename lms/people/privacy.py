"""The privacy notice that is in force: dated data, shown in full before the first use."""

from dataclasses import dataclass
from datetime import date

from lms.people.models import Consent, User


@dataclass(frozen=True)
class PrivacyNotice:
    version: str
    effective_from: date
    legal_basis: str
    template: str


NOTICES = (
    PrivacyNotice(
        version="2026-01",
        effective_from=date(2026, 1, 1),
        legal_basis="Luật Bảo vệ dữ liệu cá nhân số 91/2025/QH15; Nghị định 356/2025/NĐ-CP",
        template="people/privacy/2026-01.html",
    ),
)


def notice_in_force(on: date) -> PrivacyNotice:
    """The newest notice that has come into force by the day `on`."""
    return max((notice for notice in NOTICES if notice.effective_from <= on), key=lambda notice: notice.effective_from)


def has_consented(person: User, notice: PrivacyNotice) -> bool:
    return Consent.objects.filter(person=person, purpose=Consent.Purpose.TRAINING, version=notice.version).in_force().exists()
