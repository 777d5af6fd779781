import pytest
from django.urls import reverse

from lms.classes.models import PlanApproval, PlannedClass, TrainingClass, YearPlan


def test_plan_create_then_quick_adding_of_alike_classes(client_of, officer, home_affairs, science, programme, academy):
    browser = client_of(officer)
    known = {"year": "2026", "title": "Kế hoạch lớp AI", "organizer": home_affairs.pk, "approvers": [home_affairs.pk, science.pk]}
    created = browser.post(reverse("plan-create"), known)
    plan = YearPlan.objects.get()
    assert created.headers["Location"] == reverse("plan-detail", args=[plan.pk])

    line = {"programme": programme.pk, "title": "", "quarter": "2", "quota": "50", "organizer": home_affairs.pk, "issuer": academy.pk}
    browser.post(reverse("plan-line-add", args=[plan.pk]), {**line, "number": "3"})

    assert [(each.title, each.quarter, each.quota) for each in PlannedClass.objects.all()] == [(programme.title, 2, 50)] * 3
    page = browser.get(reverse("plan-detail", args=[plan.pk])).text
    assert "<rect" in page
    assert 'style="' not in page


def test_plan_line_add_with_something_wrong_loses_nothing(client_of, officer, year_plan, programme, home_affairs):
    line = {"programme": programme.pk, "title": "Lớp đặc biệt", "quarter": "5", "quota": "0", "organizer": home_affairs.pk, "number": "1"}

    response = client_of(officer).post(reverse("plan-line-add", args=[year_plan.pk]), line)

    assert response.status_code == 422
    assert 'value="Lớp đặc biệt"' in response.text
    assert not PlannedClass.objects.exists()


def test_plan_goes_from_draft_to_an_open_class(client_of, client, officer, science_officer, year_plan, line, course):
    browser = client_of(officer)
    browser.post(reverse("plan-submit", args=[year_plan.pk]))
    browser.post(reverse("plan-answer", args=[year_plan.pk]), {"organization": year_plan.organizer_id, "note": "", "approve": "1"})
    client.force_login(science_officer)
    science = science_officer.organization_roles.get().organization
    client.post(reverse("plan-answer", args=[year_plan.pk]), {"organization": science.pk, "note": "", "approve": "1"})
    client.force_login(officer)

    address = reverse("class-create") + f"?dong={line.pk}"
    form = client.get(address).context["form"]
    values = {name: form[name].value() for name in form.fields}
    assert (values["code"], values["title"], values["quota"]) == ("BDAI-2026-01", "Lớp AI quý IV", 60)
    rows = {"session-TOTAL_FORMS": "0", "session-INITIAL_FORMS": "0"}
    sent = {name: value for name, value in values.items() if value not in (None, "")} | rows | {"form": "face_to_face"}

    response = client.post(address, sent)

    line.refresh_from_db()
    assert response.headers["Location"] == reverse("class-detail", args=[line.training_class_id])
    again = client.get(address, follow=True)
    assert "Dòng này đã mở lớp rồi: BDAI-2026-01." in again.text
    assert TrainingClass.objects.count() == 1


def test_class_create_from_a_line_of_a_draft_says_so(client_of, officer, line):
    response = client_of(officer).get(reverse("class-create") + f"?dong={line.pk}", follow=True)

    assert "Chỉ mở lớp từ kế hoạch đã duyệt" in response.text


@pytest.mark.parametrize("value", ["abc", "-1", "999999"])
def test_class_create_from_a_line_that_is_none_is_404(client_of, officer, value):
    assert client_of(officer).get(reverse("class-create") + f"?dong={value}").status_code == 404


def test_class_create_from_a_line_is_404_for_an_officer_of_elsewhere(client_of, academy, person_factory, approved, line):
    from ...conftest import with_role

    outsider = with_role(person_factory("Cán bộ Học viện", "hv@hoc.example"), academy, "officer")

    assert client_of(outsider).get(reverse("class-create") + f"?dong={line.pk}").status_code == 404


def test_class_create_from_a_line_is_403_for_the_approver(client_of, science_officer, approved, line):
    assert client_of(science_officer).get(reverse("class-create") + f"?dong={line.pk}").status_code == 403


def test_plan_answer_for_another_agency_is_refused_with_a_sentence(client_of, officer, submitted, science):
    sent = {"organization": science.pk, "note": "Đồng ý", "approve": "1"}

    response = client_of(officer).post(reverse("plan-answer", args=[submitted.pk]), sent)

    assert response.status_code == 403
    assert "Chỉ cán bộ của “Sở Khoa học và Công nghệ” được trả lời" in response.text
    assert not PlanApproval.objects.exists()


def test_plan_answer_without_a_note_keeps_the_page(client_of, officer, submitted, home_affairs):
    response = client_of(officer).post(reverse("plan-answer", args=[submitted.pk]), {"organization": home_affairs.pk, "return": "1"})

    assert response.status_code == 422
    assert "Hãy ghi rõ cần sửa gì" in response.text


READING = ["plan-detail"]
WRITING = ["plan-change", "plan-copy", "plan-decide"]
PRESSING = ["plan-submit", "plan-take-back", "plan-line-add"]


@pytest.mark.parametrize("name", [*READING, *WRITING, *PRESSING, "plan-answer"])
def test_plan_is_404_for_a_stranger_and_for_another_agency(client_of, stranger, academy, person_factory, submitted, name):
    from ...conftest import with_role

    outsider = with_role(person_factory("Cán bộ Học viện", "hv@hoc.example"), academy, "officer")
    address = reverse(name, args=[submitted.pk])

    for person in (stranger, outsider):
        assert client_of(person).post(address).status_code == 404


@pytest.mark.parametrize("name", [*WRITING, *PRESSING])
def test_plan_is_403_for_an_approver_who_wants_to_write(client_of, science_officer, submitted, name):
    assert client_of(science_officer).post(reverse(name, args=[submitted.pk])).status_code == 403


@pytest.mark.parametrize("name", ["plan-line-change", "plan-line-remove"])
def test_line_is_404_for_a_stranger_and_403_for_an_approver(client_of, stranger, science_officer, submitted, line, name):
    address = reverse(name, args=[line.pk])

    assert client_of(stranger).post(address).status_code == 404
    assert client_of(science_officer).post(address).status_code == 403
    assert PlannedClass.objects.filter(pk=line.pk).exists()


def test_plan_detail_shows_an_approver_the_plan_without_buttons_to_write(client_of, science_officer, submitted):
    page = client_of(science_officer).get(reverse("plan-detail", args=[submitted.pk])).text

    assert "Duyệt kế hoạch" in page
    assert reverse("plan-take-back", args=[submitted.pk]) not in page


def test_plan_list_is_403_without_an_office(client_of, trainee):
    assert client_of(trainee).get(reverse("plan-list")).status_code == 403


def test_plan_list_shows_plans_of_ones_own_agencies(client_of, science_officer, academy, person_factory, year_plan):
    from ...conftest import with_role

    outsider = with_role(person_factory("Cán bộ Học viện", "hv@hoc.example"), academy, "officer")

    assert year_plan.title in client_of(science_officer).get(reverse("plan-list")).text
    assert year_plan.title not in client_of(outsider).get(reverse("plan-list")).text


def test_line_remove_asks_first(client_of, officer, line):
    browser = client_of(officer)
    address = reverse("plan-line-remove", args=[line.pk])

    assert "Bỏ lớp này khỏi kế hoạch?" in browser.get(address).text
    assert PlannedClass.objects.exists()
    browser.post(address)
    assert not PlannedClass.objects.exists()


def test_plan_detail_query_count_is_the_same_for_one_and_four_lines(
    client_of, officer, year_plan, line, programme, home_affairs, django_assert_max_num_queries
):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    browser = client_of(officer)
    address = reverse("plan-detail", args=[year_plan.pk])
    browser.get(address)
    with CaptureQueriesContext(connection) as one:
        browser.get(address)
    for quarter in (1, 2, 3):
        PlannedClass.objects.create(plan=year_plan, programme=programme, title="Thêm", quarter=quarter, quota=10, organizer=home_affairs)

    with django_assert_max_num_queries(len(one)):
        browser.get(address)


def pdf(name: str = "ke-hoach.pdf", data: bytes = b"%PDF-1.7\nke hoach"):
    from django.core.files.uploadedfile import SimpleUploadedFile

    return SimpleUploadedFile(name, data)


def test_plan_decide_takes_number_and_scan_when_they_come(client_of, officer, science_officer, stranger, approved):
    browser = client_of(officer)
    address = reverse("plan-decide", args=[approved.pk])
    scan = reverse("plan-scan", args=[approved.pk])
    assert browser.get(scan).status_code == 404

    browser.post(address, {"scan": pdf("Kế hoạch đã ký.pdf")})
    browser.post(address, {"decision_no": "12/KH-SNV", "decision_on": "2026-02-28"})

    approved.refresh_from_db()
    assert approved.decision_no == "12/KH-SNV"
    given = client_of(science_officer).get(scan)
    assert b"".join(given.streaming_content) == b"%PDF-1.7\nke hoach"
    assert client_of(stranger).get(scan).status_code == 404


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"decision_no": "12/KH-SNV"}, "Số và ngày quyết định đi cùng nhau"),
        ({"decision_no": "12/KH-SNV", "decision_on": "2027-02-29"}, "Ngày quyết định"),
    ],
)
def test_plan_decide_with_something_wrong_keeps_what_was_typed(client_of, officer, approved, sent, sentence):
    response = client_of(officer).post(reverse("plan-decide", args=[approved.pk]), sent)

    assert sentence in response.text
    assert 'value="12/KH-SNV"' in response.text
    approved.refresh_from_db()
    assert approved.decision_no == ""


def test_plan_decide_refuses_a_scan_that_is_none(client_of, officer, approved):
    response = client_of(officer).post(reverse("plan-decide", args=[approved.pk]), {"scan": pdf("a.pdf", b"<html>")})

    assert "Không nhận được “a.pdf”" in response.text
    assert client_of(officer).get(reverse("plan-scan", args=[approved.pk])).status_code == 404
