"""Opening and closing the lab servers of a class, against a small peer that answers like the hub."""

import json
import threading
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import urlsplit

import pytest
from django.urls import reverse
from django.utils import timezone

from lms.foundation.models import AuditEntry
from notebooks import report_queue, room
from notebooks.actions import live, reports
from notebooks.models import LabReport

from .material.classroom import seat

pytestmark = pytest.mark.django_db
CODE, SLUG = "BDAI-2026-03", "trung-binh-cong"


class Peer:
    """A hub with room for `limit` servers; a server is ready when it was asked about for the second time."""

    def __init__(self, limit: int = 100) -> None:
        self.limit, self.asked, self.most_starting = limit, {}, 0
        self.broken: set[str] = set()
        self.posts = 0

    def answer(self, method: str, path: str) -> tuple[int, object]:
        parts = urlsplit(path).path.strip("/").split("/")
        if parts == ["users"]:
            return 200, {"items": [{"name": name} for name in self.asked], "_pagination": {"next": None}}
        handle = parts[1]
        if method == "POST":
            return self.start(handle), {}
        if method == "DELETE":
            return (204 if self.asked.pop(handle, None) is not None else 400), {}
        return 200, {"servers": {"": self.state(handle)} if handle in self.asked else {}}

    def start(self, handle: str) -> int:
        self.posts += 1
        if handle in self.asked:
            return 400
        if len(self.asked) >= self.limit:
            return 429
        if handle not in self.broken:
            self.asked[handle] = 0
            self.most_starting = max(self.most_starting, sum(times < 2 for times in self.asked.values()))
        return 202

    def state(self, handle: str) -> dict:
        self.asked[handle] += 1
        is_ready = self.asked[handle] > 1
        return {"ready": is_ready, "pending": None if is_ready else "spawn"}


@pytest.fixture
def peer(settings):
    peer = Peer()

    class Handler(BaseHTTPRequestHandler):
        def reply(self) -> None:
            status, body = peer.answer(self.command, self.path.removeprefix("/api"))
            content = b"" if status == 204 else json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_POST = do_DELETE = reply

        def log_message(self, *args) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    settings.HOCAI_HUB_API_URL = f"http://127.0.0.1:{server.server_port}/api"
    yield peer
    server.shutdown()
    server.server_close()
    thread.join()


def worked_on(report, steps=200):
    """What the worker's repeated steps make of the report, without the pauses between them."""
    for _step in range(steps):
        LabReport.objects.filter(pk=report.pk).update(lease_until=None)
        claimed = report_queue.claim_next(timezone.now())
        if claimed is None:
            break
        reports.make(report=claimed)
    report.refresh_from_db()
    return report


def states(report):
    return dict(room.counts(report))


def test_open_room_starts_everybody_a_few_at_a_time(peer, run_of_course, lab, teacher):
    seat(run_of_course, 15)

    report = worked_on(live.open_room(run=run_of_course, lab=lab, by=teacher))

    assert (report.state, states(report)) == (LabReport.State.DONE, {"ready": 15})
    assert len(peer.asked) == 15
    assert peer.most_starting <= room.STARTING_AT_ONCE


def test_open_room_leaves_servers_alone_that_run(peer, run_of_course, lab, teacher):
    places = seat(run_of_course, 3)
    peer.asked = {place.person.handle: 5 for place in places[:2]}

    report = worked_on(live.open_room(run=run_of_course, lab=lab, by=teacher))

    assert states(report) == {"ready": 3}
    assert peer.posts == 1


def test_open_room_stops_at_the_limit_of_the_machine(peer, run_of_course, lab, teacher):
    seat(run_of_course, 6)
    peer.limit = 4

    report = worked_on(live.open_room(run=run_of_course, lab=lab, by=teacher))

    assert (report.state, states(report)) == (LabReport.State.DONE, {"ready": 4, "failed": 2})


def test_open_room_tries_a_server_that_ends_three_times(peer, run_of_course, lab, teacher):
    one, _other = seat(run_of_course, 2)
    peer.broken.add(one.person.handle)

    report = worked_on(live.open_room(run=run_of_course, lab=lab, by=teacher))

    assert states(report) == {"ready": 1, "failed": 1}
    assert peer.posts == room.TRIES + 1


def test_open_room_twice_is_one_opening_and_one_line_in_the_diary(peer, run_of_course, lab, teacher):
    seat(run_of_course, 2)

    first = live.open_room(run=run_of_course, lab=lab, by=teacher)
    assert live.open_room(run=run_of_course, lab=lab, by=teacher) == first

    assert list(AuditEntry.objects.filter(verb__startswith="room").values_list("verb", "actor_handle")) == [("room.open", teacher.handle)]


def test_open_room_without_a_hub_gives_up_with_a_sentence(run_of_course, lab, teacher, settings):
    settings.HOCAI_HUB_API_URL = "http://127.0.0.1:9"
    seat(run_of_course, 2)

    report = worked_on(live.open_room(run=run_of_course, lab=lab, by=teacher))

    assert report.state == LabReport.State.FAILED
    assert report.error


def test_close_room_ends_an_opening_and_stops_everybody(peer, run_of_course, lab, teacher, open_run):
    seat(run_of_course, 5)
    peer.asked["another-class"] = 9
    opening = live.open_room(run=run_of_course, lab=lab, by=teacher)
    worked_on(opening, steps=2)

    report = worked_on(live.close_room(run=run_of_course, lab=lab, by=teacher))

    opening.refresh_from_db()
    assert opening.state == LabReport.State.DONE
    assert report.state == LabReport.State.DONE
    assert set(states(report)) == {"off"}
    assert list(peer.asked) == ["another-class"]


def address(name):
    return reverse(name, args=[CODE, SLUG])


def test_lab_room_opens_shows_how_far_it_is_and_closes_after_a_question(client, peer, run_of_course, lab, teacher):
    seat(run_of_course, 2)
    client.force_login(teacher)

    client.post(address("lab-room"))
    opening = LabReport.objects.get()
    worked_on(opening, steps=1)
    going_on = client.get(address("lab-room"), headers={"HX-Request": "true"}).content.decode()
    worked_on(opening)
    done = client.get(address("lab-live")).content.decode()

    assert "hx-get" in going_on
    assert "2/2" in done.replace("2 trên 2", "2/2")
    assert client.get(address("lab-room-close")).status_code == 200
    assert LabReport.objects.count() == 1
    client.post(address("lab-room-close"))
    assert LabReport.objects.first().result["wanted"] == live.CLOSED


def test_lab_room_is_for_staff(client, run_of_course, place, lab, trainee, stranger):
    for person, status in [(trainee, 403), (stranger, 404)]:
        client.force_login(person)
        assert client.post(address("lab-room")).status_code == status
        assert client.post(address("lab-room-close")).status_code == status

    assert not LabReport.objects.exists()


def test_sweep_gives_a_report_back_and_gives_it_up_after_three_deaths(run_of_course, lab, teacher):
    report = reports.ask_for_similarity(run=run_of_course, lab=lab, by=teacher)
    for _death in range(3):
        assert report_queue.claim_next(timezone.now()).pk == report.pk
        assert report_queue.claim_next(timezone.now()) is None
        report_queue.sweep(timezone.now() + timedelta(hours=1))

    report.refresh_from_db()
    assert report.state == LabReport.State.FAILED


def test_settle_by_a_worker_that_lost_its_claim_changes_nothing(run_of_course, lab, teacher):
    report = reports.ask_for_similarity(run=run_of_course, lab=lab, by=teacher)
    slow = report_queue.claim_next(timezone.now())
    report_queue.sweep(timezone.now() + timedelta(hours=1))
    quick = report_queue.claim_next(timezone.now())

    assert report_queue.settle(slow, pairs=["slow"]) is False
    assert report_queue.settle(quick, pairs=[]) is True
    report.refresh_from_db()
    assert report.result["pairs"] == []
