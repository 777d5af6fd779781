import time
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from lms.learning.models import CourseRun
from lms.people.models import User
from notebooks import report_queue
from notebooks.actions import reports
from notebooks.models import Lab, LabReport
from notebooks.report_forms import read_mapping

OPEN = (LabReport.State.QUEUED, LabReport.State.RUNNING)
LOOK_EVERY = 2.0


class Command(BaseCommand):
    help = "Reads a zipped nbgrader course folder into a lab, and its submissions and points into a run."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="the .zip")
        parser.add_argument("lab", help="short name of a lab that exists")
        parser.add_argument("--by", required=True, help="handle or email of the person in whose name points are entered")
        parser.add_argument("--run", help="code of the course run that the submissions are for")
        parser.add_argument("--assignment", default="", help="name of the assignment in the folder, where there are several")
        parser.add_argument("--mapping", type=Path, help="CSV: student id, handle")
        parser.add_argument("--wait", type=float, default=600, help="seconds to wait for the worker to grade (600)")

    def handle(self, *args: Any, **options: Any) -> None:
        report = reports.ask_for_import(
            lab=self.one(Lab.objects.filter(slug=options["lab"]), "bài thực hành"),
            run=self.one(CourseRun.objects.filter(code=options["run"]), "khóa") if options["run"] else None,
            by=self.one(User.objects.with_login(options["by"]), "người"),
            packed=self.content(options["file"]),
            mapping=self.mapping(options["mapping"]),
            assignment=options["assignment"],
        )
        self.follow(report, time.monotonic() + options["wait"])
        for line in report.result.get("lines", []):
            self.stdout.write(line)
        if report.state == LabReport.State.FAILED:
            raise CommandError(report.error)
        figures = {key: report.result.get(key, 0) for key in ("version", "submissions", "scores")}
        self.stdout.write("Phiên bản {version}, {submissions} bài nộp, {scores} điểm do người chấm.".format(**figures))
        if report.state in OPEN:
            self.stdout.write("Các bài nộp đang chờ máy chấm; kết quả xem ở trang nhập của bài.")

    def follow(self, report: LabReport, end: float) -> None:
        """Takes the turns of this import here; the submissions themselves are graded by the worker."""
        report.refresh_from_db()
        while report.state in OPEN and time.monotonic() < end:
            claimed = report_queue.claim(report.pk, timezone.now())
            if claimed:
                reports.make(report=claimed)
            report.refresh_from_db()
            if report.state in OPEN:
                time.sleep(min(LOOK_EVERY, max(0.0, end - time.monotonic())))

    def one(self, found: Any, what: str) -> Any:
        row = found.first()
        if row is None:
            raise CommandError(f"Không tìm thấy {what} này.")
        return row

    def content(self, path: Path) -> bytes:
        try:
            return path.read_bytes()
        except OSError as error:
            raise CommandError(f"Không đọc được {path}: {error.strerror}.") from error

    def mapping(self, path: Path | None) -> dict[str, str]:
        try:
            return read_mapping(self.content(path)) if path else {}
        except ValueError as error:
            raise CommandError("Danh sách phải là CSV (UTF-8) có hai cột: mã trong thư mục, mã ở đây.") from error
