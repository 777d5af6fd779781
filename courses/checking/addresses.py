"""Addresses in lessons: those on this site must lead to a page of the curriculum, the others must be whole."""

import re
from collections.abc import Iterable
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from courses.checking.courses import lessons_of
from courses.loader.problems import Problems
from courses.loader.records import Block, CourseRecord, Curriculum

_HREF = re.compile(r'href="([^"]*)"')
CATALOGUE = "/khoa-hoc/"


def check_addresses(curriculum: Curriculum, problems: Problems) -> None:
    known = set(pages_of(curriculum))
    for course in curriculum.courses:
        for record in [course, *lessons_of(course)]:
            urls = [url for block in record.blocks for url in links_in(block)] + [
                source["url"] for source in record.about.sources if source["url"]
            ]
            for url in urls:
                if sentence := problem_with(url, known):
                    problems.add(record.path, 0, sentence)


def links_in(block: Block) -> list[str]:
    _kind, value = block
    texts = (
        [value] if isinstance(value, str) else [text for text in value.values() if isinstance(text, str)] if isinstance(value, dict) else []
    )
    return [url for text in texts for url in _HREF.findall(text)]


def problem_with(url: str, known: set[str]) -> str:
    parts = urlsplit(url)
    if parts.scheme in ("http", "https"):
        return "" if parts.netloc and "." in parts.netloc else _("The address %(url)s is not whole.") % {"url": url}
    if parts.path.startswith(CATALOGUE) and parts.path.rstrip("/") + "/" not in known:
        return _("The address %(url)s leads to no page of the curriculum.") % {"url": url}
    return ""


def pages_of(curriculum: Curriculum) -> Iterable[str]:
    yield CATALOGUE
    for course in curriculum.courses:
        yield from addresses_of(course)
    yield from (f"{CATALOGUE}{program.slug}/" for program in curriculum.programs)


def addresses_of(course: CourseRecord) -> Iterable[str]:
    yield f"{CATALOGUE}{course.slug}/"
    for module in course.modules:
        yield f"{CATALOGUE}{course.slug}/{module.slug}/"
        yield from (f"{CATALOGUE}{course.slug}/{module.slug}/{lesson.slug}/" for lesson in module.lessons)
