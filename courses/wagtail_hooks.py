"""What the room adds to the editor: question banks, and the coverage of the curriculum among the reports."""

from django.http import HttpRequest
from django.urls import URLPattern, path, re_path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from courses.permissions import courses_edited_by
from courses.views import coverage, question_import, questions


@hooks.register("register_admin_urls")
def question_urls() -> list[URLPattern]:
    return [
        path("cau-hoi/", questions.bank_list, name="question-bank-list"),
        path("cau-hoi/khoa-hoc/<int:course_pk>/", questions.bank_create, name="question-bank-create"),
        path("cau-hoi/<int:pk>/", questions.bank_detail, name="question-bank"),
        path("cau-hoi/<int:bank_pk>/moi/", questions.question_create, name="question-create"),
        path("cau-hoi/sua/<int:pk>/", questions.question_edit, name="question-edit"),
        path("cau-hoi/<int:bank_pk>/nhap/", question_import.question_import, name="question-import"),
        path("cau-hoi/<int:bank_pk>/nhap/ghi/", question_import.question_import_write, name="question-import-write"),
        re_path(r"^cau-hoi/mau\.(?P<kind>xlsx|docx)$", question_import.question_template, name="question-template"),
    ]


class QuestionMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return bool(request.user.is_superuser or courses_edited_by(request.user).exists())


@hooks.register("register_admin_menu_item")
def question_menu_item() -> MenuItem:
    return QuestionMenuItem(_("Question banks"), reverse("question-bank-list"), name="question-banks", icon_name="help", order=250)


@hooks.register("register_admin_urls")
def coverage_urls() -> list[URLPattern]:
    return [
        path("reports/do-phu/", coverage.coverage_page, name="curriculum-coverage"),
        path("reports/do-phu/tep/", coverage.coverage_file, name="curriculum-coverage-file"),
    ]


@hooks.register("register_reports_menu_item")
def coverage_menu_item() -> MenuItem:
    return MenuItem(
        _("Coverage of the curriculum"), reverse("curriculum-coverage"), name="curriculum-coverage", icon_name="table", order=100
    )
