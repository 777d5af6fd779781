import pytest
from django.urls import reverse

from certificates.actions import certificates
from certificates.models import Certificate, IssuerAuthorisation, RecognitionDecision
from lms.classes.models import TrainingClass
from tests.certificates.conftest import admit, today

PAGES_OF_CLASS = ("certificate-class", "certificate-progress", "decision-enter", "certificate-issue")


def address(name, training_class):
    return reverse(name, args=[training_class.pk])


@pytest.fixture
def desk(client, registrar):
    client.force_login(registrar)
    return client


@pytest.mark.parametrize("name", PAGES_OF_CLASS)
def test_pages_of_a_class_do_not_exist_for_a_stranger(client, stranger, closed_class, name):
    client.force_login(stranger)

    assert client.get(address(name, closed_class)).status_code == 404
    assert client.post(address(name, closed_class)).status_code == 404


@pytest.mark.parametrize("name", PAGES_OF_CLASS)
def test_pages_of_a_class_are_forbidden_to_its_trainee(client, trainee, closed_class, name):
    client.force_login(trainee)

    assert client.get(address(name, closed_class)).status_code == 403


@pytest.mark.parametrize(
    ("name", "status"), [("certificate-class", 200), ("certificate-progress", 200), ("decision-enter", 403), ("certificate-issue", 403)]
)
def test_officer_of_the_organizer_reads_and_does_nothing(client, officer, closed_class, name, status):
    client.force_login(officer)

    assert client.get(address(name, closed_class)).status_code == status
    assert client.post(address("certificate-issue", closed_class)).status_code == 403
    assert not Certificate.objects.exists()


@pytest.mark.parametrize("name", [*PAGES_OF_CLASS, "certificate-class-list", "certificate-list"])
def test_pages_ask_for_login(client, closed_class, name):
    page = reverse(name) if name.endswith("-list") else address(name, closed_class)

    assert client.get(page).status_code == 302


def test_certificate_class_list_is_for_registrars(client, officer):
    client.force_login(officer)

    assert client.get(reverse("certificate-class-list")).status_code == 403


def test_certificate_class_list_shows_what_waits(desk, closed_class, training_class, officer, course):
    page = desk.get(reverse("certificate-class-list"))

    assert [found.pk for found in page.context["to_issue"]] == [closed_class.pk]
    assert "Quyết định số 123/QĐ-HVCB công nhận 2 người." in page.text


def test_certificate_class_list_of_a_registrar_above_has_the_classes_below(client, city, person_factory, training_class):
    from tests.conftest import with_role

    client.force_login(with_role(person_factory("Trần Cấp Trên", "tren@hoc.example"), city, "registrar"))

    assert list(client.get(reverse("certificate-class-list")).context["to_decide"]) == [training_class]


def test_certificate_class_list_without_a_class_says_so(desk, academy):
    assert "Chưa có lớp nào" in desk.get(reverse("certificate-class-list")).text


def test_certificate_class_explains_each_person(desk, training_class, people):
    page = desk.get(address("certificate-class", training_class))

    assert [(row.trainee, row.eligible) for row in page.context["view"].rows] == [
        (people["anh"], True),
        (people["dung"], True),
        (people["dat"], False),
    ]
    assert "Đã dự 4 trên 8 tiết (50 %); cần ít nhất 80 %." in page.text
    assert "Nhập quyết định" in page.text


def test_certificate_class_shows_what_the_decision_froze(desk, closed_class, people, person_factory, home_affairs):
    late = admit(closed_class, person_factory("Trần Văn Ý", "y@hoc.example"), home_affairs)

    page = desk.get(address("certificate-class", closed_class))

    assert {row.trainee: row.eligible for row in page.context["view"].rows}[late] is None
    assert "không có trong quyết định" in page.text
    assert "Cấp 2 giấy chứng nhận" in page.text
    assert "Ngày đó đã qua" in page.text


def test_certificate_class_says_why_nothing_can_be_issued(desk, closed_class):
    IssuerAuthorisation.objects.all().delete()

    page = desk.get(address("certificate-class", closed_class))

    assert "chưa được giao chương trình này" in page.text
    assert reverse("certificate-issue", args=[closed_class.pk]) not in page.text


@pytest.mark.parametrize("state", ["running", "planned"])
def test_certificate_class_before_its_time_says_when(desk, training_class, people, state):
    TrainingClass.objects.update(state=state)

    page = desk.get(address("certificate-class", training_class))

    assert "Có thể nhập quyết định công nhận kết quả khi" in page.text
    assert reverse("decision-enter", args=[training_class.pk]) not in page.text


def test_certificate_class_asks_the_same_queries_for_more_people(
    desk, training_class, people, person_factory, home_affairs, django_assert_max_num_queries
):
    with django_assert_max_num_queries(30) as few:
        desk.get(address("certificate-class", training_class))
    for number in range(4):
        admit(training_class, person_factory(f"Người Thứ {number}", f"nguoi{number}@hoc.example"), home_affairs)
    with django_assert_max_num_queries(len(few)):
        desk.get(address("certificate-class", training_class))


def test_decision_enter_freezes_and_goes_back(desk, training_class, people, registrar):
    answer = desk.post(address("decision-enter", training_class), {"number": "77/QĐ-HVCB", "decided_on": today().isoformat()})

    assert answer.url == address("certificate-class", training_class)
    decision = RecognitionDecision.objects.get()
    assert (decision.number, decision.decided_on, decision.entered_by) == ("77/QĐ-HVCB", today(), registrar)


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"number": "", "decided_on": "2026-01-01"}, "Hãy nhập số quyết định công nhận kết quả"),
        ({"number": "1/QĐ", "decided_on": ""}, "Hãy nhập ngày của quyết định"),
        ({"number": "1/QĐ", "decided_on": "hôm qua"}, "Đây không phải ngày tháng"),
        ({"number": "1/QĐ", "decided_on": "2999-01-01"}, "còn chưa tới"),
    ],
)
def test_decision_enter_says_what_is_wrong_and_keeps_what_was_typed(desk, training_class, people, values, sentence):
    page = desk.post(address("decision-enter", training_class), values)

    assert page.status_code == 200
    assert sentence in page.text
    assert f'value="{values["number"]}"' in page.text or not values["number"]
    assert not RecognitionDecision.objects.exists()


def test_decision_enter_corrects_when_asked_to(desk, training_class, decision):
    page = desk.get(address("decision-enter", training_class))
    desk.post(address("decision-enter", training_class), {"number": "125/QĐ-HVCB", "decided_on": today().isoformat(), "correct": "1"})

    assert 'name="correct"' in page.text
    assert RecognitionDecision.objects.get().number == "125/QĐ-HVCB"


def test_decision_enter_from_an_old_page_overwrites_nothing(desk, training_class, decision):
    page = desk.post(address("decision-enter", training_class), {"number": "125/QĐ-HVCB", "decided_on": today().isoformat()})

    assert "Lớp này đã có quyết định số 123/QĐ-HVCB" in page.text
    assert RecognitionDecision.objects.get().number == "123/QĐ-HVCB"


def test_decision_enter_after_the_first_certificate_says_that_it_stays(desk, closed_class, certificate):
    page = desk.get(address("decision-enter", closed_class))

    assert "không thể sửa quyết định nữa" in page.text
    assert '<button class="button button--primary">Sửa' not in page.text


def test_certificate_issue_asks_before_it_issues(desk, closed_class):
    page = desk.get(address("certificate-issue", closed_class))

    assert "2 người được cấp giấy chứng nhận" in page.text
    assert not Certificate.objects.exists()


def test_certificate_issue_issues_to_everybody_recognised(desk, closed_class, document_class):
    answer = desk.post(address("certificate-issue", closed_class), {"document_class": document_class.pk}, follow=True)

    assert "Đã cấp 2 giấy chứng nhận." in answer.text
    assert sorted(Certificate.objects.values_list("register_number", flat=True)) == [1, 2]
    assert "Đang tạo tệp PDF" in answer.text


def test_certificate_issue_twice_issues_once(desk, closed_class, document_class):
    for _ in range(2):
        answer = desk.post(address("certificate-issue", closed_class), {"document_class": document_class.pk}, follow=True)

    assert "đều đã có giấy chứng nhận từ trước" in answer.text
    assert Certificate.objects.count() == 2


def test_certificate_issue_names_those_whose_name_cannot_be_printed(desk, closed_class, document_class, people):
    person = people["anh"].enrollment.person
    person.full_name = "Trần Ngọc Ánh 😀"
    person.save()

    answer = desk.post(address("certificate-issue", closed_class), {"document_class": document_class.pk}, follow=True)

    assert "Không in được các ký tự sau lên giấy chứng nhận: «😀»" in answer.text
    assert Certificate.objects.count() == 1


@pytest.mark.parametrize("state", ["assessing", "running"])
def test_certificate_issue_of_a_class_that_is_not_closed_says_so(desk, closed_class, document_class, state):
    TrainingClass.objects.update(state=state)

    page = desk.post(address("certificate-issue", closed_class), {"document_class": document_class.pk})

    assert page.status_code == 200
    assert not Certificate.objects.exists()


def test_certificate_progress_asks_again_until_every_file_is_there(desk, closed_class, certificate):
    waiting = desk.get(address("certificate-progress", closed_class)).text
    certificates.make_file(certificate=certificate)
    ready = desk.get(address("certificate-progress", closed_class)).text

    assert 'hx-trigger="every 2s"' in waiting
    assert "hx-trigger" not in ready
    assert "1 tệp PDF đã sẵn sàng" in ready
