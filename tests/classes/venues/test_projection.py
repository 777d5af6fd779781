import base64
from datetime import timedelta
from math import isqrt

import segno
from django.utils import timezone

from lms.classes import checkin, checkin_qr, projection
from lms.classes.actions import sessions as session_actions


def opened(session, teacher):
    return session_actions.open_checkin(session=session, by=teacher)


def test_bits_are_the_modules_of_the_same_qr():
    address = "https://hoc.example/diem-danh/12/AbCdEfGhIjKlMnOp/"

    packed = base64.b64decode(checkin_qr.bits(address))

    side = isqrt(len(packed) * 8)
    drawn = [(packed[at >> 3] >> (7 - (at & 7))) & 1 for at in range(side * side)]
    code = segno.make(address, error="m", micro=False, mask=0, boost_error=False)
    assert drawn == [module & 1 for row in code.matrix for module in row]


def test_ahead_begins_with_the_window_of_now(session, teacher):
    given = projection.ahead(opened(session, teacher), None, count=3)

    first = given["codes"][0]
    assert first[0] == checkin.window_at(timezone.now())
    assert first[2] == checkin.code_for(session.checkin_secret, first[0])
    assert checkin.token_for(session.checkin_secret, first[0]) in first[1]
    assert [code[0] for code in given["codes"]] == [first[0], first[0] + 1, first[0] + 2]
    assert given["next"] == first[0] + 3


def test_ahead_ends_half_an_hour_after_the_session(session, teacher):
    session = opened(session, teacher)
    end = checkin.window_at(session.ends_at + timedelta(minutes=30))

    given = projection.ahead(session, None, asked_from=end - 1)

    assert [code[0] for code in given["codes"]] == [end - 1, end]
    assert given["next"] is None


def test_ahead_gives_nothing_of_the_past(session, teacher):
    given = projection.ahead(opened(session, teacher), None, asked_from=1, count=1)

    assert given["codes"][0][0] >= checkin.window_at(timezone.now()) - 1


def test_ahead_gives_nothing_while_check_in_is_closed(session):
    given = projection.ahead(session, None)

    assert (given["codes"], given["next"]) == ([], None)


def test_ahead_of_a_further_place_has_its_own_codes(session, further, teacher):
    session = opened(session, teacher)

    given = projection.ahead(session, further, count=1)["codes"][0]

    assert given[2] == checkin.code_for(further.checkin_secret, given[0])
    assert further.checkin_secret != session.checkin_secret


def test_usable_until_is_five_hours_at_most(session):
    now = timezone.now()
    session.ends_at = now + timedelta(hours=9)

    assert projection.usable_until(session, now) == now + timedelta(hours=5)


def test_usable_until_is_never_before_now(session):
    now = timezone.now()
    session.ends_at = now - timedelta(hours=3)

    assert projection.usable_until(session, now) == now
