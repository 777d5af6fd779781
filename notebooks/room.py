"""“Mở phòng máy cho cả lớp”: a class's lab servers are started a few at a time, in short steps that the worker takes again and again.

A step asks the hub, starts what may be started and writes down how far it is; nothing waits inside it. Steps may be lost or doubled:
the hub leaves a server that runs alone, and the row says whom to ask about next.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from lms.learning.models import CourseRun, Enrollment
from notebooks import hub
from notebooks.models import LabReport

# More at once make every one of them slower: a start takes most of a processor for some seconds.
STARTING_AT_ONCE = 4
TRIES = 3
REFUSALS = 3
START_SECONDS = 120
STEP = timedelta(seconds=2)
WAIT_FOR_HUB = timedelta(seconds=10)
WAITING, STARTING, READY, FAILED, OFF, STOPPING = "waiting", "starting", "ready", "failed", "off", "stopping"
UNFINISHED = frozenset({WAITING, STARTING, STOPPING})


@dataclass(frozen=True)
class Step:
    """What a step found: the new result, and when the next one is due; `error` ends the work."""

    result: dict[str, Any]
    again_in: timedelta | None = None
    error: str = ""


def handles_of(run: CourseRun) -> list[str]:
    places = Enrollment.objects.active().filter(run=run).by_name()
    return list(places.values_list("person__handle", flat=True))


def step(report: LabReport, now: datetime) -> Step:
    """One step towards the room that `report` wants, open or closed."""
    result: dict[str, Any] = {"down": 0, "refusals": 0} | report.result
    try:
        running = set(hub.running_handles())
    except hub.HubUnavailable:
        result["down"] += 1
        if result["down"] >= TRIES:
            return Step(result, error=_("The lab server does not answer. Tell the administrator, then try again."))
        return Step(result, WAIT_FOR_HUB)
    result["down"] = 0
    is_opening = result.get("wanted") == "open"
    assert report.run is not None
    people = result.get("people") or {handle: begun(is_opening, handle in running) for handle in handles_of(report.run)}
    turn = open_some if is_opening else close_some
    result |= {"people": turn(people, running, result, now.timestamp())}
    is_finished = not any(each["state"] in UNFINISHED for each in people.values())
    return Step(result, None if is_finished else STEP)


def begun(is_opening: bool, is_running: bool) -> dict[str, Any]:
    if is_opening:
        return {"state": WAITING, "tries": 0}
    return {"state": STOPPING if is_running else OFF, "tries": 0}


def open_some(people: dict[str, Any], running: set[str], result: dict[str, Any], now: float) -> dict[str, Any]:
    for handle, person in of_state(people, STARTING):
        look_again(handle, person, running, now)
    for handle, person in of_state(people, WAITING):
        if handle in running:
            person |= {"state": STARTING, "since": now}
            look_again(handle, person, running, now)
    for handle, person in of_state(people, WAITING):
        if sum(1 for _each in of_state(people, STARTING)) >= STARTING_AT_ONCE:
            break
        if not start(handle, person, now):
            # Others that are starting may be why; once nobody is, the machine is full.
            result["refusals"] += not any(of_state(people, STARTING))
            break
        result["refusals"] = 0
    if result["refusals"] >= REFUSALS:
        for _handle, person in of_state(people, WAITING):
            person |= {"state": FAILED, "why": "full"}
    return people


def start(handle: str, person: dict[str, Any], now: float) -> bool:
    """Asks for one server; False where the hub refuses."""
    try:
        found = hub.start_server(handle)
    except hub.HubUnavailable:
        return False
    person |= {"state": READY if found.state == "ready" else STARTING, "tries": person["tries"] + 1, "since": now}
    return True


def look_again(handle: str, person: dict[str, Any], running: set[str], now: float) -> None:
    """A server that was starting is ready, has given up, or takes too long."""
    if handle in running:
        try:
            is_ready = hub.server_of(handle).state == "ready"
        except hub.HubUnavailable:
            return
        if is_ready:
            person["state"] = READY
        elif now - person["since"] > START_SECONDS:
            person |= {"state": FAILED, "why": "slow"}
    elif person["tries"] >= TRIES:
        person |= {"state": FAILED, "why": "ended"}
    else:
        person["state"] = WAITING


def close_some(people: dict[str, Any], running: set[str], result: dict[str, Any], now: float) -> dict[str, Any]:
    for handle, person in of_state(people, STOPPING):
        if handle not in running:
            person["state"] = OFF
        elif person["tries"] >= START_SECONDS / STEP.total_seconds():
            person |= {"state": FAILED, "why": "slow"}
        else:
            stop(handle, person)
    return people


def stop(handle: str, person: dict[str, Any]) -> None:
    """Asks once, and again every tenth time it is still there: a server that was just starting could not be stopped."""
    if person["tries"] % 10 == 0:
        try:
            hub.stop_server(handle)
        except hub.HubUnavailable:
            return
    person["tries"] += 1


def of_state(people: dict[str, Any], state: str) -> Iterable[tuple[str, dict[str, Any]]]:
    return [(handle, person) for handle, person in people.items() if person["state"] == state]


def counts(report: LabReport) -> Counter[str]:
    """How many people are in which state of the opening or closing."""
    return Counter(person["state"] for person in report.result.get("people", {}).values())
