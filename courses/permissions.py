"""Who may use what in the editor. A question bank belongs to a course: who may edit the course may use its questions."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from wagtail.permissions import policy_registry

from courses.models import CoursePage, Question, QuestionBank


def courses_edited_by(user: Any) -> Any:
    """The courses (in every language) that `user` may edit."""
    policy = policy_registry.get_by_type(CoursePage)
    editable = policy.instances_user_has_permission_for(user, "change")
    return CoursePage.objects.filter(pk__in=editable.values("pk"))


def banks_for(user: Any) -> Any:
    """The question banks that `user` may use."""
    if user.is_superuser:
        return QuestionBank.objects.all()
    return QuestionBank.objects.of_courses(courses_edited_by(user))


def require_editor(request: HttpRequest) -> None:
    """403 for who may not open the editor at all."""
    if not request.user.has_perm("wagtailadmin.access_admin"):
        raise PermissionDenied


def get_bank_for_editor(request: HttpRequest, pk: int) -> QuestionBank:
    """The bank, for who may edit its course; 404 for everybody else: a bank's existence is nobody's business."""
    require_editor(request)
    bank = banks_for(request.user).filter(pk=pk).first()
    if bank is None:
        raise Http404
    return bank


def get_question_for_editor(request: HttpRequest, pk: int) -> Question:
    require_editor(request)
    question = Question.objects.in_banks(banks_for(request.user)).select_related("bank").filter(pk=pk).first()
    if question is None:
        raise Http404
    return question
