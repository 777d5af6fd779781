"""The draft that the office signs: read back with python-docx, as a word processor opens it."""

import io
from datetime import date

import pytest
from docx import Document

from certificates import decision_draft
from certificates.models import Signer
from lms.classes.models import TrainingClass


@pytest.fixture
def read(training_class, people, document_class):
    def make(names=("anh", "dung"), **changes):
        TrainingClass.objects.filter(pk=training_class.pk).update(**changes)
        fresh = TrainingClass.objects.select_related("issuer__parent", "organizer", "programme").get(pk=training_class.pk)
        data = decision_draft.draft(fresh, [people[name] for name in names], document_class, on=date(2026, 2, 5))
        return Document(io.BytesIO(data))

    return make


def texts(document):
    return [paragraph.text for paragraph in document.paragraphs if paragraph.text]


def test_draft_has_the_head_of_the_decree(read):
    left, right = read().tables[0].rows[0].cells

    assert [line.text for line in left.paragraphs if line.text][:2] == [
        "ỦY BAN NHÂN DÂN THÀNH PHỐ HỒ CHÍ MINH",
        "HỌC VIỆN CÁN BỘ THÀNH PHỐ HỒ CHÍ MINH",
    ]
    assert left.text.rstrip().endswith("/QĐ-HVCB")
    country, motto = [line.text for line in right.paragraphs if line.text][:2]
    assert (country, motto) == ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc")
    assert "năm 2026" in right.text


def test_draft_says_grounds_and_three_articles(read):
    said = texts(read())

    assert "Về việc công nhận kết quả lớp bồi dưỡng AI số 3 (BDAI-2026-03)" in said
    grounds = [line for line in said if line.startswith("Căn cứ")]
    assert any("171/2025/NĐ-CP" in line for line in grounds)
    assert any("456/QĐ-UBND" in line for line in grounds)
    assert all(line.endswith(";") for line in grounds)
    articles = [line for line in said if line.startswith("Điều")]
    assert [line[:7] for line in articles] == ["Điều 1.", "Điều 2.", "Điều 3."]
    assert "Công nhận 2 học viên" in articles[0]
    assert "giấy chứng nhận hoàn thành khóa học" in articles[1]
    assert articles[2].endswith("./.")


def test_draft_rests_on_no_law_that_came_later(training_class):
    assert not any("171/2025" in ground for ground in decision_draft.grounds(training_class, date(2024, 5, 1)))


def test_draft_lists_the_recognised_with_their_result(read):
    table = read().tables[-1]

    assert [cell.text for cell in table.rows[0].cells] == ["STT", "Họ và tên", "Ngày sinh", "Chức vụ", "Đơn vị công tác", "Kết quả"]
    assert [cell.text for cell in table.rows[2].cells] == ["2", "Lê Hoàng Dũng", "05/11/1979", "Chuyên viên", "Sở Nội vụ", "Hoàn thành"]
    assert len(table.rows) == 3


def test_draft_is_set_as_the_decree_wants_it(read):
    document = read()

    section = document.sections[0]
    sizes = (section.page_width, section.page_height, section.left_margin, section.right_margin, section.top_margin)
    assert [round(size.mm) for size in sizes] == [210, 297, 30, 15, 20]
    assert section.different_first_page_header_footer is True
    assert "PAGE" in section.header.paragraphs[0]._p.xml
    assert 'w:start="1"' in document.sections[1]._sectPr.xml
    assert {run.font.name for paragraph in document.paragraphs for run in paragraph.runs} == {"Times New Roman"}
    assert "w:tblHeader" in document.tables[-1].rows[0]._tr.xml


def test_draft_names_the_signer_in_force(read, academy):
    Signer.objects.create(organization=academy, name="Trần Thị Phó", position="KT. GIÁM ĐỐC\nPHÓ GIÁM ĐỐC", source="QĐ 2")

    assert [line.text for line in read().tables[1].rows[0].cells[1].paragraphs if line.text] == [
        "KT. GIÁM ĐỐC",
        "PHÓ GIÁM ĐỐC",
        "Trần Thị Phó",
    ]


def test_draft_leaves_room_for_a_signer_whom_nobody_knows(read, academy):
    Signer.objects.create(organization=academy, name="Cũ", position="GIÁM ĐỐC", source="QĐ", valid_to=date(2020, 1, 1))

    assert read().tables[1].rows[0].cells[1].text.strip() == ""


@pytest.mark.parametrize("title", ["Bồi dưỡng <AI> & dữ liệu", "Lớp “rất dài” " + "đào tạo " * 20])
def test_draft_takes_every_class_name(read, title):
    assert any(title.lower().strip() in line.lower() for line in texts(read(title=title[:250])))


def test_draft_without_anybody_recognised_is_still_a_document(read):
    assert "Công nhận 0 học viên" in " ".join(texts(read(names=())))
