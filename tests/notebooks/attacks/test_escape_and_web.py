"""The walls of a run, and what a stranger's words do on pages, in logs and in files that are taken away."""

import ast
import csv
import io
import json
import logging
import os
import re
import stat
import zipfile
from html.parser import HTMLParser

import nbformat
import openpyxl
import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils.html import escape
from nbformat.sign import NotebookNotary

from lms.foundation.spreadsheets.writing import write_csv, write_table
from notebooks import outputs, pipeline
from notebooks.actions import labs
from notebooks.exceptions import BadRelease, BadUpload
from notebooks.frame import POLICY, document
from notebooks.intake import read_path, read_upload
from notebooks.models import Submission
from notebooks.pipeline import check_release
from notebooks.release import make_release
from tests.notebooks.conftest import grade_next, hand_in
from tests.notebooks.material.cells import answer, as_bytes, bundle, check, code, essay, notebook, text
from tests.notebooks.material.labs import MEAN, RIGHT, handed_in, mean_release

from .material import RIGHT_POINTS, SHORT, TRIED, attack, content_of, graded, points, printed

PLAIN = as_bytes(notebook(text("# Xin chào"), code("1 + 1")))
PAYLOADS = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)></svg>",
    "<a href='javascript:alert(1)'>x</a>",
    "[x](javascript:alert(1))",
    "$\\href{javascript:alert(1)}{x}$",
    '"><iframe src=//hoc.example></iframe>',
    "'-alert(1)-'",
    "{{ request.user }}{% debug %}",
    "</textarea></pre></style></title><form action=//hoc.example>",
)


class Acting(HTMLParser):
    """What of a page could act for somebody else: handlers, scripts, addresses of the attacker."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if (
                name.startswith("on")
                or ("javascript:" in (value or "").lower() and name in ("href", "src", "action"))
                or "//hoc.example" in (value or "")
            ):
                self.found.append(f"<{tag} {name}={value}>")
        if tag == "script" and not dict(attrs).get("src") and dict(attrs).get("type") != "application/json":
            self.found.append("<script>")


# --- 33: in and out ---------------------------------------------------------------------------------------------------------------
@attack(33)
@pytest.mark.parametrize("name", ["../x.ipynb", "/etc/x", "a/../../x", "a\\..\\x", "C:/x", "a\0b", "./x", "~/../x/..", "x\u202egnp.ipynb"])
def test_no_name_leads_out_of_its_folder(name):
    # Python's own writer of zips cuts a name at a NUL.
    for upload in ({"bai1.ipynb": PLAIN, name: b"x"}, *([zipped((name, b"x"))] if "\0" not in name else [])):
        with pytest.raises(BadUpload) as refusal:
            read_upload(upload)
        assert refusal.value.code == "bad_path"


def zipped(*entries):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("bai1.ipynb", PLAIN)
        for entry, content in entries:
            archive.writestr(entry, content)
    return buffer.getvalue()


@attack(33)
@pytest.mark.parametrize("kind", [stat.S_IFLNK, stat.S_IFIFO, stat.S_IFCHR, stat.S_IFBLK, stat.S_IFSOCK, stat.S_IFDIR])
def test_no_link_device_or_pipe_comes_in(kind):
    entry = zipfile.ZipInfo("odd.csv")
    entry.external_attr = (kind | 0o644) << 16

    with pytest.raises(BadUpload) as refusal:
        read_upload(zipped((entry, b"/etc/passwd")))

    assert refusal.value.code == "not_a_file"


@attack(33)
@pytest.mark.parametrize("make", [lambda path: path.symlink_to("/etc/passwd"), os.mkfifo], ids=["link", "pipe"])
def test_a_folder_on_disk_is_read_without_following_anything(tmp_path, make):
    (tmp_path / "bai1.ipynb").write_bytes(PLAIN)
    make(tmp_path / "odd.csv")

    with pytest.raises(BadUpload) as refusal:
        read_path(tmp_path)

    assert refusal.value.code == "not_a_file"


@attack(33)
def test_no_link_device_or_pipe_leads_out(warm, tmp_path):
    victim = tmp_path / "victim"
    victim.write_text("safe")
    leave = f"""
import os
for name, target in (('link', {str(victim)!r}), ('folder', '/etc'), ('other', '../out/result.json')):
    try:
        os.symlink(target, name)
    except OSError:
        continue
    tried('write through ' + name, lambda: open(name, 'w' if name != 'folder' else 'r').write('x'))
    tried('read through ' + name, lambda: open(name).read() if name != 'folder' else os.listdir(name))
try:
    os.mkfifo('pipe')
except OSError:
    pass
tried('hard link', lambda: os.link({str(victim)!r}, 'hard'))
tried('device', lambda: os.mknod('device', 0o060600, os.makedev(254, 0)))
tried('out', lambda: os.symlink({str(victim)!r}, '../out/result.json'))
tried('replace out', lambda: os.rename('../out', '../gone'))
tried('replace work', lambda: os.rename('../work', '../gone'))
for change in (lambda: os.chmod({str(victim)!r}, 0o777), lambda: os.utime({str(victim)!r}, (0, 0))):
    try:  # may say that it succeeded; the file outside tells
        change()
    except OSError:
        pass
"""
    before = victim.stat()

    result = graded(RIGHT, first=TRIED + leave)

    assert "DONE" not in printed(result)
    assert printed(result).count("refused") >= 5
    assert (victim.read_text(), victim.stat().st_mode, victim.stat().st_mtime) == ("safe", before.st_mode, before.st_mtime)
    assert points(result) == RIGHT_POINTS


# --- 34, 35: privileges and objects ----------------------------------------------------------------------------------------------------
PRIVILEGES = """
import ctypes, os, subprocess, errno
libc = ctypes.CDLL(None, use_errno=True)
def asked(name, number, *arguments):
    answer = libc.syscall(ctypes.c_long(number), *map(ctypes.c_long, arguments))
    print('DONE' if answer >= 0 else 'refused', name)
for name, number, *arguments in (
    ('namespace', 272, 0x10000000), ('clone', 56, 0x10000011, 0, 0, 0, 0), ('trace', 101, 16, os.getppid(), 0, 0), ('traceme', 101, 0, 0, 0, 0),
    ('bpf', 321, 0, 0, 0), ('ring', 425, 1, 0), ('perf', 298, 0, 0, -1, -1, 0), ('mount', 165, 0, 0, 0, 0, 0), ('fault', 323, 0),
    ('key', 250, 0, 0, 0, 0, 0), ('root', 161, 0), ('handle', 304, -1, 0, 0), ('module', 313, 0, 0, 0), ('kexec', 246, 0, 0, 0, 0),
    ('memory of another', 310, os.getppid(), 0, 0, 0, 0, 0), ('file in memory', 319, 0, 0),
):
    asked(name, number, *arguments)
tried('type into the terminal', lambda: __import__('fcntl').ioctl(0, 0x5412, b'x'))
tried('clock', lambda: __import__('time').clock_settime(0, 0))
for program in ('su', 'sudo', 'mount', 'passwd', 'newgrp', 'chsh', 'unshare'):
    line = {'su': ['-c', 'id'], 'sudo': ['-n', 'id'], 'mount': ['-t', 'tmpfs', 'x', '.'], 'unshare': ['-r', 'id']}.get(program, ['root'])
    try:
        done = subprocess.run([program, *line], capture_output=True, stdin=subprocess.DEVNULL, timeout=2)
        print('DONE' if done.returncode == 0 and program in ('sudo', 'mount', 'unshare') else 'refused', program)
    except Exception as error:
        print('refused', program)
print('CAPABLE', [n for n in range(41) if libc.prctl(23, n, 0, 0, 0) == 1 and os.geteuid() == 0], libc.prctl(39, 0, 0, 0, 0))
"""


@attack(34)
@pytest.mark.skipif(os.uname().machine != "x86_64", reason="the numbers of these calls are another machine's")
def test_no_further_privilege_can_be_had(warm):
    result = graded(RIGHT, first=TRIED + PRIVILEGES, limits=type(SHORT)(**{**vars(SHORT), "cell_timeout": 20}))

    assert "DONE" not in printed(result)
    assert printed(result).count("refused") == 25
    assert "CAPABLE [] 1" in printed(result)
    assert points(result) == RIGHT_POINTS


UNSAFE = {"pickle", "cPickle", "_pickle", "dill", "cloudpickle", "joblib", "marshal", "shelve", "jsonpickle", "torch", "ray"}
UNSAFE_CALLS = {"eval", "exec", "read_pickle", "loads_pickle", "unsafe_load", "literal_eval_unsafe"}
TRUSTED_CODE = {"notebooks", "hub-config/lab/hocai_lab"}


@attack(35)
def test_no_module_of_the_labs_can_turn_bytes_into_objects():
    found = []
    for room in TRUSTED_CODE:
        for path in sorted((settings.BASE_DIR / room).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                named = []
                if isinstance(node, ast.Import):
                    named = [alias.name.split(".")[0] for alias in node.names]
                elif isinstance(node, ast.ImportFrom):
                    named = [(node.module or "").split(".")[0]]
                called = getattr(node.func, "id", getattr(node.func, "attr", "")) if isinstance(node, ast.Call) else ""
                allowed = [keyword for keyword in getattr(node, "keywords", []) if keyword.arg == "allow_pickle"]
                if UNSAFE & set(named) or (called in UNSAFE_CALLS and isinstance(node.func, ast.Name)) or allowed:
                    found.append(f"{path.relative_to(settings.BASE_DIR)}:{node.lineno} {named or called}")

    assert found == []


@attack(35)
def test_what_a_run_sends_stays_text(warm, tmp_path):
    mark = tmp_path / "made"
    payload = f"""
import pickle, base64, os
class Bomb:
    def __reduce__(self):
        return (os.system, ('touch ' + {str(mark)!r},))
data = base64.b64encode(pickle.dumps(Bomb())).decode()
from IPython.display import display
display({{'application/x-python-pickle': data, 'application/vnd.dataresource+json': data, 'text/plain': data}}, raw=True)
open('result.pkl', 'wb').write(pickle.dumps(Bomb()))
get_ipython().kernel.session.send(None, 'comm_open', {{'data': data}}, parent=get_ipython().kernel.get_parent())
"""
    result = graded(RIGHT, first=payload)

    assert not mark.exists()
    assert {output.kind for cell in result.review for output in cell.outputs} <= {"text"}
    assert points(result) == RIGHT_POINTS


# --- 36: words of strangers on pages ------------------------------------------------------------------------------------------------------
@attack(36)
def test_outputs_are_shown_without_anything_that_acts(warm):
    show = "from IPython.display import display, HTML, Javascript, SVG, Markdown, Latex\n"
    for payload in PAYLOADS:
        show += (
            f"display(HTML('<table><td>' + {payload!r})); display(Markdown({payload!r})); display(Latex({payload!r})); print({payload!r})\n"
        )
    show += "display(Javascript('alert(1)')); display(SVG('<svg xmlns=\"http://www.w3.org/2000/svg\" onload=\"alert(1)\"/>'))\n"
    show += "print('\\x1b]8;;http://hoc.example\\x07x\\x1b[31m\\x1b[2J\\x07\\u202e')"

    result = graded(RIGHT, first=show)

    tables = "".join(output.body for cell in result.review for output in cell.outputs if output.kind == "html")
    assert "<table>" in tables
    assert not re.search(r"<(?!/?(?:table|tbody|thead|tr|td|th|p|b|i|em|strong|code|pre|ul|ol|li|br|caption|tfoot)[ />])", tables)
    assert not re.search(r"<[a-z]+\s(?!colspan|rowspan)", tables)
    assert not set("\x1b\x07\u202e") & set(printed(result))


@attack(36)
@pytest.mark.django_db
def test_pages_show_a_strangers_words_as_words(client, place, lab, trainee, teacher, run_of_course):
    payload = " ".join(PAYLOADS)
    trainee.full_name = PAYLOADS[0] + " " + PAYLOADS[1]
    trainee.save()
    names = {"<img src=x onerror=alert(1)>.csv": b"1", "'-alert(1)-'.csv": b"2"}
    submission = hand_in(place, lab, {"mean": f"{RIGHT}\n# {payload}", "why": payload})
    files_given = dict(handed_in(mean_release(), {"mean": RIGHT, "why": payload}).files) | names
    from notebooks.actions import submissions

    second = submissions.receive(lab=lab, enrollment=place, files=files_given, idempotency_key="x", channel="upload")
    grade_next()
    grade_next()
    pages = []
    for person, found in (
        (trainee, ("lab-detail", "submission-detail", "submission-frame")),
        (teacher, ("submission-detail", "submission-frame")),
    ):
        client.force_login(person)
        for name in found:
            for each in (submission, second):
                arguments = ["BDAI-2026-03", "trung-binh-cong"] if name == "lab-detail" else [each.pk]
                pages.append((name, client.get(reverse(name, args=arguments))))

    assert {page.status_code for _, page in pages} == {200}
    for name, page in pages:
        assert Acting(page.content.decode()).found == [], name
    assert escape("<img src=x onerror=alert(1)>") in "".join(page.content.decode() for _, page in pages)
    frames = [page for name, page in pages if name == "submission-frame"]
    assert {frame["Content-Security-Policy"] for frame in frames} == {POLICY}
    assert POLICY.startswith("sandbox; default-src 'none'")


@attack(36)
@pytest.mark.django_db
def test_a_download_never_renders_and_its_name_adds_no_header(client, place, lab, trainee):
    files_given = dict(handed_in(mean_release(), {"mean": RIGHT}).files) | {'x";\u00a0y=<b>.html': b"<script>alert(1)</script>"}
    from notebooks.actions import submissions

    submission = submissions.receive(lab=lab, enrollment=place, files=files_given, idempotency_key="x", channel="upload")
    client.force_login(trainee)

    for number, entry in enumerate(submission.files):
        response = client.get(reverse("submission-file", args=[submission.pk, number]))
        content_of(response)
        assert response["Content-Disposition"].startswith("attachment"), entry
        assert response["Content-Type"] == "application/octet-stream"
        assert response["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in response["Content-Security-Policy"]


@attack(36)
@pytest.mark.django_db
def test_a_strangers_name_writes_no_second_line_in_a_log(client, place, trainee, caplog):
    caplog.set_level(logging.DEBUG)
    client.force_login(trainee)
    url = reverse("lab-submit", args=["BDAI-2026-03", "trung-binh-cong"])

    for name in ("x\x1b[2J\n2026 ERROR forged.ipynb", "x\u202e.ipynb", "x\r\nforged.ipynb"):
        client.post(url, {"files": SimpleUploadedFile(name, b"x"), "key": "k"})

    assert "\x1b" not in caplog.text
    assert not [record for record in caplog.records if record.getMessage().startswith("2026 ERROR")]
    assert not Submission.objects.exists()


# --- 37, 38: what is taken away -----------------------------------------------------------------------------------------------------------------
FORMULAS = ("=1+1", "+1", "-1+cmd|' /C calc'!A0", "@SUM(1)", "\t=1", "\r=1", '=HYPERLINK("http://hoc.example")')


@attack(37)
def test_no_cell_of_an_export_is_a_formula():
    rows = [[formula, f"An {number}"] for number, formula in enumerate(FORMULAS)]

    sheet = openpyxl.load_workbook(io.BytesIO(write_table(["Họ tên", "Tên"], rows))).active
    lines = list(csv.reader(io.StringIO(write_csv([["Họ tên", "Tên"], *rows]).decode("utf-8-sig"))))

    cells = [cell for line in sheet.iter_rows() for cell in line]
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    assert not any(cell.hyperlink for cell in cells)
    assert len(lines) == len(FORMULAS) + 1
    assert not [value for line in lines for value in line if value.startswith(("=", "+", "-", "@", "\t", "\r"))]


@attack(37)
@pytest.mark.django_db
def test_a_learner_whose_name_is_a_formula_is_text_in_the_labs_export(client, place, lab, trainee, teacher):
    trainee.full_name = FORMULAS[-1]
    trainee.save()
    hand_in(place, lab)
    grade_next()
    client.force_login(teacher)

    response = client.get(reverse("lab-insight-file", args=["BDAI-2026-03", "trung-binh-cong"]))

    for sheet in openpyxl.load_workbook(io.BytesIO(content_of(response))):
        assert not [cell.value for line in sheet.iter_rows() for cell in line if cell.data_type == "f" or cell.hyperlink]


@attack(38)
@pytest.mark.django_db
def test_a_submission_is_never_trusted_where_a_teacher_opens_it(client, place, lab, teacher, run_of_course):
    """JupyterLab runs saved outputs of notebooks that it trusts alone: trust is a signature of one's own, and ours carries none."""

    def trusting(content):
        content["metadata"] |= {"trusted": True, "signature": "sha256:00"}
        for cell in content["cells"]:
            cell["metadata"]["trusted"] = True
            if cell["cell_type"] == "code":
                cell["outputs"] = [
                    {
                        "output_type": "display_data",
                        "data": {"text/html": PAYLOADS[0], "application/javascript": "alert(1)"},
                        "metadata": {},
                    }
                ]

    files_given = handed_in(mean_release(), {"mean": RIGHT}, trusting).files
    from notebooks.actions import submissions

    submission = submissions.receive(lab=lab, enrollment=place, files=files_given, idempotency_key="x", channel="upload")
    client.force_login(teacher)
    taken = content_of(client.get(reverse("submission-file", args=[submission.pk, 0])))
    notary = NotebookNotary(db_file=":memory:", secret=b"of the teacher")
    opened = nbformat.reads(taken.decode(), as_version=4)

    assert notary.check_signature(opened) is False
    notary.mark_cells(opened, notary.check_signature(opened))
    assert {cell.metadata.get("trusted", False) for cell in opened.cells if cell.cell_type == "code"} == {False}
    [rebuilt] = pipeline.rebuild_all(mean_release(), mean_release().grading, read_upload(dict(files_given)))
    assert "trusted" not in json.dumps(rebuilt.for_run())
    assert "alert(1)" not in json.dumps(rebuilt.for_run())


# --- 39: the author as attacker -----------------------------------------------------------------------------------------------------------------
def source_that(first, extra=()):
    return bundle(bai1=notebook(code(first), answer("mean", MEAN), check("test", "assert trung_binh([2, 4]) == 3", 1), *extra))


@attack(39)
def test_the_gate_runs_an_authors_code_behind_the_same_walls(warm, tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("bi-mat")
    pry = f"""
import os, socket
seen = 0
for action in (
    lambda: open({str(secret)!r}).read(),
    lambda: open({str(settings.BASE_DIR / "manage.py")!r}).read(),
    lambda: os.listdir({str(settings.HOCAI_VAR)!r}),
    lambda: socket.create_connection(('127.0.0.1', 8000), 1),
    lambda: open({str(tmp_path / "made")!r}, 'w'),
    lambda: os.kill(os.getppid(), 0),
):
    try:
        action()
        seen += 1
    except OSError:
        pass
assert seen == 0
"""
    source = source_that("pass", [check("walls", pry, 1)])

    report = check_release(source, make_release(source), limits=SHORT)

    # The only complaint is about the blank notebook, whose walls hold as well: the test of the walls passed both times.
    assert {(each.code, each.grade_id) for each in report.problems} == {("blank_not_zero", "walls")}
    assert not (tmp_path / "made").exists()


@attack(39)
def test_a_gate_whose_author_ends_the_run_is_not_passed(warm):
    source = source_that("import os\nos._exit(0)")

    report = check_release(source, make_release(source), limits=SHORT)

    assert not report.passed


@attack(39)
def test_making_a_release_runs_nothing_of_the_author(tmp_path):
    mark = tmp_path / "made"
    run = f"open({str(mark)!r}, 'w').close()"
    source = source_that(run, [check("more", f"{run}\n### BEGIN HIDDEN TESTS\n{run}\n### END HIDDEN TESTS", 1)])

    make_release(source)
    with pytest.raises(BadRelease):
        make_release(source_that(f"### AUTOTEST {run}"))

    assert not mark.exists()


@attack(39)
@pytest.mark.django_db
def test_an_authors_words_are_words_on_every_page(client, teacher, trainee, place, lab):
    payload = " ".join(PAYLOADS)
    source = bundle(
        bai1=notebook(text(f"# {payload}"), answer("mean", MEAN), check("test", f"# {payload}\nassert True", 1), essay("why", payload))
    )
    version = labs.upload_source(lab=lab, upload=dict(source.files), by=teacher)
    client.force_login(teacher)

    pages = [client.get(reverse("lab-version", args=[lab.slug, version.number])), client.get(reverse("lab-list"))]

    assert {page.status_code for page in pages} == {200}
    assert [Acting(page.content.decode()).found for page in pages] == [[], []]


@attack(39)
def test_a_release_carries_no_output_trust_or_metadata_of_its_author():
    cell = code("1") | {"outputs": [{"output_type": "display_data", "data": {"text/html": PAYLOADS[0]}, "metadata": {}}]}
    cell["metadata"] = {"trusted": True, "x": PAYLOADS[0]}
    source = bundle(
        bai1=notebook(cell, answer("mean", MEAN), check("test", "assert trung_binh([2, 4]) == 3", 1), widgets={"x": PAYLOADS[0]})
    )

    handed_out = b"".join(make_release(source).bundle.files.values()).decode()

    assert "alert(1)" not in handed_out
    assert "trusted" not in handed_out


@attack(36)
@attack(38)
def test_the_document_of_a_frame_can_do_nothing():
    response = document([], sees_tests=True)

    assert "script" not in response["Content-Security-Policy"]
    assert "allow-" not in response["Content-Security-Policy"]
    assert outputs.shown([{"output_type": "display_data", "data": {"application/javascript": "alert(1)", "image/svg+xml": "<svg/>"}}]) == ()
