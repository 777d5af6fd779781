"""Two officers with the same class open."""

import re

import pytest
from django.urls import reverse

from lms.classes.actions import classes
from lms.classes.exceptions import ClassError

from ...conftest import with_role


@pytest.fixture
def second_officer(home_affairs, person_factory):
    return with_role(person_factory("Ngô Thị Mai", "mai@hoc.example"), home_affairs, "officer")


def opened_form(browser, training_class) -> dict[str, list[str]]:
    """What the browser would send without a change."""
    page = browser.get(reverse("class-change", args=[training_class.pk])).text
    data: dict[str, list[str]] = {}
    for tag in re.findall(r"<input[^>]*>", page):
        name, value = re.search(r'name="([^"]+)"', tag), re.search(r'value="([^"]*)"', tag)
        if name and ('type="checkbox"' not in tag or "checked" in tag):
            data.setdefault(name[1], []).append(value[1] if value else "")
    for name, options in re.findall(r'<select name="([^"]+)".*?>(.*?)</select>', page, re.DOTALL):
        data[name] = re.findall(r'<option value="([^"]*)" selected', options)
    return {name: values for name, values in data.items() if name not in ("q", "csrfmiddlewaretoken", "next", "language")}


def test_class_change_counts_the_edition(client_of, officer, training_class):
    browser = client_of(officer)
    data = opened_form(browser, training_class)
    assert data["edition"] == ["0"]

    response = browser.post(reverse("class-change", args=[training_class.pk]), {**data, "quota": "60"})

    training_class.refresh_from_db()
    assert response.status_code == 302
    assert (training_class.quota, training_class.edition) == (60, 1)


def test_class_change_after_another_saved_shows_both_and_loses_nothing(client_of, officer, second_officer, training_class):
    browser = client_of(officer)
    data = opened_form(browser, training_class)
    classes.change(training_class=training_class, values={"title": "Tên của chị Mai", "quota": 80}, by=second_officer)

    response = browser.post(reverse("class-change", args=[training_class.pk]), {**data, "title": "Tên của anh Bảo"})

    training_class.refresh_from_db()
    assert response.status_code == 409
    assert training_class.title == "Tên của chị Mai"
    assert "Ngô Thị Mai đã lưu lúc" in response.text
    assert 'value="Tên của anh Bảo"' in response.text
    assert "<b>Tên của chị Mai</b>" in response.text
    # What this officer did not touch has become what the other saved.
    assert 'name="quota" value="80"' in response.text


def test_class_change_saved_again_after_the_conflict_holds(client_of, officer, second_officer, training_class):
    browser = client_of(officer)
    data = opened_form(browser, training_class)
    classes.change(training_class=training_class, values={"title": "Tên của chị Mai", "quota": 80}, by=second_officer)
    response = browser.post(reverse("class-change", args=[training_class.pk]), {**data, "title": "Tên của anh Bảo"})
    shown = response.context["form"].data

    browser.post(reverse("class-change", args=[training_class.pk]), shown)

    training_class.refresh_from_db()
    assert (training_class.title, training_class.quota, training_class.edition) == ("Tên của anh Bảo", 80, 2)


def test_class_change_of_different_fields_keeps_both(client_of, officer, second_officer, training_class, science):
    browser = client_of(officer)
    data = opened_form(browser, training_class)
    classes.change(training_class=training_class, values={"with_check_out": True}, coordinators=[science], by=second_officer)

    response = browser.post(reverse("class-change", args=[training_class.pk]), {**data, "quota": "45"})

    assert "Hai người sửa những ô khác nhau" in response.text
    browser.post(reverse("class-change", args=[training_class.pk]), response.context["form"].data)
    training_class.refresh_from_db()
    assert (training_class.quota, training_class.with_check_out, list(training_class.coordinators.all())) == (45, True, [science])


@pytest.mark.db
def test_change_refuses_an_old_edition_and_writes_nothing(officer, training_class):
    classes.change(training_class=training_class, values={"quota": 10}, edition=0, by=officer)

    with pytest.raises(ClassError) as refused:
        classes.change(training_class=training_class, values={"quota": 20}, edition=0, by=officer)

    training_class.refresh_from_db()
    assert refused.value.code == "edited_meanwhile"
    assert (training_class.quota, training_class.edition) == (10, 1)


def test_class_change_saves_the_settings(client_of, officer, training_class):
    browser = client_of(officer)
    data = opened_form(browser, training_class)
    changed = {"confirm_by": "ticket", "late_after_minutes": "20", "with_check_out": "on", "enrols_until": "2026-12-01T17:00"}

    browser.post(reverse("class-change", args=[training_class.pk]), {**data, **changed})

    training_class.refresh_from_db()
    assert (training_class.confirm_by, training_class.late_after_minutes, training_class.with_check_out) == ("ticket", 20, True)
    assert training_class.enrols_until.isoformat() == "2026-12-01T10:00:00+00:00"


def test_class_change_refuses_lists_that_end_before_they_begin(client_of, officer, training_class):
    browser = client_of(officer)
    data = opened_form(browser, training_class)
    window = {"enrols_from": "2026-12-02T08:00", "enrols_until": "2026-12-01T17:00"}

    response = browser.post(reverse("class-change", args=[training_class.pk]), {**data, **window})

    assert "Thời điểm ngừng nhận phải sau thời điểm bắt đầu nhận." in response.text
    assert '<details class="settings-fold" open>' in response.text
