import pytest

from lms.classes.actions import classes, notices, openings
from lms.classes.models import ClassDocument, NoticeOpening, TrainingClass
from lms.classes.notice_readers import readers_of
from lms.foundation import files


@pytest.fixture
def address(training_class):
    return f"/l/{training_class.short_code}/"


@pytest.fixture
def paper(training_class, officer):
    kept = files.store(b"%PDF-1.7 tai lieu")
    return ClassDocument.objects.create(
        training_class=training_class,
        kind="material",
        title="Tài liệu buổi 1",
        is_public=True,
        file_sha256=kept.sha256,
        file_name="buoi-1.pdf",
        by=officer,
    )


def test_class_page_tells_anybody_room_time_files_and_notices(client, address, tomorrow, notice, paper):
    page = client.get(address).content.decode()

    for text in ("Hội trường A", "Buổi tới", "Tài liệu buổi 1", "Vui lòng mang máy tính.", "Sở Nội vụ", "<svg"):
        assert text in page


def test_class_page_holds_no_name_of_any_trainee(client, address, two_places, tomorrow, notice, bind, teacher, officer, trainee):
    pages = [client.get(address)]
    for person in (trainee, teacher, officer):
        client.force_login(person)
        pages.append(client.get(address))
    client.logout()
    pages += [bind(two_places[0]).get(address), client.get(f"/tb/{notice.short_code}/"), client.get(f"{address}lich.ics")]

    names = [place.enrollment.person.full_name for place in two_places]
    for page in pages:
        # The head of the site greets whoever is logged in; the page itself names nobody.
        text = page.content.decode().split('id="content"')[-1].split("site-footer")[0]
        assert page.status_code == 200
        assert [name for name in names if name in text] == []


def test_class_page_of_an_unknown_code_is_404(client, training_class):
    assert client.get("/l/zzzzzz/").status_code == 404


def test_class_page_of_a_cancelled_class_says_so(client, address, training_class, tomorrow, officer):
    classes.cancel(training_class=training_class, by=officer)

    page = client.get(address).content.decode()

    assert "Lớp này đã hủy" in page
    assert "now-card" not in page


def test_class_page_of_a_closed_class_says_so(client, address, training_class):
    TrainingClass.objects.update(state="archived", closed_at=training_class.created_at, closing_on=training_class.opening_on)

    assert "Lớp đã bế giảng" in client.get(address).content.decode()


def test_class_page_costs_the_same_with_more_sessions(client, address, training_class, tomorrow, officer, django_assert_max_num_queries):
    from lms.classes.actions import sessions as session_actions
    from tests.classes.conftest import session_plan

    for days in (2, 3, 4):
        session_actions.add(training_class=training_class, plan=session_plan(days), by=officer)

    with django_assert_max_num_queries(7):
        client.get(address)


def test_class_page_offers_projector_to_the_manager_alone(client, address, tomorrow, teacher, place, trainee):
    client.force_login(teacher)
    assert f"/lop/buoi/{tomorrow.pk}/chieu/" in client.get(address).content.decode()

    client.force_login(trainee)
    assert "/chieu/" not in client.get(address).content.decode()


def test_class_page_file_gives_only_public_papers(client, address, paper):
    response = client.get(f"{address}tep/{paper.pk}/")
    assert b"".join(response.streaming_content) == b"%PDF-1.7 tai lieu"

    for hidden in ({"is_public": False}, {"is_public": True, "removed_at": paper.at}):
        ClassDocument.objects.update(**hidden)
        assert client.get(f"{address}tep/{paper.pk}/").status_code == 404


def test_class_page_file_of_another_class_is_404(client, paper, plan, officer):
    from dataclasses import replace

    other = classes.create(plan=replace(plan, code="KHAC-1"), by=officer)

    assert client.get(f"/l/{other.short_code}/tep/{paper.pk}/").status_code == 404


def test_class_page_notes_every_notice_as_opened_by_a_bound_browser(client, address, place, notice, bind):
    client.get(address)
    assert not NoticeOpening.objects.exists()

    bind(place).head(address)
    assert not NoticeOpening.objects.exists()

    client.get(address)
    client.get(address)
    assert list(NoticeOpening.objects.values_list("notice", "trainee")) == [(notice.pk, place.pk)]


def test_notice_show_notes_this_notice_alone(client_of, trainee, place, notice, training_class, officer):
    notices.announce(training_class=training_class, kind="news", title="Khác", text="Khác", by=officer)

    response = client_of(trainee).get(f"/tb/{notice.short_code}/")

    assert "Vui lòng mang máy tính." in response.content.decode()
    assert list(NoticeOpening.objects.values_list("notice", "trainee")) == [(notice.pk, place.pk)]


def test_openings_are_noted_once(notice, place):
    for _time in range(2):
        openings.note(notice=notice, trainee=place)
        openings.note_all(trainee=place)

    assert NoticeOpening.objects.count() == 1


def test_readers_of_names_those_who_have_not_opened_by_agency(notice, two_places, science, person_factory, admit):
    other = admit(person_factory("Lâm Văn Khoa", "khoa@hoc.example"))
    other.agency = science
    other.save()
    openings.note(notice=notice, trainee=two_places[0])

    readers = readers_of(notice)

    assert (readers.opened, readers.total) == (1, 3)
    assert [(agency.name, [str(t.enrollment.person) for t in agency.trainees]) for agency in readers.missing] == [
        ("Sở Khoa học và Công nghệ", ["Lâm Văn Khoa"]),
        ("Sở Nội vụ", ["Bùi Thị Bích"]),
    ]
