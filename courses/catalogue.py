"""The catalogue and the home page: which courses a visitor is shown."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import QueryDict
from django.template.defaultfilters import floatformat
from django.utils.encoding import iri_to_uri
from django.utils.translation import gettext as _

from courses import search
from courses.addresses import Below
from courses.models import AudienceGroup, CourseIndexPage, CoursePage, HomePage, LessonPage, ProgramPage, Tier

PAGE_SIZE = 24
LESSONS_SHOWN = 12
ENTRANCE_ICONS: dict[str, str] = {
    AudienceGroup.PUPILS: "graduation-cap",
    AudienceGroup.TEACHERS: "presentation",
    AudienceGroup.CITIZENS: "users",
    AudienceGroup.BUSINESSES: "briefcase",
    AudienceGroup.PUBLIC_STAFF: "shield-check",
    AudienceGroup.LEADERS: "target",
    AudienceGroup.TECHNICAL_STAFF: "settings",
}


def catalogue_context(index: CourseIndexPage, query: QueryDict) -> dict[str, Any]:
    """Courses below `index` after the filters `audience`, `tier` and the words `q`."""
    audience, tier, words = _choice(query, "audience", AudienceGroup), _choice(query, "tier", Tier), query.get("q", "").strip()
    courses = filtered_courses(index, audience=audience, tier=tier)
    found: Any = search.find(words, courses) if words else courses.in_catalogue_order()
    page_obj = Paginator(found, PAGE_SIZE).get_page(query.get("page"))
    return {
        "audience": audience,
        "tier": tier,
        "q": words,
        "groups": AudienceGroup.choices,
        "tiers": Tier.choices,
        "index_url": index.get_url() or "",
        "page_obj": page_obj,
        "cards": [course_card(course, index_url=index.get_url() or "") for course in page_obj],
        "lessons": found_lessons(index, words) if words and page_obj.number == 1 else [],
        "programs": [] if words or tier else _programs(index, group=audience),
        "is_filtered": bool(audience or tier or words),
    }


def filtered_courses(index: CourseIndexPage, *, audience: str = "", tier: str = "") -> Any:
    courses = CoursePage.objects.child_of(index).readable().with_covers()
    if audience:
        # A subquery, not a join: a course for two audiences of one group must come once, and search allows no DISTINCT.
        courses = courses.filter(pk__in=CoursePage.objects.filter(audiences__group=audience).values("pk"))
    return courses.at_tier(tier) if tier else courses


def found_lessons(index: CourseIndexPage, words: str) -> list[dict[str, Any]]:
    """The first lessons below `index` that hold the words, each with its course."""
    lessons = search.find(words, LessonPage.objects.descendant_of(index).readable().defer("body"))[:LESSONS_SHOWN]
    below = Below.of(index)
    courses = {
        course.path: course
        for course in CoursePage.objects.child_of(index).filter(path__in={lesson.path[: -2 * lesson.steplen] for lesson in lessons})
    }
    return [
        {
            "title": lesson.title,
            "url": below.address(lesson),
            "summary": lesson.summary,
            "course": courses[lesson.path[: -2 * lesson.steplen]].title,
        }
        for lesson in lessons
    ]


def course_card(course: CoursePage, *, index_url: str) -> dict[str, Any]:
    """What `components/course_card.html` shows; no query for a course `with_covers`."""
    return {
        "title": course.title,
        "url": iri_to_uri(f"{index_url}{course.slug}/"),
        "summary": course.summary,
        "tier": course.tier,
        "tier_label": course.get_tier_display(),
        "facts": _facts(course),
        "image_url": course.cover_url,
    }


def _facts(course: CoursePage) -> list[str]:
    facts = []
    if course.duration_periods:
        facts.append(_("%(number)s periods") % {"number": floatformat(course.duration_periods)})
    if course.open_to_all:
        facts.append(_("Open to everybody"))
    return facts


def _programs(index: CourseIndexPage, *, group: str) -> list[dict[str, Any]]:
    """The learning paths of one entrance, or all of them."""
    programs = (
        ProgramPage.objects.child_of(index)
        .readable()
        .select_related("audience")
        .annotate(number=Count("program_courses"))
        .order_by("audience__position", "title")
    )
    if group:
        programs = programs.filter(audience__group=group)
    below = Below.of(index)
    return [
        {
            "title": program.title,
            "url": below.address(program),
            "summary": program.summary,
            "number": program.number,
            "audience": program.audience,
        }
        for program in programs
    ]


def home_context(home: HomePage) -> dict[str, Any]:
    index = CourseIndexPage.objects.child_of(home).live().first()
    if index is None:
        return {"index_url": "", "entrances": [], "cards": []}
    index_url = index.get_url() or ""
    counts = _courses_per_group(index)
    entrances = [
        {"code": code, "label": label, "icon": ENTRANCE_ICONS[code], "number": counts.get(code, 0), "url": f"{index_url}?audience={code}"}
        for code, label in AudienceGroup.choices
    ]
    newest = CoursePage.objects.child_of(index).readable().with_covers().order_by("-first_published_at", "title")[:3]
    return {"index_url": index_url, "entrances": entrances, "cards": [course_card(course, index_url=index_url) for course in newest]}


def _courses_per_group(index: CourseIndexPage) -> dict[str, int]:
    live = Q(pk__in=CoursePage.objects.child_of(index).readable().values("pk"))
    rows = CoursePage.objects.filter(live).values_list("audiences__group").annotate(number=Count("pk", distinct=True)).order_by()
    return {group: number for group, number in rows if group}


def _choice(query: QueryDict, name: str, choices: Any) -> str:
    """The filter's value, or nothing when it is none of the choices: a broken link shows everything."""
    value = query.get(name, "")
    return value if value in choices.values else ""


def search_context(language: str, query: QueryDict) -> dict[str, Any]:
    """The results of the search page, in one language."""
    index = CourseIndexPage.objects.live().filter(locale__language_code=language[:2]).first() or CourseIndexPage.objects.live().first()
    if index is None:
        return {"q": "", "cards": [], "lessons": []}
    return catalogue_context(index, query)
