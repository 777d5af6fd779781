from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from lms.foundation import audit
from lms.learning.models import CourseRun
from notebooks.models import Lab


class Command(BaseCommand):
    help = "Writes a lab of a run as a plain nbgrader course folder (.zip), solutions and hidden tests included."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("run", help="code of the course run")
        parser.add_argument("lab", help="short name of the lab")
        parser.add_argument("file", type=Path, help="where the .zip is written")
        parser.add_argument("--names", action="store_true", help="names in the gradebook, not only handles")

    def handle(self, *args: Any, **options: Any) -> None:
        from notebooks.course_folder import exported

        run = CourseRun.objects.select_related("course").filter(code=options["run"]).first()
        lab = Lab.objects.released().select_related("current_version").filter(slug=options["lab"]).first()
        if run is None or lab is None:
            raise CommandError("Không có khóa hoặc bài thực hành này (bài phải đã phát hành).")
        found = exported(run, lab, with_names=options["names"])
        options["file"].write_bytes(found.content)
        options["file"].chmod(0o600)
        audit.record(None, "lab.export", lab, after={"run": run.code, "names": options["names"]})
        for line in found.lines:
            self.stdout.write(line)
        self.stdout.write(f"{options['file']}: {len(found.content)} byte.")
