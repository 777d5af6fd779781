from fractions import Fraction

import pytest
from django.utils import translation

from lms.classes.attendance_rules import Attendance
from lms.classes.reach import DANGER, LOST, SAFE, reach_of
from lms.classes.terms import Terms


def attended(n: int, held: int) -> Attendance:
    return Attendance(n, held, 0, 0)


@pytest.mark.parametrize(
    ("done", "held", "to_come", "level", "spare"),
    [
        (0, 0, [4] * 6, SAFE, 4),  # 24 tiết, 20 needed (19.2 rounded up): one whole session may be missed
        (8, 12, [4, 4], DANGER, 0),
        (11, 12, [4, 4], DANGER, 3),
        (12, 12, [4, 4], SAFE, 4),
        (4, 12, [4], LOST, -5),
        (16, 16, [4], SAFE, 4),
        (0, 0, [], SAFE, 0),
    ],
)
def test_reach_of_says_how_much_may_still_be_missed(done, held, to_come, level, spare):
    reach = reach_of(attended(done, held), to_come, Terms())

    assert (reach.level, reach.spare) == (level, spare)


@pytest.mark.parametrize(
    ("done", "held", "text"),
    [
        (8, 12, "Bạn không được vắng thêm tiết nào nữa."),
        (11, 12, "Bạn chỉ còn được vắng 3 tiết."),
        (12, 12, ""),
        (4, 12, "Bạn không còn đủ buổi để đạt mức chuyên cần của lớp; hãy gặp quản lý lớp để hỏi về học bù."),
    ],
)
def test_warning_says_it_before_it_is_too_late(done, held, text):
    with translation.override("vi"):
        assert reach_of(attended(done, held), [4, 4], Terms()).warning == text


def test_reach_of_counts_sessions_where_the_programme_does():
    reach = reach_of(attended(2, 3), [4, 4], Terms(by_session=True))

    with translation.override("vi"):
        assert (reach.total, reach.needed, reach.warning) == (5, 2, "Bạn không được vắng thêm buổi nào nữa.")


def test_reach_of_counts_what_a_make_up_session_gives_back_without_making_the_class_longer():
    lost, saved = reach_of(attended(4, 12), [4], Terms()), reach_of(attended(4, 12), [4], Terms(), make_good=[4, 4])

    assert (lost.level, saved.level, saved.total, saved.best) == (LOST, DANGER, 16, Fraction(1))
