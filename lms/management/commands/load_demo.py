"""Loads the demo's people, and what they need to walk through the main job."""

from typing import Any

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from certificates.models import DocumentClass, IssuerAuthorisation
from courses.actions import course_staff
from courses.models import CoursePage
from lms import demo, demo_certificates, demo_class
from lms.classes.models import TrainingProgramme
from lms.learning.actions import enrollments, runs
from lms.learning.models import CourseRun
from lms.people.actions import people, roles
from lms.people.models import Organization, User
from notebooks.actions import labs
from notebooks.models import Lab

COURSE_UID = "2fdf9c0e-99a6-4c0c-8cd1-a352103ad4e8"


class Command(BaseCommand):
    help = "Nạp người dùng, cơ quan, khóa mở và chương trình bồi dưỡng của bản trình diễn. Chạy lại không đổi gì. Chỉ khi HOCAI_DEMO=1."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.HOCAI_DEMO:
            raise CommandError("Dữ liệu trình diễn chỉ nạp được khi HOCAI_DEMO=1.", returncode=1)
        with transaction.atomic():
            organizations = load_organizations()
            persons = load_people(organizations)
            load_teaching(persons, organizations)
        self.stdout.write(f"Bản trình diễn: {len(organizations)} cơ quan, {len(persons)} người; mật khẩu {demo.PASSWORD}.")


def load_organizations() -> dict[str, Organization]:
    found: dict[str, Organization] = {}
    for each in demo.ORGANIZATIONS:
        values = {"name": each.name, "abbreviation": each.abbreviation, "kind": each.kind, "parent": found.get(each.parent)}
        found[each.code], _created = Organization.objects.get_or_create(code=each.code, defaults=values)
    return found


def load_people(organizations: dict[str, Organization]) -> dict[str, User]:
    found: dict[str, User] = {}
    for each in demo.PEOPLE:
        person = User.objects.filter(email=each.email).first()
        if person is None:
            person = people.register(full_name=each.full_name, email=each.email, birth_year=each.birth_year, by=None)
            person.set_password(demo.PASSWORD)
            person.is_staff, person.is_superuser = each.is_staff, each.is_superuser
            person.save()
            EmailAddress.objects.create(user=person, email=each.email, primary=True, verified=True)
        found[each.email.partition("@")[0]] = person
        if each.organization:
            place = organizations[each.organization]
            people.affiliate(person=person, organization=place, legal_category=each.legal_category, position=each.position, by=None)
            if each.role:
                roles.grant(person=person, organization=place, role=each.role, by=None)
    return found


def load_teaching(persons: dict[str, User], organizations: dict[str, Organization]) -> None:
    """The open run of every open course, the teacher's appointment, the approved programme and who may issue for it."""
    for course in CoursePage.objects.filter(open_to_all=True, live=True, locale__language_code="vi"):
        if not CourseRun.objects.filter(course=course, self_enrolment=True).exists():
            run = runs.open_run(course=course, code=f"mo-{course.slug}"[:48], self_enrolment=True, by=None)
            runs.appoint_staff(run=run, person=persons["giaovien"], by=None)
    course = CoursePage.objects.filter(content_uid=COURSE_UID, live=True).first()
    if course is None:
        return
    course_staff.appoint(course=course, person=persons["giaovien"], by=persons["quantri"])
    for lab in Lab.objects.filter(staff__isnull=True):
        labs.share(lab=lab, person=persons["giaovien"], by=None)
    open_run = CourseRun.objects.filter(course=course, self_enrolment=True).first()
    if open_run:
        enrollments.enroll(person=persons["hocsinh"], run=open_run, by=None)
    programme = load_programme(course, organizations)
    demo_class.load(
        course=course,
        programme=programme,
        officer=persons["sonoivu"],
        manager=persons["giaovien"],
        science_officer=persons["sokhcn"],
        ward_officer=persons["phuong"],
    )
    demo_certificates.load(
        course=course, programme=programme, officer=persons["sonoivu"], manager=persons["giaovien"], registrar=persons["vanthu"]
    )
    demo_certificates.load_open_course(course=course)


def load_programme(course: CoursePage, organizations: dict[str, Organization]) -> TrainingProgramme:
    """Made-up approval of a real-looking programme; the academy may issue the completion certificate for it."""
    programme, created = TrainingProgramme.objects.get_or_create(
        code="AI-CV-01",
        version=1,
        defaults={
            "title": "Bồi dưỡng trí tuệ nhân tạo cơ bản cho công chức, viên chức, người lao động",
            "approved_by": organizations["H29.SKHCN"],
            "approval_decision_no": "00/QĐ-SKHCN (trình diễn)",
            "periods_total": 12,
            "legal_basis": "Kế hoạch 4738/KH-UBND ngày 26/6/2025; Thông tư 03/2023/TT-BNV Điều 6",
        },
    )
    if created:
        programme.courses.add(course)
    IssuerAuthorisation.objects.get_or_create(
        organization=organizations["H29.HVCB"],
        programme=programme,
        document_kind=DocumentClass.Kind.COURSE_COMPLETION_CERTIFICATE,
        valid_to=None,
        defaults={"source": "Văn bản giao nhiệm vụ bồi dưỡng (trình diễn)", "signer_position": "GIÁM ĐỐC", "signer_name": "Nguyễn Văn Mẫu"},
    )
    return programme
