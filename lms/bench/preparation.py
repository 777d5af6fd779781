"""What every measure stands on: a prepared database with the demo, a course with the lab to be graded, and people who may learn in it."""

import json
import uuid
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from django.utils import timezone

from courses.models import CourseIndexPage, CoursePage, LessonPage, ModulePage
from lms import demo
from lms.bench.exercise import EXERCISES, PLAIN, Exercise
from lms.learning.actions import enrollments, runs
from lms.learning.models import CourseRun, Enrollment
from lms.ops.catalogues import compile_stale
from lms.ops.startup import Startup
from lms.people.actions import consents
from lms.people.models import Consent, User
from lms.people.privacy import notice_in_force
from notebooks import sandbox
from notebooks.actions import gate, labs
from notebooks.models import Lab, LabVersion

RUN_CODE = "do-hieu-nang"
LEARNER = "hocvien@hoc.example"
Say = Callable[[str], None]


@dataclass(frozen=True)
class Ground:
    """The run and the lab that submissions go to, and one learner's place in it."""

    run: CourseRun
    lab: Lab
    place: Enrollment
    exercise: Exercise = PLAIN

    def with_exercise(self, exercise: Exercise) -> "Ground":
        """The same run and learner with another of the labs."""
        return replace(self, lab=Lab.objects.get(slug=exercise.slug), exercise=exercise)

    @property
    def version(self) -> LabVersion:
        assert self.lab.current_version is not None
        return self.lab.current_version


def prepare(say: Say) -> Ground:
    """As a first start does it, then the lab; its release gate and those of the curriculum run in the sandbox here."""
    compile_stale()
    startup = Startup(say)
    startup.make_keys()
    startup.prepare_database()
    startup.collect_static()
    startup.register_hub()
    startup.load_lessons()
    for person in User.objects.filter(email__in=[each.email for each in demo.PEOPLE]):
        consents.give(person=person, purpose=Consent.Purpose.TRAINING, version=notice_version(), method="bench")
    ours = [labs.create(title=exercise.title, slug=exercise.slug, by=None) for exercise in EXERCISES]
    for lab, exercise in zip(ours, EXERCISES, strict=True):
        labs.keep_source(lab=lab, bundle=exercise.source(), by=None, release_when_passed=True)
    say("đang kiểm tra các bài thực hành trong hộp cát")
    release_labs()
    run = open_run(ours)
    place = enrollments.enroll(person=User.objects.get(email=LEARNER), run=run, by=None)
    return Ground(run, ours[0], place).with_exercise(PLAIN)


def notice_version() -> str:
    return notice_in_force(timezone.localdate()).version


def release_labs() -> None:
    """Takes every lab through its gate, as a worker would."""
    sandbox.keep_warm()
    try:
        for version in LabVersion.objects.filter(state=LabVersion.State.CHECKING):
            gate.check(version_pk=version.pk)
    finally:
        sandbox.cool_down()


def open_run(ours: list[Lab]) -> CourseRun:
    """A course of one lesson with the labs in it, opened once."""
    index = CourseIndexPage.objects.get(locale__language_code="vi")
    course = add_page(index, CoursePage(title="Khóa đo hiệu năng", locale=index.locale, tier="T1", summary="Chỉ để đo."))
    module = add_page(course, ModulePage(title="Phần một", locale=index.locale))
    blocks = [{"type": "lab", "value": {"lab": str(lab.content_uid), "required": True}, "id": str(uuid.uuid4())} for lab in ours]
    add_page(module, LessonPage(title="Bài một", locale=index.locale, body=json.dumps(blocks)))
    return runs.open_run(course=CoursePage.objects.get(pk=course.pk), code=RUN_CODE, by=None)


def add_page(parent: Any, page: Any) -> Any:
    parent.add_child(instance=page)
    page.save_revision().publish()
    page.refresh_from_db()
    return page
