import io

import pytest
from pypdf import PdfReader

from lms.classes import posters, ticket_cards
from lms.classes.models import Trainee
from lms.foundation.models import AccessEntry


def texts(pdf: bytes) -> list[str]:
    return [" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(pdf)).pages]


def test_class_cards_are_eight_to_a_page_by_agency_then_name(training_class, place, science, admit, person_factory):
    for number in range(8):
        admit(person_factory(f"Lê Văn Số{number}", f"so{number}@hoc.example"))
    other = admit(person_factory("Phan Thị Út", "ut@hoc.example"))
    other.agency = science
    other.save()

    first, second = texts(ticket_cards.class_cards(training_class))

    assert first.index("Phan Thị Út") < first.index("Trần Ngọc Ánh") < first.index("Lê Văn Số0")
    assert first.count("Mã điểm danh") == 8
    assert second.count("Mã điểm danh") == 2
    assert f"{place.ticket_code[:5]} {place.ticket_code[5:]}" in first


def test_class_cards_of_an_empty_class_say_so(training_class):
    assert texts(ticket_cards.class_cards(training_class)) == ["Danh sách lớp BDAI-2026-03 chưa có ai."]


def test_class_cards_leave_out_nobody_with_a_code(training_class, two_places):
    Trainee.objects.filter(pk=two_places[0].pk).update(ticket_code=None)

    [page] = texts(ticket_cards.class_cards(training_class))

    assert page.count("Mã điểm danh") == 1


def test_class_cards_are_noted_in_the_diary(client_of, teacher, training_class, place):
    response = client_of(teacher).get(f"/lop/{training_class.pk}/the-hoc-vien.pdf")

    assert response.content.startswith(b"%PDF")
    assert AccessEntry.objects.filter(actor_handle=teacher.handle, what="ticket_codes").exists()


def test_class_poster_carries_the_address(client, training_class):
    response = client.get(f"/l/{training_class.short_code}/ap-phich.pdf")

    [page] = texts(response.content)
    assert f"localhost:8000/l/{training_class.short_code}/" in page
    assert "Lớp bồi dưỡng AI số 3" in page


@pytest.mark.parametrize("text", ["Ngắn.", "Rất dài. " * 220])
def test_notice_poster_holds_the_whole_text_on_one_page(notice, text):
    notice.text = text.strip()

    [page] = texts(posters.notice_poster(notice))

    assert page.count(text.split(".")[0]) == text.count(".")
    assert f"/tb/{notice.short_code}/" in page


def test_notice_poster_prints_no_empty_boxes(notice):
    notice.text = "Đổi phòng: Hội trường A → Phòng 204 🎉"

    [page] = texts(posters.notice_poster(notice))

    assert "Hội trường A sang Phòng 204" in page
