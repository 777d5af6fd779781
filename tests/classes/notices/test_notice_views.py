import pytest

from lms.classes.models import ClassNotice, NoticeDelivery
from lms.people.models import User


@pytest.fixture(autouse=True)
def no_broker(monkeypatch):
    monkeypatch.setattr("lms.classes.tasks_notices.send_waiting.delay", lambda: None)


def addresses(notice) -> list[str]:
    pk = notice.pk
    return [
        f"/lop/thong-bao/{pk}/",
        f"/lop/thong-bao/{pk}/gui/",
        f"/lop/thong-bao/{pk}/thong-bao.pdf",
        f"/lop/{notice.training_class_id}/the-hoc-vien.pdf",
    ]


def test_notice_detail_offers_every_way_and_names_who_has_not_opened(client_of, teacher, two_places, notice, trainee):
    trainee.phone = "0901234567"
    trainee.save()

    page = client_of(teacher).get(f"/lop/thong-bao/{notice.pk}/").content.decode()

    for text in (
        "Sao chép tin gửi Zalo",
        "Gửi cho 2 người",
        "Trần Ngọc Ánh",
        "tel:0901234567",
        "<strong>0/2</strong>",
        f"/tb/{notice.short_code}/",
    ):
        assert text in page


def test_notices_of_a_class_are_404_to_a_stranger(client_of, stranger, notice):
    client = client_of(stranger)

    assert {client.get(address).status_code for address in addresses(notice)} == {404}
    assert client.post(f"/lop/thong-bao/{notice.pk}/gui/mail/").status_code == 404
    assert client.get(f"/lop/{notice.training_class_id}/thong-bao/moi/").status_code == 404


def test_notices_of_a_class_are_403_to_its_trainees(client_of, trainee, place, notice):
    client = client_of(trainee)

    assert {client.get(address).status_code for address in addresses(notice)} == {403}
    assert client.post(f"/lop/thong-bao/{notice.pk}/gui/mail/").status_code == 403


def test_class_notices_may_be_read_but_not_written_by_the_registrar(client_of, registrar, notice):
    client = client_of(registrar)

    assert "Mang máy tính" in client.get(f"/lop/{notice.training_class_id}/thong-bao/").content.decode()
    assert client.get(f"/lop/{notice.training_class_id}/thong-bao/moi/").status_code == 403


def test_notice_add_announces_and_offers_the_ways(client_of, officer, training_class, tomorrow):
    client = client_of(officer)
    values = {"kind": "news", "title": "Mang máy tính", "text": "Vui lòng mang máy.", "session": tomorrow.pk}

    response = client.post(f"/lop/{training_class.pk}/thong-bao/moi/", values)

    notice = ClassNotice.objects.get()
    assert response["Location"] == f"/lop/thong-bao/{notice.pk}/"
    assert (notice.session, notice.by) == (tomorrow, officer)


def test_notice_add_keeps_what_was_written_when_something_is_wrong(client_of, officer, training_class):
    page = client_of(officer).post(f"/lop/{training_class.pk}/thong-bao/moi/", {"kind": "news", "title": "Giữ lại", "text": ""})

    assert 'value="Giữ lại"' in page.content.decode()
    assert not ClassNotice.objects.exists()


def test_notice_add_writes_the_summons_for_you(client_of, officer, training_class, tomorrow):
    page = client_of(officer).get(f"/lop/{training_class.pk}/thong-bao/moi/?loai=summons").content.decode()

    assert "trân trọng mời anh/chị dự Lớp bồi dưỡng AI số 3" in page


def test_notice_send_queues_and_says_how_many(client_of, teacher, two_places, notice):
    client = client_of(teacher)

    page = client.post(f"/lop/thong-bao/{notice.pk}/gui/mail/", follow=True).content.decode()
    assert "2 tin đang được gửi." in page
    assert 'hx-trigger="every 3s"' in page

    page = client.post(f"/lop/thong-bao/{notice.pk}/gui/mail/", follow=True).content.decode()
    assert "Không còn ai có địa chỉ nhận Thư điện tử" in page
    assert NoticeDelivery.objects.count() == 2


def test_notice_send_on_an_unknown_way_is_404(client_of, teacher, notice):
    assert client_of(teacher).post(f"/lop/thong-bao/{notice.pk}/gui/fax/").status_code == 404


def test_notice_detail_costs_the_same_for_one_trainee_and_more(
    client_of, teacher, notice, place, person_factory, admit, django_assert_max_num_queries
):
    for number in range(4):
        admit(person_factory(f"Lê Thị Số {number}", f"so{number}@hoc.example"))
    client = client_of(teacher)
    client.get("/toi/")

    with django_assert_max_num_queries(18):
        client.get(f"/lop/thong-bao/{notice.pk}/")
    assert User.objects.count() > 4
