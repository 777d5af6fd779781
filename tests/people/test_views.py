"""Own profile, roles of an organization, logging in and registering, as pages."""

import pytest
from django.urls import reverse

from lms.foundation.models import AuditEntry
from lms.people.actions import people, roles
from lms.people.models import OrganizationRole, User

pytestmark = pytest.mark.django_db
PASSWORD = "hoc-ai-demo"


def url(name, *args):
    return reverse(name, args=args)


def log_in(client, login, password=PASSWORD, **more):
    return client.post(url("account_login"), {"login": login, "password": password, **more})


def profile(person, **changes):
    details = {
        "full_name": person.full_name,
        "family_middle": person.family_middle,
        "given": person.given,
        "language": "vi",
        "phone": "",
        "birth_date": "",
        "sex": "",
    }
    return details | changes


# --- logging in and out ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("login", ["hocvien@hoc.example", "HocVien@Hoc.Example"])
def test_login_by_email(client, trainee, login):
    assert log_in(client, login).headers["Location"] == url("first-screen")
    assert client.session["_auth_user_id"] == str(trainee.pk)


def test_login_by_handle_goes_on_to_the_page_asked_for(client, trainee):
    response = log_in(client, trainee.handle, next=url("profile-edit"))

    assert response.headers["Location"] == url("profile-edit")


def test_login_without_an_email_works_by_handle(client, db):
    person = people.register(full_name="Nông Thị Ế", by=None)
    person.set_password(PASSWORD)
    person.save()

    assert log_in(client, person.handle).status_code == 302


def test_login_with_a_wrong_password_says_one_sentence(client, trainee):
    response = log_in(client, trainee.handle, "khong-phai-mat-khau")

    assert "mật khẩu không đúng" in response.content.decode()
    assert "_auth_user_id" not in client.session


def test_login_never_leads_off_the_site(client, trainee):
    assert log_in(client, trainee.handle, next="https://xau.example/").headers["Location"] == url("first-screen")


def test_logout_ends_the_session_and_comes_home_when_the_hub_is_down(client, trainee, settings):
    settings.HOCAI_HUB_URL = "http://127.0.0.1:9"
    client.force_login(trainee)

    response = client.post(url("account_logout"))

    assert response.headers["Location"] == "/"
    assert "_auth_user_id" not in client.session


def test_signup_keeps_a_vietnamese_name_in_one_spelling(client, db):
    decomposed = "Nguyễn   Thị Kiều Oanh"
    response = client.post(url("account_signup"), {"full_name": decomposed, "email": "Oanh@hoc.example", "password1": "mot-mat-khau-dai"})

    assert response.status_code == 302
    person = User.objects.get(email="oanh@hoc.example")
    assert (person.full_name, person.family_middle, person.given) == ("Nguyễn Thị Kiều Oanh", "Nguyễn Thị Kiều", "Oanh")
    assert person.handle != "oanh"
    assert not person.is_staff


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [({"full_name": "123"}, "Hãy viết họ tên đầy đủ"), ({"password1": "ngan"}, "10"), ({"email": "khong-phai-email"}, "email")],
)
def test_signup_with_bad_input_keeps_what_was_typed(client, db, fields, sentence):
    values = {"full_name": "Lý Tự Trọng", "email": "trong@hoc.example", "password1": "mot-mat-khau-dai"} | fields

    response = client.post(url("account_signup"), values)

    assert response.status_code == 200
    assert sentence in response.content.decode()
    assert values["full_name"] in response.content.decode()
    assert not User.objects.exists()


# --- one's own profile ----------------------------------------------------------------------------------------------


def test_profile_is_behind_the_login(client, db):
    assert client.get(url("profile-edit")).status_code == 302


def test_profile_shows_handle_place_and_masked_id(client, trainee, home_affairs):
    people.affiliate(person=trainee, organization=home_affairs, position="Chuyên viên", by=None)
    owner = people.register(full_name="Nguyễn Văn An", personal_id="079085001234", by=None)
    client.force_login(trainee)

    page = client.get(url("profile-edit")).content.decode()

    assert trainee.handle in page
    assert "Sở Nội vụ" in page
    assert "Chuyên viên" in page
    client.force_login(owner)
    assert "079*******34" in client.get(url("profile-edit")).content.decode()


def test_profile_renamed_moves_the_halves_along(client, trainee):
    client.force_login(trainee)

    client.post(url("profile-edit"), profile(trainee, full_name="Trần Ngọc Ẩn"))

    trainee.refresh_from_db()
    assert (trainee.full_name, trainee.family_middle, trainee.given) == ("Trần Ngọc Ẩn", "Trần Ngọc", "Ẩn")


def test_profile_keeps_a_given_name_of_two_words(client, trainee):
    client.force_login(trainee)

    client.post(
        url("profile-edit"),
        profile(trainee, full_name="Trần Bảo Anh", family_middle="Trần", given="Bảo Anh", phone="0912 345 678", birth_date="03/05/1992"),
    )

    trainee.refresh_from_db()
    assert (trainee.family_middle, trainee.given, trainee.phone) == ("Trần", "Bảo Anh", "+84912345678")
    assert trainee.birth_date.isoformat() == "1992-05-03"
    assert AuditEntry.objects.filter(verb="person.correct", actor_handle=trainee.handle).count() == 1


@pytest.mark.parametrize(
    ("field", "value"),
    [("full_name", "..."), ("phone", "12"), ("birth_date", "31/02/1990"), ("birth_date", "01/01/2990"), ("birth_date", "01/01/1800")],
)
def test_profile_with_bad_input_changes_nothing(client, trainee, field, value):
    client.force_login(trainee)

    response = client.post(url("profile-edit"), profile(trainee, **{field: value}))

    assert "form-field--invalid" in response.content.decode()
    assert value in response.content.decode()
    trainee.refresh_from_db()
    assert (trainee.full_name, trainee.phone, trainee.birth_date) == ("Trần Ngọc Ánh", "", None)


# --- roles ----------------------------------------------------------------------------------------------------------


def test_role_list_shows_what_one_administers(client, administrator, stranger):
    client.force_login(administrator)
    assert "Ủy ban nhân dân Thành phố Hồ Chí Minh" in client.get(url("role-list")).content.decode()

    client.force_login(stranger)
    assert "Bạn không quản trị đơn vị nào" in client.get(url("role-list")).content.decode()


def test_organization_roles_grants_by_email_and_lists(client, administrator, home_affairs, stranger):
    client.force_login(administrator)

    response = client.post(url("organization-roles", home_affairs.pk), {"login": "Khach@hoc.example", "role": "officer"}, follow=True)

    assert OrganizationRole.objects.get(person=stranger).organization == home_affairs
    assert stranger.full_name in response.content.decode()


def test_organization_roles_of_somebody_unknown_says_what_to_do(client, administrator, home_affairs):
    client.force_login(administrator)

    response = client.post(url("organization-roles", home_affairs.pk), {"login": "ai-do@hoc.example", "role": "officer"})

    assert "Không ai có email hoặc tên đăng nhập này" in response.content.decode()
    assert "ai-do@hoc.example" in response.content.decode()


def test_organization_roles_are_closed_to_others(client, officer, home_affairs, academy, stranger):
    held = officer.organization_roles.get()
    for person in (officer, stranger):
        client.force_login(person)
        assert client.get(url("organization-roles", home_affairs.pk)).status_code == 403
        assert client.post(url("organization-roles", academy.pk), {"login": person.handle, "role": "administrator"}).status_code == 403
        assert client.post(url("role-end", held.pk)).status_code == 403
    held.refresh_from_db()
    assert held.valid_to is None
    assert not OrganizationRole.objects.filter(role="administrator").exists()


def test_administrator_of_one_organization_grants_nothing_elsewhere(client, person_factory, home_affairs, academy):
    local = person_factory("Quản trị Sở", "qt@hoc.example")
    roles.grant(person=local, organization=home_affairs, role="administrator", by=None)
    client.force_login(local)

    assert client.get(url("organization-roles", home_affairs.pk)).status_code == 200
    assert client.post(url("organization-roles", academy.pk), {"login": local.handle, "role": "registrar"}).status_code == 403


def test_role_end_asks_and_then_ends(client, administrator, officer):
    held = officer.organization_roles.get()
    client.force_login(administrator)

    assert officer.full_name in client.get(url("role-end", held.pk)).content.decode()
    held.refresh_from_db()
    assert held.valid_to is None
    client.post(url("role-end", held.pk))

    held.refresh_from_db()
    assert held.valid_to is not None
    assert client.get(url("role-end", 999_999)).status_code == 404


def test_organization_roles_takes_as_many_queries_for_three_people_as_for_one(
    client, administrator, officer, person_factory, home_affairs, django_assert_max_num_queries
):
    client.force_login(administrator)
    client.get(url("organization-roles", home_affairs.pk))
    with django_assert_max_num_queries(20) as one:
        client.get(url("organization-roles", home_affairs.pk))
    for n in range(3):
        roles.grant(person=person_factory(f"Người {n}", f"n{n}@hoc.example"), organization=home_affairs, role="teacher", by=None)

    with django_assert_max_num_queries(len(one)):
        client.get(url("organization-roles", home_affairs.pk))
