"""What must stay inside: hidden tests, the machine, other people's work."""

import json
import logging
import socket
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from lms.foundation import files
from notebooks import blobs, pipeline, queue, sandbox, tasks
from notebooks.actions import checks, grading
from notebooks.exceptions import LabError
from notebooks.models import CheckRun
from notebooks.release import make_release
from notebooks.views.exchange import SUBMISSIONS_PER_HOUR
from tests.notebooks.conftest import hand_in
from tests.notebooks.hub_peer import hub_that_knows, user_answer
from tests.notebooks.material.cells import answer, bundle, check, code, notebook
from tests.notebooks.material.labs import MEAN, RIGHT, WRONG, handed_in, mean_release

from .material import RIGHT_POINTS, SECRET, SHORT, TRIED, attack, by_cell, content_of, graded, points, printed, tiered, to_learner

TELLTALE = """
def trung_binh(so):
    print('THẤY', so)
    raise ValueError(f'{so}')
"""
HOOKS = """
def told(info):
    print(info.raw_cell)
get_ipython().events.register('pre_run_cell', told)
import sys
sys.displayhook = lambda value: print(In, Out)
"""


# --- 16: what comes back to the learner --------------------------------------------------------------------------------------
@attack(16)
@pytest.mark.parametrize("tier", ["T1", "T2", "T3"])
def test_hidden_tests_stay_hidden_from_the_learner_whatever_the_run_prints(warm, tier):
    result = graded(TELLTALE, first=HOOKS, release=tiered(tier))

    assert SECRET in printed(result)
    assert SECRET not in to_learner(result)
    assert result.score == 0


@attack(16)
@pytest.mark.parametrize("tier", ["T2", "T3"])
def test_an_expected_value_is_nowhere_in_the_run_of_a_safer_tier(warm, tier):
    release = tiered(tier)
    submitted = handed_in(release, {"mean": RIGHT})
    job = pipeline.job_for(pipeline.rebuild_all(release, release.grading, submitted), release.plans, release.data, SHORT)
    look = """
def trung_binh(so):
    import gc
    wanted = str(7400 + 32)
    held = [each for each in gc.get_objects() if isinstance(each, (dict, list, tuple)) and len(each) < 1000]
    print('FOUND', any(wanted in str(value) for each in held for value in (each.values() if isinstance(each, dict) else each) if isinstance(value, str)))
    return 0
"""

    result = graded(look, release=release)

    assert b"7431" in b"".join(job.notebooks.values())
    assert b"7432" not in b"".join((*job.notebooks.values(), *job.files.values()))
    assert "FOUND False" in printed(result)
    assert "FOUND True" not in printed(result)


@attack(16)
def test_a_check_before_handing_in_runs_no_hidden_test(warm):
    found = pipeline.check_public(mean_release(), handed_in(mean_release(), {"mean": TELLTALE}), limits=SHORT)

    assert SECRET not in repr(found)
    assert "mean-hidden" not in {cell.grade_id for cell in found}


# --- 17, 18: what a run can reach ---------------------------------------------------------------------------------------------
@pytest.fixture(scope="module")
def looked(cooled, tmp_path_factory):
    """One run that looks everywhere; what each of its cells printed."""
    sandbox.keep_warm()
    folder = tmp_path_factory.mktemp("neighbour")
    secret = folder / "secret"
    secret.write_text("bi-mat-cua-may-chu")
    abstract = f"hocai-{folder.name}"
    with (
        socket.create_server(("127.0.0.1", 0)) as loopback,
        socket.socket(socket.AF_UNIX) as by_path,
        socket.socket(socket.AF_UNIX) as by_name,
    ):
        path = f"/tmp/{abstract[-30:]}.sock"
        by_path.bind(path)
        by_path.listen()
        by_name.bind("\0" + abstract)
        by_name.listen()
        cells = (
            TRIED,
            FILES.format(targets=[*map(str, TARGETS), str(secret), str(settings.HOCAI_VAR), str(settings.HOCAI_KEYS_DIR)]),
            NEIGHBOURS.format(tops=[".", "..", "../..", "/tmp", "/var/tmp", str(settings.HOCAI_VAR), "/dev/shm"]),
            "import os\nprint(sorted(os.environ.items()))",
            PROCESSES,
            NETWORK.format(port=loopback.getsockname()[1]),
            SOCKETS.format(path=path, abstract=abstract),
        )
        try:
            result = graded(RIGHT, first=cells)
        finally:
            Path(path).unlink()
    assert points(result) == RIGHT_POINTS
    return dict(zip(("tools", "files", "neighbours", "environment", "processes", "network", "sockets"), by_cell(result), strict=True))


TARGETS = [
    *(settings.BASE_DIR / name for name in ("manage.py", "lms/settings.py", "notebooks/scoring.py", "var", ".git")),
    *map(
        Path,
        (
            "/etc/shadow",
            "/etc/ssh",
            "/root",
            "/home",
            "/proc/1/environ",
            "/proc/self/environ",
            "/proc/self/maps",
            "/proc",
            "/sys/fs/cgroup",
        ),
    ),
    *map(Path, ("/var/log", "/var/lib", "/run", "/dev/mem", "/dev/vda", "/dev/sda", "/tmp", "/", "/opt", "/srv", "/mnt")),
]
FILES = """
import os
for path in {targets!r}:
    tried(path, lambda: os.listdir(path) if os.path.isdir(path) else open(path, 'rb').read(20))
    tried('write ' + path, lambda: open(path, 'ab').write(b'x'))
"""
NEIGHBOURS = """
import os
for top in {tops!r}:
    for parent, folders, names in os.walk(top):
        for name in names:
            if name.endswith(('.ipynb', '.db', '.sqlite3', '.json')):
                tried(os.path.join(parent, name), lambda: open(os.path.join(parent, name), 'rb').read())
print('looked')
"""
PROCESSES = """
import os, resource, signal
for pid in (os.getppid(), 1, 2, os.getpid() - 1):
    tried('signal', lambda: os.kill(pid, 0 if pid != os.getpid() else 99))
    tried('limits', lambda: resource.prlimit(pid, resource.RLIMIT_CPU, (1, 1)))
    for part in ('environ', 'mem', 'maps', 'cmdline', 'fd', 'cwd', 'root'):
        tried(part, lambda: os.listdir(f'/proc/{pid}/{part}') if part in ('fd',) else open(f'/proc/{pid}/{part}', 'rb').read(1))
group = os.getpgid(os.getppid())
if group:  # 0 where the group lies outside of all that can be seen: it would mean one's own
    tried('group', lambda: os.killpg(group, 0))
"""
NETWORK = """
import socket, urllib.request
places = [('127.0.0.1', {port}), ('127.0.0.1', 8000), ('127.0.0.1', 8081), ('169.254.169.254', 80), ('10.0.0.1', 443), ('198.51.100.7', 53), ('0.0.0.0', 22)]
for place in places:
    tried(f'tcp {{place}}', lambda: socket.create_connection(place, 1))
    tried(f'udp {{place}}', lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b'x', place))
tried('tcp6', lambda: socket.create_connection(('::1', {port}), 1))
tried('raw', lambda: socket.socket(socket.AF_INET, socket.SOCK_RAW, 1))
tried('packet', lambda: socket.socket(17, socket.SOCK_RAW))
tried('netlink', lambda: socket.socket(16, socket.SOCK_RAW))
tried('vsock', lambda: socket.socket(40, socket.SOCK_STREAM))
tried('listen', lambda: socket.create_server(('127.0.0.1', 0)))
tried('name', lambda: socket.getaddrinfo('example.org', 80))
tried('name of a secret', lambda: socket.gethostbyname('bi-mat.example.org'))
tried('http', lambda: urllib.request.urlopen('http://127.0.0.1:{port}/', timeout=1))
"""
SOCKETS = """
import socket
tried('path', lambda: socket.socket(socket.AF_UNIX).connect({path!r}))
tried('datagram', lambda: socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM).sendto(b'x', {path!r}))
tried('abstract', lambda: socket.socket(socket.AF_UNIX).connect('\\0' + {abstract!r}))
for place in ('/run/docker.sock', '/var/run/docker.sock', '/run/dbus/system_bus_socket', '/var/run/postgresql/.s.PGSQL.5432', '/run/systemd/private'):
    tried(place, lambda: socket.socket(socket.AF_UNIX).connect(place))
"""


@attack(17)
@pytest.mark.parametrize("part", ["files", "neighbours", "processes"])
def test_nothing_of_the_machine_or_of_other_work_can_be_read_or_changed(looked, part):
    assert "DONE" not in looked[part]
    assert "refused" in looked[part] or part == "neighbours"


@attack(17)
def test_nothing_of_the_worker_is_in_the_environment(looked, monkeypatch):
    said = looked["environment"]

    assert "PATH" in said
    assert not [
        word
        for word in ("HOCAI_", "DJANGO", "SECRET", "TOKEN", "PASSWORD", "DATABASE", "BROKER", "JUPYTERHUB", "SSH", "AWS")
        if word in said
    ]


@attack(18)
@pytest.mark.parametrize("part", ["network", "sockets"])
def test_nothing_leaves_through_network_names_or_sockets(looked, part):
    assert "DONE" not in looked[part]
    assert looked[part].count("refused") >= 8


# --- 19: what leaves through the result ----------------------------------------------------------------------------------------
PICTURE = """
from IPython.display import display, HTML, Javascript, SVG, Image, Markdown
import struct, zlib, base64
def chunk(kind, data):
    return struct.pack('>I', len(data)) + kind + data + struct.pack('>I', zlib.crc32(kind + data))
rows = b''.join(b'\\0' + b'7431' * 8 for _ in range(8))
png = b'\\x89PNG\\r\\n\\x1a\\n' + chunk(b'IHDR', struct.pack('>IIBBBBB', 8, 8, 8, 6, 0, 0, 0)) + chunk(b'IDAT', zlib.compress(rows)) + chunk(b'IEND', b'')
display(Image(data=png)); display(HTML('<table><tr><td>7431</td></tr></table>')); display(Markdown('7431')); print('7431')
"""


@pytest.fixture
def settled(place, lab, warm):
    """A submission that prints what it sees, graded for real and written into rows."""

    def settle(source=TELLTALE, first=HOOKS + PICTURE):
        def add(content):
            content["cells"].insert(0, code(first) | {"id": "mine"})

        submission = hand_in(place, lab, {"mean": source})
        run = queue.claim_next()
        handed = handed_in(mean_release(), {"mean": source}, add)
        grading.settle(run=run, result=pipeline.grade_release(mean_release(), handed, limits=SHORT))
        return submission

    return settle


LEARNER_PAGES = ("submission-detail", "submission-frame", "feedback-file", "submission-archive")


@attack(16)
@attack(19)
@attack(20)
@pytest.mark.django_db
def test_no_page_of_the_learner_shows_what_the_run_printed(client, settled, trainee):
    submission = settled()
    client.force_login(trainee)

    for name in LEARNER_PAGES:
        page = client.get(reverse(name, args=[submission.pk]))
        content = content_of(page)
        assert page.status_code == 200, name
        assert SECRET.encode() not in content, name
        assert "THẤY [".encode() not in content, name
    assert SECRET not in client.get(reverse("lab-detail", args=["BDAI-2026-03", "trung-binh-cong"])).content.decode()


@attack(19)
@pytest.mark.django_db
def test_tries_are_counted(place, lab, client, trainee):
    def ask():
        checks.ask(enrollment=place, lab=lab, files=dict(handed_in(mean_release(), {"mean": WRONG}).files))
        CheckRun.objects.update(state=CheckRun.State.DONE)

    for _ in range(checks.CHECKS_PER_HOUR):
        ask()
    with pytest.raises(LabError) as refusal:
        ask()

    assert (checks.CHECKS_PER_HOUR, refusal.value.code) == (10, "check_limit")
    assert SUBMISSIONS_PER_HOUR <= 60


# --- 20, 21: what is handed out ---------------------------------------------------------------------------------------------------
@attack(20)
@pytest.mark.django_db
def test_hidden_tests_are_in_no_answer_of_the_exchange(client, settled, trainee, lab, settings):
    submission = settled()
    settings.ROOT_URLCONF = "lms.exchange_urls"
    base = "/v1/exchange/BDAI-2026-03/trung-binh-cong"
    with hub_that_knows({"mine": user_answer(trainee.handle)}) as (address, _asked):
        settings.HOCAI_HUB_API_URL = address
        said = [
            client.get(path, headers={"Authorization": "token mine"}).content
            for path in (
                "/v1/exchange/courses",
                "/v1/exchange/assignments",
                f"{base}/files",
                *(f"{base}/blobs/{entry['sha256']}" for entry in lab.current_version.release_files),
                f"{base}/submissions/{submission.pk}/feedback",
            )
        ]
        source = client.get(f"{base}/blobs/{lab.current_version.source_files[0]['sha256']}", headers={"Authorization": "token mine"})
        review = client.get(f"{base}/blobs/{submission.grading_runs.first().review_sha256}", headers={"Authorization": "token mine"})

    assert b"mean-hidden" in said[-1]
    assert not [answer for answer in said if SECRET.encode() in answer]
    assert (source.status_code, review.status_code) == (404, 404)


@attack(20)
@pytest.mark.django_db
def test_hidden_tests_are_in_no_log(place, lab, caplog, warm):
    caplog.set_level(logging.DEBUG)
    hand_in(place, lab, {"mean": TELLTALE})

    assert tasks.grade_waiting() == 1

    assert SECRET not in caplog.text
    assert "THẤY" not in caplog.text


@attack(20)
@pytest.mark.django_db
def test_an_error_page_shows_nothing_of_a_lab(place, lab, trainee, monkeypatch, settings):
    settings.DEBUG = False
    broken = Client(raise_request_exception=False)
    broken.force_login(trainee)
    submission = hand_in(place, lab, {"mean": RIGHT})
    tasks.queue.claim_next()
    grading_source = json.dumps(mean_release().grading)
    # A page that fails while the source of the lab is in its hands.
    monkeypatch.setattr("notebooks.views.learner.queue.place_of", lambda run, held=grading_source: 1 // 0)
    submission.grading_runs.update(state="queued")

    page = broken.get(reverse("submission-detail", args=[submission.pk]))

    assert page.status_code == 500
    assert SECRET not in page.content.decode()


@attack(20)
@attack(21)
@pytest.mark.django_db
def test_what_learners_fetch_holds_no_solution_no_hidden_test_and_no_expected_value(lab):
    for release in (mean_release(), tiered("T1"), tiered("T2"), tiered("T3")):
        handed_out = b"".join(release.bundle.files.values()).decode()
        assert "trung_binh" in handed_out
        assert "7431" not in handed_out
        assert "7432" not in handed_out
        assert "sum(so) / len(so)" not in handed_out
    stored = b"".join(blobs.load(lab.current_version.release_files).files.values())
    assert SECRET.encode() not in stored
    assert files.read(lab.current_version.source_files[0]["sha256"])


@attack(21)
def test_a_file_that_tells_is_named_before_release_and_one_for_comparing_stays():
    lab = notebook(answer("mean", MEAN), check("test", "assert trung_binh([2, 4]) == 3", 1))
    telling = make_release(
        type(bundle())(
            {
                **bundle(bai1=lab).files,
                "dap_an.csv": b"7431",
                "ghi chu.txt": b"### BEGIN HIDDEN TESTS",
                "so.csv": b"1",
                "cham/x.csv": b"7431",
            }
        )
    )

    assert {each.details["name"] if hasattr(each, "details") else each.message for each in telling.warnings if each.code == "leaking_file"}
    assert len([each for each in telling.warnings if each.code == "leaking_file"]) == 2
    assert "cham/x.csv" not in telling.bundle.files
    assert "cham/x.csv" not in telling.data
    assert "so.csv" in telling.bundle.files
