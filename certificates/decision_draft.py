"""The recognition decision as a draft for the issuer's office: what it says; its number and date come from the signed paper."""

from collections.abc import Sequence
from datetime import date

from certificates import snapshots
from certificates.exceptions import NotEligible
from certificates.models import DocumentClass, IssuerAuthorisation
from certificates.rules import signer_on
from lms.classes.models import Trainee, TrainingClass
from lms.foundation.vietnamese import format_date, format_date_long

PLACE = "Thành phố Hồ Chí Minh"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
# What the decision rests on, from which day on; the office reads it through before the signature.
LAWS: tuple[tuple[date, str], ...] = (
    (date(2017, 10, 21), "Nghị định số 101/2017/NĐ-CP ngày 01 tháng 9 năm 2017 của Chính phủ về đào tạo, bồi dưỡng cán bộ, công chức, viên chức (sửa đổi, bổ sung bởi Nghị định số 89/2021/NĐ-CP)"),
    (date(2025, 7, 1), "Nghị định số 171/2025/NĐ-CP ngày 30 tháng 6 năm 2025 của Chính phủ quy định về đào tạo, bồi dưỡng công chức"),
    (date(2023, 4, 30), "Thông tư số 03/2023/TT-BNV ngày 30 tháng 4 năm 2023 của Bộ trưởng Bộ Nội vụ hướng dẫn về đào tạo, bồi dưỡng cán bộ, công chức, viên chức"),
)  # fmt: skip
COLUMNS = (
    ("STT", 0.6, True), ("Họ và tên", 2.3, False), ("Ngày sinh", 1.2, True), ("Chức vụ", 1.6, False),
    ("Đơn vị công tác", 2.4, False), ("Kết quả", 1.2, True),
)  # fmt: skip
RESULT = "Hoàn thành"


def draft(training_class: TrainingClass, recognised: Sequence[Trainee], document_class: DocumentClass | None, *, on: date) -> bytes:
    """The .docx: decision with three articles, and the list of those whom it recognises, in their order. `on`: the day of drafting."""
    # Read only by those who press the button.
    from certificates.docx_layout import OfficialDocument

    issuer = training_class.issuer
    short = issuer.abbreviation or issuer.code
    about = f"công nhận kết quả {_class_in_words(training_class)}"
    paper = OfficialDocument(title=f"Quyết định {about}", author=issuer.name)
    paper.head(
        parent=issuer.parent.name if issuer.parent else "", agency=issuer.name,
        number=f"Số:          /QĐ-{short}", place_date=f"{PLACE}, ngày      tháng      năm {on.year}",
    )  # fmt: skip
    paper.heading("")
    paper.heading("QUYẾT ĐỊNH")
    paper.heading(f"Về việc {about}", is_ruled=True)
    position, name = _signer(training_class, on)
    paper.heading(f"{position} {issuer.name}".strip().upper())
    for ground in grounds(training_class, on):
        paper.paragraph(ground, is_italic=True)
    paper.heading("QUYẾT ĐỊNH:")
    for number, article in enumerate(articles(training_class, len(recognised), document_class), start=1):
        paper.paragraph(article, lead=f"Điều {number}.")
    paper.paragraph("")
    paper.foot(receivers=_receivers(training_class), position=position, name=name)
    paper.begin_annex()
    paper.heading("Phụ lục")
    paper.heading("DANH SÁCH HỌC VIÊN ĐƯỢC CÔNG NHẬN KẾT QUẢ")
    paper.heading(f"(Kèm theo Quyết định số          /QĐ-{short} ngày     tháng     năm {on.year} của {issuer.name})", is_italic=True)
    paper.heading("")
    paper.table(COLUMNS, [_row(number, trainee, on) for number, trainee in enumerate(recognised, start=1)])
    paper.heading(f"Tổng số: {len(recognised)} học viên", is_italic=True)
    return paper.finish()


def grounds(training_class: TrainingClass, on: date) -> list[str]:
    """Căn cứ: the law, the assignment of the issuer, the decision that opened the class, its results."""
    found = [law for since, law in LAWS if since <= on]
    assigned = IssuerAuthorisation.objects.for_class(training_class).valid_on(on).order_by("-valid_from").first()
    found += [assigned.source] if assigned else []
    if training_class.decision_no:
        day = f" {format_date_long(training_class.decision_on)}" if training_class.decision_on else ""
        found.append(f"Quyết định số {training_class.decision_no}{day} về việc mở {_class_in_words(training_class)}")
    found.append(f"kết quả học tập của {_class_in_words(training_class)}")
    return [f"Căn cứ {ground};" for ground in found] + ["Theo đề nghị của ...................................................."]


def articles(training_class: TrainingClass, count: int, document_class: DocumentClass | None) -> list[str]:
    terms = training_class.programme_terms
    programme = terms.get("title") or training_class.programme.title
    days = [format_date(day) for day in (training_class.opening_on, training_class.closing_on) if day]
    span = f", từ ngày {days[0]} đến ngày {days[1]}" if len(days) == 2 else ""
    title = document_class.title if document_class else "Giấy chứng nhận hoàn thành khóa học"
    paper = title[:1].lower() + title[1:]
    return [
        f"Công nhận {count} học viên {_class_in_words(training_class)} hoàn thành chương trình “{programme}”{span} "
        "(danh sách tại Phụ lục kèm theo).",
        f"Cấp {paper} cho các học viên được công nhận tại Điều 1, ghi ngày bế giảng của lớp.",
        "Quyết định này có hiệu lực kể từ ngày ký. Các đơn vị có liên quan và các học viên có tên tại Điều 1 chịu trách nhiệm "
        "thi hành Quyết định này./.",
    ]


def _class_in_words(training_class: TrainingClass) -> str:
    title = training_class.title
    named = title if title.lower().startswith(("lớp", "khóa", "khoá")) else f"lớp {title}"
    return f"{named[:1].lower()}{named[1:]} ({training_class.code})"


def _signer(training_class: TrainingClass, on: date) -> tuple[str, str]:
    """Position and name; empty where nobody can say yet: the office writes them in."""
    try:
        signer = signer_on(training_class.issuer, on)
    except NotEligible:
        return "", ""
    if signer:
        return signer.position, signer.name
    assigned = IssuerAuthorisation.objects.for_class(training_class).valid_on(on).order_by("-valid_from").first()
    return (assigned.signer_position, assigned.signer_name) if assigned else ("", "")


def _receivers(training_class: TrainingClass) -> list[str]:
    return ["Như Điều 3;", f"{training_class.organizer.name};", "Lưu: VT, ĐT."]


def _row(number: int, trainee: Trainee, on: date) -> list[str]:
    said = snapshots.holder_part(trainee, on)
    return [str(number), said["holder"], said["born"], said["position"], said["workplace"], RESULT]
