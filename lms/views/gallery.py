"""Every component in every state on one page, for those who write the pages."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.contrib.auth.decorators import login_required
from django.contrib.messages import constants
from django.contrib.messages.storage.base import Message
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

LEVELS = (constants.SUCCESS, constants.INFO, constants.WARNING, constants.ERROR)
LIGHTS = (
    ("ok", "Trang web", "Trả lời trong 40 ms."),
    ("warn", "Sao lưu", "Lần gần nhất cách đây 3 ngày. Hãy chạy lệnh sao lưu hôm nay."),
    ("bad", "Hub", "Không trả lời từ 9:41. Hãy khởi động lại bằng lệnh make run."),
    ("unknown", "Ổ đĩa", "Chưa đo được."),
)


class SampleForm(forms.Form):
    """One field of every kind."""

    full_name = forms.CharField(label=gettext_lazy("Full name"), help_text=gettext_lazy("As on the identity card."))
    agency = forms.ChoiceField(label=gettext_lazy("Agency"), choices=[("", "—"), ("nv", "Sở Nội vụ"), ("gd", "Sở Giáo dục và Đào tạo")])
    birth_date = forms.DateField(label=gettext_lazy("Date of birth"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    wishes = forms.CharField(label=gettext_lazy("What would you like to learn?"), required=False, widget=forms.Textarea)
    form_of_study = forms.ChoiceField(
        label=gettext_lazy("Form of study"),
        choices=[("online", gettext_lazy("Online")), ("room", gettext_lazy("In the classroom"))],
        widget=forms.RadioSelect,
        help_text=gettext_lazy("You may change this until the class opens."),
    )
    topics = forms.MultipleChoiceField(
        label=gettext_lazy("Topics"),
        required=False,
        choices=[("draft", gettext_lazy("Drafting documents")), ("data", gettext_lazy("Working with data"))],
        widget=forms.CheckboxSelectMultiple,
    )
    roster = forms.FileField(label=gettext_lazy("Roster"), required=False, help_text=gettext_lazy("An .xlsx file, at most 5 MB."))
    agreed = forms.BooleanField(label=gettext_lazy("I have read the notice on personal data."))


def sample_qr() -> str:
    """A QR as the check-in page shows it; segno is fetched only when somebody looks."""
    import segno

    svg = segno.make("https://hoc.example/diem-danh/", error="m").svg_inline(omitsize=True, border=2)
    return mark_safe(svg)  # noqa: S308 - drawn here from a constant


def sample_modules() -> list[dict[str, Any]]:
    titles = ["AI là gì?", "Máy học từ dữ liệu như thế nào", "Khi AI nói sai", "Giữ bí mật nhà nước khi dùng AI"]
    lessons = [{"title": title, "url": "#outline", "done": n < 2, "current": n == 2} for n, title in enumerate(titles)]
    return [{"title": "1. Làm quen", "lessons": lessons[:2]}, {"title": "2. Dùng an toàn", "lessons": lessons[2:]}]


def sample_history() -> list[dict[str, Any]]:
    start = datetime(2026, 11, 20, 8, 0, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
    return [
        {"time": start, "title": _("Class approved"), "state": "done"},
        {"time": start + timedelta(days=3), "title": _("Enrolment opened"), "state": "done", "text": "30 học viên, 5 cơ quan"},
        {"time": start + timedelta(days=9), "title": _("Class running")},
    ]


def samples(request: HttpRequest) -> dict[str, Any]:
    """What the page shows in its components."""
    return {
        "form": SampleForm(prefix="empty"),
        "wrong_form": SampleForm({"full_name": "", "birth_date": "31/02/2026", "form_of_study": "room"}),
        "page_obj": Paginator(range(240), 20).get_page(request.GET.get("page", 4)),
        "qr": sample_qr(),
        "modules": sample_modules(),
        "history": sample_history(),
        "received_at": datetime(2026, 11, 22, 9, 41, 7, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh")),
        "receipt_rows": [(_("Lab"), "Phân loại văn bản đến"), (_("Attempt"), "2")],
        "breadcrumbs": [(_("Courses"), "/khoa-hoc/"), ("AI cho công chức", "#"), (_("Component gallery"), "")],
        "tabs": [(_("Lessons"), "#", True), (_("Grades"), "#", False), (_("Class list"), "#", False)],
        "steps": [(_("Choose the file"), "done"), (_("Check first"), "current"), (_("Write to the roster"), "to-do")],
        "badges": [("ok", _("Present")), ("warn", _("Waiting")), ("bad", _("Absent")), ("info", _("Online")), ("", _("Planned"))],
        "states": ["queued", "running", "graded", "needs_manual", "failed"],
        "kinds": ["info", "tip", "warning", "danger"],
        "lights": LIGHTS,
        "course_facts": ["6 bài", "4 giờ", "2 bài thực hành"],
        "sample_messages": [Message(level, "Đã ghi 30 học viên vào danh sách lớp BDAI-2026-03.") for level in LEVELS],
        "code": "so_bai = 6\nprint(f'Còn {so_bai} bài nữa')",
        "icons": ["award", "book-open", "calendar-check", "flask-conical", "graduation-cap", "qr-code", "sprout", "users"],
    }


@login_required
def gallery(request: HttpRequest) -> HttpResponse:
    """Show the components to staff."""
    if not request.user.is_staff:
        raise PermissionDenied
    return render(request, "gallery.html", samples(request))
