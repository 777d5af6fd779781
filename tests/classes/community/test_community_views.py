"""The pages of community sessions, and who may open which."""

import json
from datetime import timedelta
from io import BytesIO
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from lms.classes.models import CommunitySession

from ...conftest import with_role


@pytest.fixture
def filled():
    return {
        "uid": str(uuid4()),
        "topic": "Dùng trợ lý AI trên điện thoại",
        "place": "Nhà văn hóa khu phố 3",
        "on": timezone.localdate().isoformat(),
        "minutes": "60",
        "n-female-over_60": "12",
        "n-male-16_30": "3",
        "names": "",
        "note": "",
    }


def post_json(client, ward, values, **kept):
    body = {**values, "id": values["uid"].replace("-", ""), **kept}
    return client.post(reverse("community-add", args=[ward.pk]), json.dumps(body), content_type="application/json")


def test_community_add_as_a_plain_form(client_of, guide, ward, filled):
    browser = client_of(guide)
    page = browser.get(reverse("community-add", args=[ward.pk])).text
    assert "n-female-over_60" in page
    assert "onclick" not in page

    response = browser.post(reverse("community-add", args=[ward.pk]), filled, follow=True)

    session = CommunitySession.objects.get()
    assert (session.ward, session.by, session.counts.count()) == (ward, guide, 2)
    assert "Đã ghi: 15 lượt tham gia." in response.text


def test_community_add_sent_twice_is_one_session(client_of, guide, ward, filled):
    browser = client_of(guide)
    for _time in range(2):
        browser.post(reverse("community-add", args=[ward.pk]), filled)
    post_json(browser, ward, filled)

    assert CommunitySession.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"n-female-over_60": "", "n-male-16_30": "0"}, "Hãy đếm ít nhất một người đến dự."),
        ({"names": "Bà Tư\n079085001234"}, "Mục “Họ tên, dòng 2” có dãy giống số định danh"),
        ({"n-male-16_30": "-1"}, "Nam, 16–30"),
        ({"n-male-16_30": "99999"}, "Nam, 16–30"),
        ({"on": "2027-02-29"}, "Ngày"),
        ({"minutes": "abc"}, "Số phút"),
        ({"topic": ""}, "Chủ đề"),
    ],
)
def test_community_add_with_something_wrong_says_so_and_loses_nothing(client_of, guide, ward, filled, changes, sentence):
    response = client_of(guide).post(reverse("community-add", args=[ward.pk]), {**filled, **changes})

    assert response.status_code == 422
    assert sentence in response.text
    assert 'value="Nhà văn hóa khu phố 3"' in response.text
    assert not CommunitySession.objects.exists()


def test_community_add_from_a_phone_answers_json(client_of, guide, ward, filled):
    response = post_json(client_of(guide), ward, filled)

    assert response.status_code == 200
    assert response.json() == {
        "new": True,
        "said": "Đã ghi: 15 lượt tham gia.",
        "url": reverse("community-ward", args=[ward.pk]),
    }
    assert str(CommunitySession.objects.get().uid) == filled["uid"]


def test_community_add_from_a_phone_says_for_good_what_is_wrong(client_of, guide, ward, filled):
    response = post_json(client_of(guide), ward, filled, names="0912 345 678")

    assert (response.status_code, response.json()["final"]) == (422, True)
    assert "Họ tên, dòng 1" in response.json()["error"]


@pytest.mark.parametrize("body", [b"[]", b'"x"', b"{", b'{"id": {"a": 1}, "topic": ["x"]}', b"\xff\xfe"])
def test_community_add_from_a_phone_survives_nonsense(client_of, guide, ward, body):
    response = client_of(guide).post(reverse("community-add", args=[ward.pk]), body, content_type="application/json")

    assert (response.status_code, response.json()["final"]) == (422, True)


def test_community_add_from_a_phone_after_the_login_ended_stays_on_the_phone(client, ward, filled):
    response = post_json(client, ward, filled)

    assert response.status_code == 401
    assert "final" not in response.json()


def test_community_add_from_a_phone_that_is_too_long(client_of, guide, ward, filled):
    response = post_json(client_of(guide), ward, filled, names="A\n" * 60_000)

    assert response.status_code == 413


def test_community_change_and_remove(client_of, guide, ward, write, filled):
    session = write(names=("Bà Tư",))
    browser = client_of(guide)
    page = browser.get(reverse("community-change", args=[session.pk])).text
    assert "Bà Tư" in page

    browser.post(reverse("community-change", args=[session.pk]), filled)
    session.refresh_from_db()
    assert session.topic == "Dùng trợ lý AI trên điện thoại"
    assert str(session.uid) != filled["uid"]

    assert "Xóa buổi này?" in browser.get(reverse("community-remove", args=[session.pk])).text
    browser.post(reverse("community-remove", args=[session.pk]))
    assert browser.get(reverse("community-show", args=[session.pk])).status_code == 404


def test_community_change_after_seven_days_says_so(client_of, guide, write, filled):
    session = write()
    CommunitySession.objects.update(at=timezone.now() - timedelta(days=8))

    response = client_of(guide).post(reverse("community-change", args=[session.pk]), filled)

    assert "Chỉ sửa được trong 7 ngày" in response.text


def test_community_list_takes_somebody_of_one_ward_there(client_of, guide, ward):
    response = client_of(guide).get(reverse("community-list"))

    assert response.headers["Location"] == reverse("community-ward", args=[ward.pk])


@pytest.mark.parametrize("name", ["community-list", "community-export"])
def test_community_figures_are_403_for_others(client_of, trainee, teacher, registrar, name):
    for person in (trainee, teacher, registrar):
        assert client_of(person).get(reverse(name)).status_code == 403


def test_community_list_shows_an_officer_of_a_department_all_wards(client_of, officer, write, other_ward, neighbour):
    write(counts={("female", "16_30"): 5})
    write(of=other_ward, by=neighbour, counts={("male", "16_30"): 2}, days=-1)

    page = client_of(officer).get(reverse("community-list"))

    assert [(row.ward.name, row.participations) for row in page.context["rows"]] == [("Phường Bến Thành", 5), ("Xã Cần Giờ", 2)]
    assert page.context["total"] == {"sessions": 2, "participations": 7, "female": 5, "male": 2}


def test_community_list_filters_by_period_and_ignores_what_is_no_day(client_of, officer, write):
    write(days=-1)
    browser = client_of(officer)
    yesterday = (timezone.localdate() - timedelta(days=1)).isoformat()

    assert browser.get(reverse("community-list") + f"?tu={yesterday}&den={yesterday}").context["total"]["sessions"] == 1
    assert browser.get(reverse("community-list") + f"?tu={timezone.localdate()}").context["total"]["sessions"] == 0
    assert browser.get(reverse("community-list") + "?tu=2026-02-30").status_code == 200


def test_community_export_holds_every_ward(client_of, officer, write, other_ward):
    from openpyxl import load_workbook

    write(counts={("female", "16_30"): 5})

    response = client_of(officer).get(reverse("community-export"))

    rows = [[cell.value for cell in row] for row in load_workbook(BytesIO(response.content)).active.iter_rows()]
    assert [1, "Phường Bến Thành", 1, 5, 5, 0] in rows
    assert [2, "Xã Cần Giờ", 0, 0, 0, 0] in rows


@pytest.mark.parametrize("name", ["community-ward", "community-add"])
def test_ward_is_404_for_a_stranger_and_for_the_neighbour(client_of, stranger, neighbour, ward, filled, name):
    for person in (stranger, neighbour):
        browser = client_of(person)
        assert browser.get(reverse(name, args=[ward.pk])).status_code == 404
        assert browser.post(reverse("community-add", args=[ward.pk]), filled).status_code == 404
    assert not CommunitySession.objects.exists()


@pytest.mark.parametrize("name", ["community-show", "community-change", "community-remove"])
def test_session_is_404_for_a_stranger_and_for_the_neighbour(client_of, stranger, neighbour, write, filled, name):
    session = write()

    for person in (stranger, neighbour):
        assert client_of(person).post(reverse(name, args=[session.pk]), filled).status_code == 404


@pytest.mark.parametrize("name", ["community-change", "community-remove"])
def test_session_is_403_for_an_officer_above_who_wants_to_write(client_of, officer, write, filled, name):
    session = write()

    assert client_of(officer).post(reverse(name, args=[session.pk]), filled).status_code == 403
    assert client_of(officer).post(reverse("community-add", args=[session.ward_id]), filled).status_code == 403


def test_session_shows_names_to_the_ward_alone(client_of, guide, officer, write):
    session = write(names=("Bà Tư",))

    assert "Bà Tư" in client_of(guide).get(reverse("community-show", args=[session.pk])).text
    assert "Bà Tư" not in client_of(officer).get(reverse("community-show", args=[session.pk])).text


def test_ward_of_a_department_is_none(client_of, officer, home_affairs):
    assert client_of(officer).get(reverse("community-ward", args=[home_affairs.pk])).status_code == 404


def test_a_role_that_ended_opens_nothing(client_of, guide, ward):
    guide.organization_roles.update(valid_to=timezone.localdate() - timedelta(days=1))

    assert client_of(guide).get(reverse("community-ward", args=[ward.pk])).status_code == 404


def test_a_registrar_of_the_ward_may_not_write(client_of, ward, person_factory):
    registrar = with_role(person_factory("Văn thư phường", "vt@hoc.example"), ward, "registrar")

    assert client_of(registrar).get(reverse("community-add", args=[ward.pk])).status_code == 404
