"""Inviting, mailing, reminding, extending, withdrawing; the officer's table."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from lms.classes import invited
from lms.classes.actions import invitations
from lms.classes.exceptions import ClassError
from lms.classes.invited import Standing
from lms.classes.models import AgencyInvitation
from lms.people.models import Organization


def until(days=7):
    return timezone.now() + timedelta(days=days)


def standing_of(training_class, agency):
    return next(line for line in invited.invited(training_class) if line.invitation.agency == agency).standing


def test_invite_twice_keeps_the_first_invitation(training_class, ward, officer):
    first = invitations.invite(training_class=training_class, agencies=[ward], quota=3, expires_at=until(), by=officer)
    again = invitations.invite(training_class=training_class, agencies=[ward], quota=9, expires_at=until(), by=officer)

    assert (len(first), again) == (1, [])
    assert AgencyInvitation.objects.get().quota == 3


def test_invite_takes_the_contact_of_the_last_invitation(training_class, ward, officer, invite, plan):
    from dataclasses import replace

    from lms.classes.actions import classes

    invite(ward, contact_name="Chị Lan", contact_email="lan@benthanh.example")
    other = classes.create(plan=replace(plan, code="BDAI-2026-04"), by=officer)

    made = invitations.invite(training_class=other, agencies=[ward], quota=None, expires_at=until(), by=officer)[0]

    assert (made.contact_name, made.contact_email) == ("Chị Lan", "lan@benthanh.example")


@pytest.mark.parametrize(("days", "code"), [(-1, "invitation_day_passed"), (7, "invitation_nobody")])
def test_invite_refuses(training_class, ward, officer, days, code):
    agencies = [ward] if code == "invitation_day_passed" else []

    with pytest.raises(ClassError) as refused:
        invitations.invite(training_class=training_class, agencies=agencies, quota=None, expires_at=until(days), by=officer)

    assert refused.value.code == code


@pytest.mark.db
def test_invite_after_withdrawing_gives_a_new_link(training_class, ward, officer, invitation):
    from lms.classes.agency_links import token_of

    old = token_of(invitation)
    invitations.revoke(invitation=invitation, by=officer)

    made = invitations.invite(training_class=training_class, agencies=[ward], quota=5, expires_at=until(), by=officer)

    assert [one.pk for one in made] == [invitation.pk]
    assert token_of(made[0]) != old
    assert AgencyInvitation.objects.get().cancelled_at is None


def test_mail_sends_the_link_to_those_with_an_address(invite, ward, health, officer):
    from lms.classes.agency_links import url_of

    with_mail, without = invite(ward, contact_email="lan@benthanh.example"), invite(health)

    sent = invitations.mail(invitations=[with_mail, without], by=officer)

    assert sent == 1
    assert mail.outbox[0].to == ["lan@benthanh.example"]
    assert url_of(with_mail) in mail.outbox[0].body
    assert "Kính gửi: Phường Bến Thành" in mail.outbox[0].body
    assert AgencyInvitation.objects.get(pk=with_mail.pk).sent_at is not None
    assert AgencyInvitation.objects.get(pk=without.pk).sent_at is None


def test_mail_that_does_not_leave_stays_unsent(invite, ward, officer, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9

    made = invite(ward, contact_email="lan@benthanh.example")

    assert invitations.mail(invitations=[made], by=officer) == 0
    assert AgencyInvitation.objects.get(pk=made.pk).sent_at is None


def test_remind_reaches_only_those_who_have_not_answered(invite, ward, health, academy, home_affairs, training_class, officer):
    missing = invite(ward, contact_email="lan@benthanh.example", sent_at=timezone.now())
    by_hand = invite(health)
    invite(academy, submitted_at=timezone.now(), contact_email="hv@example.vn")
    invite(home_affairs, declined_at=timezone.now(), contact_email="snv@example.vn")

    done = invitations.remind(training_class=training_class, by=officer)

    assert (done.mailed, done.by_hand, done.failed) == (1, 1, 0)
    assert [message.to for message in mail.outbox] == [["lan@benthanh.example"]]
    assert {one.pk for one in AgencyInvitation.objects.filter(reminders=1)} == {missing.pk, by_hand.pk}


@pytest.mark.db
def test_remind_again_within_the_hour_reminds_nobody(invite, ward, training_class, officer):
    made = invite(ward, contact_email="lan@benthanh.example")
    invitations.remind(training_class=training_class, by=officer)

    with pytest.raises(ClassError) as refused:
        invitations.remind(training_class=training_class, by=officer)

    assert refused.value.code == "reminder_nobody"
    assert len(mail.outbox) == 1
    AgencyInvitation.objects.filter(pk=made.pk).update(reminded_at=timezone.now() - timedelta(minutes=61))
    invitations.remind(training_class=training_class, by=officer)
    assert AgencyInvitation.objects.get(pk=made.pk).reminders == 2


def test_remind_whose_mail_fails_may_be_pressed_again(invite, ward, training_class, officer, settings):
    made = invite(ward, contact_email="lan@benthanh.example")
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9

    done = invitations.remind(training_class=training_class, by=officer)

    made.refresh_from_db()
    assert (done.mailed, done.failed, made.reminders, made.reminded_at) == (0, 1, 0, None)


def test_standing_follows_what_the_agency_does(training_class, ward, invitation, send_list):
    seen = [standing_of(training_class, ward)]
    invitations.note_opened(invitation=invitation)
    seen.append(standing_of(training_class, ward))
    send_list(["Trần Thị Bưởi", "Lê 123"])
    seen.append(standing_of(training_class, ward))
    send_list(["Trần Thị Bưởi", "Lê Văn Cam"])
    seen.append(standing_of(training_class, ward))

    assert seen == [Standing.NOT_OPENED, Standing.OPENED, Standing.ERRORS, Standing.SUBMITTED]


def test_people_over_the_quota_are_no_errors(training_class, ward, send_list):
    send_list(["Người Một", "Người Hai", "Người Ba"])

    line = invited.invited(training_class)[0]

    assert (line.standing, line.taken, line.waiting, line.errors) == (Standing.SUBMITTED, 2, 1, 0)


@pytest.fixture
def merged(ward, city):
    """The ward goes into a new one while the class runs."""

    def merge() -> Organization:
        today = timezone.localdate()
        new = Organization.objects.create(code="26999", name="Phường Mới", kind="commune_unit", parent=city, valid_from=today)
        new.predecessors.add(ward)
        Organization.objects.filter(pk=ward.pk).update(valid_to=today - timedelta(days=1))
        return new

    return merge


def test_agency_merged_in_the_middle_of_a_class_keeps_its_people_its_link_and_its_quota(
    training_class, ward, invitation, send_list, merged, visitor, link
):
    send_list(["Trần Thị Bưởi"])
    new = merged()
    invitation.agency.refresh_from_db()

    page = visitor.get(link)
    sent = send_list(["Trần Thị Bưởi", "Lê Văn Cam", "Nguyễn Dừa"])

    line = invited.invited(training_class)[0]
    agencies = dict(training_class.trainees.active().values_list("enrollment__person__full_name", "agency__name"))
    assert page.status_code == 200
    assert agencies == {"Trần Thị Bưởi": "Phường Bến Thành", "Lê Văn Cam": "Phường Mới"}
    assert (sent.admitted, sent.waiting, line.taken, line.invitation.agency) == (1, 1, 2, ward)
    assert new.trainees.count() == 1


# --- pages ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def page_url(training_class):
    return f"/lop/{training_class.pk}/don-vi/"


def test_class_invitations_of_168_agencies_is_paged_and_asks_few_questions(
    client_of, officer, training_class, page_url, city, django_assert_max_num_queries
):
    agencies = Organization.objects.bulk_create(
        [
            Organization(
                code=f"T{number}", name=f"Phường Số {number}", kind="commune_unit", parent=city, name_search_key=f"phuong so {number}"
            )
            for number in range(168)
        ]
    )
    invitations.invite(training_class=training_class, agencies=agencies, quota=3, expires_at=until(), by=officer)
    client = client_of(officer)
    client.get(page_url)

    with django_assert_max_num_queries(15):
        page = client.get(page_url).content.decode()

    assert page.count("<tr>") == 51
    assert "168" in page


def test_class_invitations_query_count_does_not_grow(client_of, officer, training_class, page_url, invite, ward, health, academy):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = client_of(officer)
    invite(ward)
    client.get(page_url)
    with CaptureQueriesContext(connection) as one:
        client.get(page_url)
    invite(health)
    invite(academy)
    with CaptureQueriesContext(connection) as three:
        client.get(page_url)

    assert len(one) == len(three)


def test_class_invitations_filter_and_search(client_of, officer, page_url, invite, ward, health):
    invite(ward, submitted_at=timezone.now())
    invite(health)
    client = client_of(officer)

    sent = client.get(f"{page_url}?loc=sent").content.decode()
    searched = client.get(f"{page_url}?tim=so y te").content.decode()

    assert ">Phường Bến Thành</a>" in sent
    assert ">Sở Y tế</a>" not in sent
    assert ">Sở Y tế</a>" in searched
    assert ">Phường Bến Thành</a>" not in searched


def test_group_text_holds_no_link(client_of, officer, page_url, invite, ward):
    from lms.classes.agency_texts import group_reminder

    made = invite(ward)

    text = group_reminder(made.training_class, [made])

    assert "Phường Bến Thành" in text
    assert "/don-vi/" not in text


def test_invitation_create_by_kind_and_by_name(client_of, officer, page_url, training_class, ward, health, home_affairs):
    data = {"kinds": ["commune_unit"], "names": "Sở Y tế", "quota": "3", "until": (timezone.localdate() + timedelta(days=5)).isoformat()}

    client_of(officer).post(f"{page_url}moi/", data)

    assert set(training_class.invitations.values_list("agency__name", "quota")) == {("Phường Bến Thành", 3), ("Sở Y tế", 3)}


def test_invitation_create_with_an_unknown_name_keeps_what_was_typed(client_of, officer, page_url, training_class):
    data = {"names": "Sở Bưởi", "until": (timezone.localdate() + timedelta(days=5)).isoformat()}

    page = client_of(officer).post(f"{page_url}moi/", data).content.decode()

    assert "Sở Bưởi" in page
    assert training_class.invitations.count() == 0


def test_invitation_remind_says_what_happened(client_of, officer, page_url, invite, ward):
    invite(ward)

    page = client_of(officer).post(f"{page_url}nhac/", follow=True).content.decode()

    assert "1 đơn vị chưa có email" in page


def test_invitation_change_and_extend(client_of, officer, invitation):
    client = client_of(officer)
    day = timezone.localdate() + timedelta(days=30)

    client.post(f"/lop/don-vi/{invitation.pk}/", {"quota": "7", "contact_email": "lan@benthanh.example"})
    client.post(f"/lop/don-vi/{invitation.pk}/gia-han/", {"day": day.isoformat()})

    invitation.refresh_from_db()
    assert (invitation.quota, invitation.contact_email) == (7, "lan@benthanh.example")
    assert timezone.localtime(invitation.expires_at).date() == day


@pytest.mark.db
def test_invitation_change_raising_the_quota_while_enrolling_admits_who_waits(client_of, officer, invitation, send_list, training_class):
    type(training_class).objects.filter(pk=training_class.pk).update(state="enrolling")
    send_list(["Người Một", "Người Hai", "Người Ba"])

    client_of(officer).post(f"/lop/don-vi/{invitation.pk}/", {"quota": "3"})

    assert training_class.trainees.active().count() == 3


def test_pages_show_the_link_to_the_officer_only(client_of, officer, teacher, invitation, page_url):
    from lms.classes.agency_links import url_of

    url = url_of(invitation)
    seen_by_officer = client_of(officer).get(f"/lop/don-vi/{invitation.pk}/").content.decode()
    client = client_of(teacher)

    assert url in seen_by_officer
    assert url not in client.get(f"/lop/don-vi/{invitation.pk}/").content.decode()
    assert url not in client.get(page_url).content.decode()


@pytest.mark.parametrize("path", ["moi/", "nhac/", "gui-thu/"])
def test_pages_of_the_officer_are_closed_to_others(client_of, teacher, stranger, page_url, path):
    assert client_of(teacher).post(f"{page_url}{path}").status_code == 403
    assert client_of(stranger).post(f"{page_url}{path}").status_code == 404


@pytest.mark.parametrize("path", ["", "gia-han/", "lien-ket-moi/", "thu-hoi/"])
def test_pages_of_one_invitation_are_closed_to_others(client_of, teacher, stranger, invitation, path):
    address = f"/lop/don-vi/{invitation.pk}/{path}"

    assert client_of(stranger).post(address).status_code == 404
    assert client_of(teacher).post(address, {"quota": "99"}).status_code == 403
    invitation.refresh_from_db()
    assert (invitation.quota, invitation.cancelled_at) == (2, None)


def test_invitation_create_of_a_whole_kind_leaves_out_the_city_and_what_has_ended(
    client_of, officer, page_url, training_class, city, health
):
    yesterday = timezone.localdate() - timedelta(days=1)
    Organization.objects.create(code="CU.Q3", name="Quận 3", kind="commune_unit", valid_to=yesterday)
    front = Organization.objects.create(code="HCM.MTTQ", name="Mặt trận Tổ quốc", kind="other")
    data = {"kinds": ["other", "commune_unit"], "until": (timezone.localdate() + timedelta(days=5)).isoformat()}

    client_of(officer).post(f"{page_url}moi/", data)

    assert list(training_class.invitations.values_list("agency", flat=True)) == [front.pk]


def test_invitation_detail_leads_to_the_rows_that_wait_for_the_officer(client_of, officer, invitation, send_list):
    send_list(["Trần Thị Bưởi", "Lê 123"])
    client = client_of(officer)

    page = client.get(f"/lop/don-vi/{invitation.pk}/").content.decode()
    address = f"/lop/danh-sach/{invitation.imports.get().pk}/"

    assert address in page
    assert client.get(address).status_code == 200
