"""The pages that the site cannot be without: a home page and a catalogue per language, and the review of new courses."""

from typing import Any

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from wagtail.models import GroupApprovalTask, GroupPagePermission, Locale, Page, Site, Task, Workflow, WorkflowPage, WorkflowTask

from courses.models import CourseIndexPage, HomePage

REVIEWERS = "Ban biên tập"
REVIEW = "Duyệt khóa học mới"

HOME = {
    "vi": {
        "title": "Học AI",
        "headline": "Học trí tuệ nhân tạo, làm được việc thật",
        "lede": "Bài học ngắn, dễ hiểu, có thực hành và phản hồi ngay. Miễn phí cho học sinh, giáo viên, công chức, doanh nghiệp và mọi người dân Thành phố Hồ Chí Minh.",
    },
    "en": {
        "title": "Học AI",
        "headline": "Learn AI by doing real work",
        "lede": "Short, clear lessons with practice and feedback at once. Free for pupils, teachers, public staff, businesses and everybody in Ho Chi Minh City.",
    },
}
INDEX = {
    "vi": {"title": "Khóa học", "slug": "khoa-hoc", "intro": "Chọn khóa học theo đối tượng và cấp độ. Bài học mở cho mọi người đọc."},
    "en": {"title": "Courses", "slug": "courses", "intro": "Choose a course by audience and tier. Everybody may read the lessons."},
}


@transaction.atomic
def ensure(*, hostname: str = "localhost", port: int = 8000, site_name: str = "Học AI") -> Site:
    """Makes what is missing of the Vietnamese and English trees and the default site; running it again changes nothing but the address."""
    home = _home(Locale.objects.get_or_create(language_code="vi")[0], None)
    english_home = _home(Locale.objects.get_or_create(language_code="en")[0], home)
    index = _index(home, None)
    _index(english_home, index)
    for each in CourseIndexPage.objects.all():
        _reviewed(each)
    site, _created = Site.objects.update_or_create(
        is_default_site=True, defaults={"hostname": hostname, "port": port, "site_name": site_name, "root_page": home}
    )
    _remove_welcome_page()
    _speak_vietnamese()
    return site


def _speak_vietnamese() -> None:
    """Names that Wagtail's own migrations wrote in English and that editors meet."""
    Page.objects.filter(depth=1, title="Root").update(title="Gốc", draft_title="Gốc")
    Task.objects.filter(name="Moderators approval").update(name="Người kiểm duyệt duyệt")
    Workflow.objects.filter(name="Moderators approval").update(name="Người kiểm duyệt duyệt")


def _home(locale: Locale, original: HomePage | None) -> HomePage:
    found = HomePage.objects.filter(locale=locale).first()
    if found:
        return found
    slug = "home" if original is None else f"home-{locale.language_code}"
    if original is None:
        # Wagtail's own first page has the slug that ours wants.
        Page.objects.filter(depth=2, slug=slug).update(slug="welcome", url_path="/welcome/")
    home = HomePage(locale=locale, slug=slug, **HOME[locale.language_code], **_same_key(original))
    _root().add_child(instance=home)
    return home


def _index(home: HomePage, original: CourseIndexPage | None) -> CourseIndexPage:
    found = CourseIndexPage.objects.child_of(home).first()
    if found:
        return found
    index = CourseIndexPage(locale=home.locale, show_in_menus=True, **INDEX[home.locale.language_code], **_same_key(original))
    home.add_child(instance=index)
    return index


def _same_key(original: Page | None) -> dict[str, Any]:
    return {"translation_key": original.translation_key} if original else {}


def _root() -> Page:
    return Page.objects.get(depth=1)


def _remove_welcome_page() -> None:
    for page in Page.objects.filter(depth=2, slug="welcome", content_type__app_label="wagtailcore"):
        page.delete()


def reviewers() -> Group:
    """The group that passes a course before its first publication."""
    group, created = Group.objects.get_or_create(name=REVIEWERS)
    if created:
        group.permissions.add(Permission.objects.get(content_type__app_label="wagtailadmin", codename="access_admin"))
    return group


def _reviewed(index: CourseIndexPage) -> None:
    """New pages below `index` go to the reviewers, who may change and publish there."""
    group = reviewers()
    for codename in ("add_page", "change_page", "publish_page", "lock_page", "unlock_page"):
        permission = Permission.objects.get(content_type__app_label="wagtailcore", codename=codename)
        GroupPagePermission.objects.get_or_create(group=group, page_id=index.pk, permission=permission)
    workflow, created = Workflow.objects.get_or_create(name=REVIEW)
    if created:
        task = GroupApprovalTask.objects.create(name=REVIEWERS)
        task.groups.add(group)
        WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    WorkflowPage.objects.get_or_create(page_id=index.pk, defaults={"workflow": workflow})
