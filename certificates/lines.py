"""What a document says, line by line in reading order: the one source of the PDF and of its twin for screen readers."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from certificates import codes
from certificates.exceptions import CertificateError
from certificates.wording import ENGLISH, BrokenSentence, fill
from lms.foundation.pdf.national_header import COUNTRY, MOTTO
from lms.foundation.vietnamese import format_date, format_date_long

COUNTRY_EN, MOTTO_EN = "Socialist Republic of Viet Nam", "Independence - Freedom - Happiness"
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
# Of layout 1, whose snapshots hold no sentences: never change them, old documents are drawn with them.
LAYOUT_1_TEXTS = {
    "certifies": "Chứng nhận {honorific}:",
    "born": "Sinh ngày {born_day}",
    "born_year": "Năm sinh: {born_year}",
    "position": "Chức vụ: {position}",
    "workplace": "Đơn vị công tác: {workplace}",
    "completed": "đã hoàn thành chương trình",
    "course": "[Thời lượng {periods} tiết][, từ ngày {from} đến ngày {to}][, hình thức {form}][, lớp {class_code}]",
    "decision": "Theo Quyết định công nhận kết quả số {decision_number} {decided_on}",
    "place_date": "{place}, {issued_on}",
    "serial_no": "Số hiệu:",
    "register_no": "Số vào sổ:",
    "verify": "Quét mã QR, hoặc nhập mã sau tại địa chỉ xác minh:",
}
# Between the two lines of a position: KT. GIÁM ĐỐC / PHÓ GIÁM ĐỐC (NĐ 30/2020/NĐ-CP, phụ lục I).
NEW_LINE = " / "
BODY = ("certifies", "holder", "born", "born_year", "position", "workplace", "completed", "programme", "course", "decision")
# Short ones, whose English stands in the same line.
INLINE = frozenset({"born", "born_year", "position", "workplace"})
# Nobody but the holder and the office is shown these.
PERSONAL = frozenset({"born", "born_year", "position", "workplace"})


@dataclass(frozen=True)
class Line:
    """One thing that is said; `role` says where it stands, `label` what comes before it, as «Số hiệu:»."""

    role: str
    text: str
    english: str = ""
    label: str = ""


@dataclass(frozen=True)
class Said:
    """`cover` is the outer face, empty on a one-sided form."""

    cover: list[Line]
    inner: list[Line]

    def of(self, *roles: str) -> list[Line]:
        """Lines of the inner face with these roles, in reading order."""
        return [line for line in self.inner if line.role in roles]

    def one(self, role: str) -> Line:
        return next(iter(self.of(role)), Line(role, ""))

    def without_personal(self, public_name: str) -> "Said":
        """What anybody with the code may read."""
        kept = [line for line in self.inner if line.role not in PERSONAL]
        shown = [Line(line.role, public_name, line.english, line.label) if line.role == "holder" else line for line in kept]
        return Said(self.cover, shown)


def said_by(snapshot: Mapping[str, Any], *, for_paper: bool = False) -> Said:
    """Raises CertificateError("template_broken") for a sentence that cannot be filled."""
    speaker = _Speaker(snapshot)
    inner = [
        *_mark(snapshot, speaker, for_paper),
        Line("parent_agency", snapshot["parent_agency"]),
        Line("issuer", snapshot["issuer"]),
        speaker.fixed("country", COUNTRY, COUNTRY_EN),
        speaker.fixed("motto", MOTTO, MOTTO_EN),
        speaker.fixed("title", snapshot["title"], snapshot.get("english_title", "")),
        *(_body_line(role, snapshot, speaker) for role in BODY),
        speaker.sentence("place_date"),
        *_signer(snapshot, speaker),
        speaker.labelled("serial_no", snapshot["serial_no"]),
        speaker.labelled("register_no", snapshot["register_no"]),
        speaker.sentence("verify"),
        Line("code", codes.grouped(snapshot["code"])),
        Line("address", snapshot["verify_url"].rpartition("/")[0] + "/"),
        *_notes(snapshot, speaker, for_paper),
    ]
    return Said(_cover(snapshot, speaker), [line for line in inner if line.text])


def texts_in(said: Said) -> list[str]:
    """Every text in reading order, label and English included."""
    return [text for line in [*said.cover, *said.inner] for text in (line.label, line.text, line.english) if text]


class _Speaker:
    """Fills the sentences of one snapshot; English ones where the form has two languages."""

    def __init__(self, snapshot: Mapping[str, Any]) -> None:
        self.texts: Mapping[str, str] = snapshot.get("texts") or LAYOUT_1_TEXTS
        self.is_bilingual = snapshot.get("language") == "vi_en"
        self.title = snapshot["title"]
        self.values = values_of(snapshot)

    def sentence(self, name: str, role: str = "") -> Line:
        text = self.say(name)
        return Line(role or name, text, self.say(name + ENGLISH) if text else "")

    def fixed(self, role: str, text: str, english: str) -> Line:
        return Line(role, text, english if self.is_bilingual else "")

    def labelled(self, name: str, value: str) -> Line:
        label, english = self.say(name), self.say(name + ENGLISH)
        return Line(name, value, label=f"{label.rstrip(':')} / {english}:" if english else label)

    def say(self, name: str) -> str:
        if name.endswith(ENGLISH) and not self.is_bilingual:
            return ""
        try:
            return fill(self.texts.get(name, ""), self.values)
        except BrokenSentence as broken:
            raise CertificateError("template_broken", title=self.title, field=broken.text) from broken


def values_of(snapshot: Mapping[str, Any]) -> dict[str, str]:
    """The fields of the sentences as printed; what is not known is empty."""
    has_day = snapshot["born"].count("/") == 2
    values = {name: str(snapshot.get(name) or "") for name in _PLAIN}
    values["born_day"], values["born_year"] = (snapshot["born"], "") if has_day else ("", snapshot["born"])
    values["born_day_en"] = _english_date("-".join(reversed(values["born_day"].split("/")))) if has_day else ""
    for name, iso in (("from", snapshot["from"]), ("to", snapshot["to"])):
        values[name] = format_date(date.fromisoformat(iso)) if iso else ""
        values[f"{name}_en"] = _english_date(iso)
    for name, iso in (("decided_on", snapshot["decided_on"]), ("issued_on", snapshot["issued_on"])):
        values[name] = format_date_long(date.fromisoformat(iso)) if iso else ""
        values[f"{name}_en"] = _english_date(iso)
    return values


_PLAIN = (
    "honorific", "honorific_en", "holder", "position", "workplace", "programme", "programme_en", "periods", "form", "form_en", "class_code",
    "class_title", "issuer", "parent_agency", "decision_number", "place", "place_en", "serial_no", "register_no", "legal_basis",
)  # fmt: skip


def _english_date(iso: str | None) -> str:
    if not iso:
        return ""
    day = date.fromisoformat(iso)
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def _body_line(role: str, snapshot: Mapping[str, Any], speaker: _Speaker) -> Line:
    if role == "holder":
        return Line(role, snapshot["holder"])
    if role == "programme":
        return Line(role, snapshot["programme"], speaker.say("programme_en"))
    line = speaker.sentence(role)
    return Line(role, _in_one_line(line)) if role in INLINE else line


def _in_one_line(line: Line) -> str:
    """Chức vụ / Position: Chuyên viên; Sinh ngày 05/02/1990 / Born on 5 February 1990."""
    if not line.english:
        return line.text
    label, colon, value = line.text.partition(":")
    return f"{label} / {line.english}{colon}{value}"


def _mark(snapshot: Mapping[str, Any], speaker: _Speaker, for_paper: bool) -> list[Line]:
    """«Bản thể hiện» stands on whatever is not the original. Layout 1 knew no originals."""
    original = snapshot.get("original")
    is_copy = (original == "paper" and not for_paper) or (original == "signed_pdf" and for_paper)
    return [speaker.sentence("mark")] if is_copy else []


def _notes(snapshot: Mapping[str, Any], speaker: _Speaker, for_paper: bool) -> Iterator[Line]:
    original = snapshot.get("original")
    if original == "signed_pdf":
        yield speaker.sentence("pdf_is_original", "original")
    if original == "paper" and not for_paper:
        yield speaker.sentence("paper_is_original", "original")
    if not snapshot.get("is_two_sided"):
        yield speaker.sentence("legal_basis")


def _signer(snapshot: Mapping[str, Any], speaker: _Speaker) -> Iterator[Line]:
    english = snapshot.get("signer_position_en", "") if speaker.is_bilingual else ""
    lines = snapshot["signer_position"].split(NEW_LINE)
    for number, text in enumerate(lines, start=1):
        yield Line("signer_position", text.strip(), english if number == len(lines) else "")
    yield Line("signer_name", snapshot["signer_name"])


def _cover(snapshot: Mapping[str, Any], speaker: _Speaker) -> list[Line]:
    if not snapshot.get("is_two_sided"):
        return []
    lines = [
        speaker.fixed("country", COUNTRY, COUNTRY_EN),
        speaker.fixed("motto", MOTTO, MOTTO_EN),
        Line("parent_agency", snapshot["parent_agency"]),
        Line("issuer", snapshot["issuer"]),
        speaker.fixed("title", snapshot["title"], snapshot.get("english_title", "")),
        speaker.sentence("legal_basis"),
    ]
    return [line for line in lines if line.text]
