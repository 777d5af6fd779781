"""The page behind an agency's link, as a browser without an account sees it."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from lms.classes.actions import invitations
from lms.classes.agency_links import token_of
from lms.classes.models import AgencyInvitation, RosterImport, WaitingPlace

from .conftest import sheet


def names_on(training_class):
    return sorted(training_class.trainees.active().values_list("enrollment__person__full_name", flat=True))


def upload(visitor, link, data, name="danh-sach.xlsx"):
    return visitor.post(f"{link}tep/", {"file": SimpleUploadedFile(name, data)})


def test_agency_page_shows_the_class_and_notes_the_opening(visitor, link, invitation, training_class):
    response = visitor.get(link)

    assert response.status_code == 200
    page = response.content.decode()
    assert training_class.title in page
    assert "Phường Bến Thành" in page
    assert AgencyInvitation.objects.get(pk=invitation.pk).opened_at is not None
    assert response["Cache-Control"].find("no-store") >= 0
    assert response["X-Robots-Tag"] == "noindex, nofollow"


def test_agency_page_opened_by_the_officer_does_not_count_as_opened(client_of, officer, link, invitation):
    client_of(officer).get(link)

    assert AgencyInvitation.objects.get(pk=invitation.pk).opened_at is None


def test_agency_page_shows_nobody_of_other_agencies(visitor, link, place, training_class):
    page = visitor.get(link).content.decode()

    assert place.enrollment.person.full_name not in page


def test_list_is_checked_first_and_sent_then(visitor, link, training_class):
    response = upload(visitor, link, sheet(["Trần Thị Bưởi", "Lê Văn Cam"]))
    before = names_on(training_class)
    check = visitor.get(response.url)
    sent = visitor.post(f"{response.url}gui/", follow=True)

    assert "Kiểm tra trước" in check.content.decode()
    assert before == []
    assert names_on(training_class) == ["Lê Văn Cam", "Trần Thị Bưởi"]
    assert "2 người" in sent.content.decode()


@pytest.mark.db
def test_list_over_the_quota_puts_the_last_on_the_waiting_list(visitor, link, training_class):
    response = upload(visitor, link, sheet(["Người Một", "Người Hai", "Người Ba"]))
    check = visitor.get(response.url).content.decode()
    visitor.post(f"{response.url}gui/")

    assert "dự bị" in check
    assert names_on(training_class) == ["Người Hai", "Người Một"]
    assert [place.person.full_name for place in WaitingPlace.objects.all()] == ["Người Ba"]
    assert "Người Ba" in visitor.get(link).content.decode()


def test_list_with_errors_names_the_row_and_enters_the_good_ones(visitor, link, training_class):
    response = upload(visitor, link, sheet(["Trần Thị Bưởi", "Lê 123"]))
    page = visitor.get(response.url).content.decode()
    visitor.post(f"{response.url}gui/")

    assert "cần sửa" in page
    assert names_on(training_class) == ["Trần Thị Bưởi"]


def test_sheet_with_remarks_comes_back(visitor, link):
    from openpyxl import load_workbook

    response = upload(visitor, link, sheet(["Lê 123"]))
    book = load_workbook(BytesIO(visitor.get(f"{response.url}ghi-chu.xlsx").content))

    cells = [str(cell.value) for row in book.active.iter_rows() for cell in row if cell.value]
    assert any("CHƯA GHI" in text or "KHÔNG GHI" in text for text in cells)


def test_sheet_to_fill_in_has_the_agency_and_whom_it_sent(visitor, link, sent_trainee):
    from openpyxl import load_workbook

    book = load_workbook(BytesIO(visitor.get(f"{link}mau.xlsx").content))

    rows = [[cell.value for cell in row] for row in book.active.iter_rows()]
    header = next(row for row in rows if row[1] == "Họ và tên")
    first = rows[rows.index(header) + 1]
    assert first[1] == "Trần Thị Bưởi"
    assert first[header.index("Đơn vị công tác")] == "Phường Bến Thành"
    assert first[header.index("CCCD")] is None


def test_sheet_to_fill_in_comes_back_without_errors(visitor, link, training_class):
    from openpyxl import load_workbook

    book = load_workbook(BytesIO(visitor.get(f"{link}mau.xlsx").content))
    page = book.active
    head = next(row[0].row for row in page.iter_rows() if row[1].value == "Họ và tên")
    page.cell(head + 1, 2, "Trần Thị Bưởi")
    page.cell(head + 1, 3, "12/03/1985")
    buffer = BytesIO()
    book.save(buffer)

    response = upload(visitor, link, buffer.getvalue())
    counts = RosterImport.objects.get().counts

    assert response.status_code == 302
    assert (counts["rows"], counts["new"], counts["refused"]) == (1, 1, 0)


@pytest.mark.parametrize("with_titles", [True, False])
def test_paste_takes_cells_with_and_without_titles(visitor, link, with_titles):
    from lms.classes.typed import COLUMNS

    cells = "1\tTrần Thị Bưởi\t12/03/1985\tNữ\t\t\t\tPhường Bến Thành\tChuyên viên\tCông chức"
    text = "\t".join(COLUMNS) + "\n" + cells if with_titles else cells

    response = visitor.post(f"{link}dan/", {"text": text})

    assert response.status_code == 302
    assert RosterImport.objects.get().counts["new"] == 1


def test_person_typed_on_a_phone_is_entered_at_once(visitor, link, training_class):
    response = visitor.post(f"{link}mot-nguoi/", {"full_name": "Trần Thị Bưởi", "birth": "1985", "position": "Chuyên viên"})

    assert response.status_code == 302
    assert names_on(training_class) == ["Trần Thị Bưởi"]


def test_person_typed_with_a_wrong_date_stays_in_the_form(visitor, link, training_class):
    response = visitor.post(f"{link}mot-nguoi/", {"full_name": "Trần Thị Bưởi", "birth": "31/02/1985"})

    assert response.status_code == 422
    assert "Trần Thị Bưởi" in response.content.decode()
    assert names_on(training_class) == []


def test_upload_of_something_else_says_so_and_keeps_nothing(visitor, link):
    response = upload(visitor, link, b"%PDF-1.7 not a table", "to-trinh.pdf")

    assert response.status_code == 422
    assert RosterImport.objects.count() == 0


def test_upload_too_large_is_refused(visitor, link):
    response = upload(visitor, link, b"x" * 2_000_001)

    assert response.status_code == 422
    assert RosterImport.objects.count() == 0


def test_upload_too_often_is_asked_to_wait(visitor, link, monkeypatch):
    monkeypatch.setattr("lms.classes.views.agency_page.LISTS_PER_LINK", 1)

    first, second = upload(visitor, link, sheet(["Trần Thị Bưởi"])), upload(visitor, link, sheet(["Trần Thị Bưởi"]))

    assert (first.status_code, second.status_code) == (302, 429)


def test_decline_asks_for_a_reason_and_is_shown_to_the_officer(visitor, link, invitation, client_of, officer, training_class):
    empty = visitor.post(f"{link}tu-choi/", {"reason": ""})
    visitor.post(f"{link}tu-choi/", {"reason": "Đang kiểm tra công vụ"})

    assert empty.status_code == 200
    assert AgencyInvitation.objects.get(pk=invitation.pk).declined_at is not None
    assert "Đang kiểm tra công vụ" in client_of(officer).get(f"/lop/{training_class.pk}/don-vi/").content.decode()


def test_list_after_declining_takes_it_back(visitor, link, invitation):
    visitor.post(f"{link}tu-choi/", {"reason": "Bận"})

    response = upload(visitor, link, sheet(["Trần Thị Bưởi"]))
    visitor.post(f"{response.url}gui/")

    assert AgencyInvitation.objects.get(pk=invitation.pk).declined_at is None


# --- a link that is not right ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["", "mau.xlsx", "tu-choi/"])
def test_tampered_link_is_not_found(visitor, link, path):
    changed = link[:-2] + ("A" if link[-2] != "A" else "B") + "/"

    response = visitor.get(f"{changed}{path}")

    assert response.status_code == 404
    assert "Liên kết" in response.content.decode()


@pytest.mark.parametrize("token", ["1", "x", "1.", "99999999.abc", "²." + "a" * 43, "9" * 40 + ".a"])
def test_made_up_link_is_not_found(visitor, db, token):
    assert visitor.get(f"/don-vi/{token}/").status_code == 404


def test_link_of_one_class_with_the_signature_of_another_is_not_found(visitor, invite, invitation, health):
    other = invite(health)
    mixed = f"{other.pk}.{token_of(invitation).partition('.')[2]}"

    assert visitor.get(f"/don-vi/{mixed}/").status_code == 404


def test_expired_link_is_gone_and_says_whom_to_ask(visitor, link, invitation):
    AgencyInvitation.objects.filter(pk=invitation.pk).update(expires_at=timezone.now() - timedelta(minutes=1))

    response = visitor.get(link)

    assert response.status_code == 410
    assert "Sở Nội vụ" in response.content.decode()


def test_revoked_link_is_gone(visitor, link, invitation, officer):
    invitations.revoke(invitation=invitation, by=officer)

    assert visitor.get(link).status_code == 410
    assert upload(visitor, link, sheet(["Trần Thị Bưởi"])).status_code == 410


def test_renewed_link_ends_the_older_one(visitor, link, invitation, officer):
    renewed = invitations.renew(invitation=invitation, by=officer)

    assert visitor.get(link).status_code == 404
    assert visitor.get(f"/don-vi/{token_of(renewed)}/").status_code == 200


def test_link_is_gone_when_the_class_is_over(visitor, link, training_class):
    type(training_class).objects.filter(pk=training_class.pk).update(
        state="closed", closed_at=timezone.now(), closing_on=timezone.localdate(), decision_no="1/QĐ"
    )

    assert visitor.get(link).status_code == 410
    assert upload(visitor, link, sheet(["Trần Thị Bưởi"])).status_code == 410


def test_list_of_another_link_is_not_found(visitor, link, invite, health):
    other = invite(health)
    response = upload(visitor, link, sheet(["Trần Thị Bưởi"]))
    key = response.url.rstrip("/").rsplit("/", 1)[1]

    foreign = f"/don-vi/{token_of(other)}/danh-sach/{key}/"

    assert visitor.get(foreign).status_code == 404
    assert visitor.post(f"{foreign}gui/").status_code == 404
    assert visitor.get(f"{foreign}ghi-chu.xlsx").status_code == 404


def test_people_of_another_link_cannot_be_taken_off_or_replaced(visitor, sent_trainee, invite, health):
    other = f"/don-vi/{token_of(invite(health))}/hoc-vien/{sent_trainee.pk}/"

    assert visitor.post(f"{other}rut/").status_code == 404
    assert visitor.get(f"{other}thay/").status_code == 404


def test_list_for_another_agency_is_refused_row_by_row(visitor, link, health, training_class):
    response = upload(visitor, link, sheet(["Trần Thị Bưởi"], agency="Sở Y tế"))

    page = visitor.get(response.url).content.decode()

    assert "cần sửa" in page
    visitor.post(f"{response.url}gui/")
    assert names_on(training_class) == []


def test_doubtful_row_does_not_tell_who_else_is_known(visitor, link, health, person_factory, officer):
    from datetime import date

    from lms.people.actions import people

    known = person_factory("Trần Thị Bưởi", "buoi@syt.example", birth_date=date(1985, 3, 12))
    people.affiliate(person=known, organization=health, by=officer)

    response = upload(visitor, link, sheet(["Trần Thị Bưởi"]))
    page = visitor.get(response.url).content.decode()
    remarks = visitor.get(f"{response.url}ghi-chu.xlsx")

    assert "Sở Y tế" not in page
    assert "buoi@syt.example" not in page
    assert "cán bộ" in page.lower()
    assert "Sở Y tế".encode() not in _unzipped(remarks.content)


def _unzipped(data):
    from zipfile import ZipFile

    with ZipFile(BytesIO(data)) as archive:
        return b"".join(archive.read(name) for name in archive.namelist())


# --- windows --------------------------------------------------------------------------------------------------------


def test_list_before_the_window_says_when_to_come_back(visitor, link, training_class):
    type(training_class).objects.filter(pk=training_class.pk).update(enrols_from=timezone.now() + timedelta(days=1))

    page = visitor.get(link)

    assert "Nhận danh sách từ" in page.content.decode()
    assert upload(visitor, link, sheet(["Trần Thị Bưởi"])).status_code == 422
    assert RosterImport.objects.count() == 0


def test_list_after_the_window_is_refused_until_the_officer_extends(visitor, link, invitation, training_class, officer):
    type(training_class).objects.filter(pk=training_class.pk).update(enrols_until=timezone.now() - timedelta(days=1))

    late = upload(visitor, link, sheet(["Trần Thị Bưởi"]))
    invitations.extend(invitation=invitation, until=timezone.now() + timedelta(days=2), by=officer)
    extended = upload(visitor, link, sheet(["Trần Thị Bưởi"]))

    assert (late.status_code, extended.status_code) == (422, 302)
