from lms.ops.restarts import DELAYS, STEADY_SECONDS, RestartHistory


def test_delay_grows_with_every_quick_end_and_stays_at_the_longest() -> None:
    history = RestartHistory()
    delays = []
    for _ in range(len(DELAYS) + 2):
        history = history.after_end(ran_for=1.0)
        delays.append(history.delay)

    assert delays == [*DELAYS, DELAYS[-1], DELAYS[-1]]


def test_a_steady_run_wipes_earlier_failures() -> None:
    assert RestartHistory(5).after_end(ran_for=STEADY_SECONDS) == RestartHistory(1)


def test_is_worrying_after_the_third_quick_end() -> None:
    assert [RestartHistory(count).is_worrying for count in (0, 1, 2, 3)] == [False, False, False, True]


def test_first_start_does_not_wait() -> None:
    assert RestartHistory().delay == 0.0
