"""One record → one page: made, updated, or kept because a teacher changed it."""

import json
from itertools import pairwise
from typing import Any
from uuid import UUID, uuid5

from django.utils import timezone
from wagtail.models import Locale, Page

from courses.loader.fingerprints import fingerprint
from courses.loader.records import About, PageRecord
from courses.loader.report import Outcome
from courses.models import Audience, LoadedContent, Strand


class PageWriter:
    """Writes the pages of one course in one language."""

    def __init__(self, locale: Locale) -> None:
        self.locale = locale
        self.terms: dict[str, dict[str, Any]] = {
            "audiences": {term.code: term for term in Audience.objects.all()},
            "strands": {term.code: term for term in Strand.objects.all()},
        }

    def write(self, record: PageRecord, model: Any, parent: Page, values: dict[str, Any], path: str) -> tuple[Any, Outcome]:
        """`values` are the fields beside those that every page has. The page is returned as it stands in the tree."""
        page = model.objects.with_uid(record.uid).filter(locale=self.locale).first()
        row = LoadedContent.objects.filter(uid=record.uid, kind=record.kind, language=self.locale.language_code).first()
        if page is not None and row is not None and row.source_digest == record.source_digest:
            return page, "unchanged"
        if page is None:
            page = self._create(record, model, parent, values)
            outcome: Outcome = "created"
        elif row is not None and is_as_written(page, row.written_digest):
            self._fill(page, record, values)
            page.save_revision().publish(log_action=False)
            outcome = "updated"
        else:
            self._offer_as_draft(page, record, values)
            outcome = "kept"
        self._remember(record, page if outcome != "kept" else self._filled_copy(page, record, values), path)
        return model.objects.get(pk=page.pk), outcome

    def _create(self, record: PageRecord, model: Any, parent: Page, values: dict[str, Any]) -> Any:
        page = model(content_uid=record.uid, locale=self.locale, slug=self._free_slug(record.slug, parent), live=False)
        self._fill(page, record, values)
        parent.add_child(instance=page)
        page.save_revision().publish(log_action=False)
        return page

    def _fill(self, page: Any, record: PageRecord, values: dict[str, Any]) -> None:
        page.title, page.summary = record.title, record.summary
        for name, value in {**_about_values(record.about), **values}.items():
            setattr(page, name, value)
        page.audiences = [self.terms["audiences"][code] for code in record.about.audiences]
        page.strands = [self.terms["strands"][code] for code in record.about.strands]

    def _offer_as_draft(self, page: Any, record: PageRecord, values: dict[str, Any]) -> None:
        self._filled_copy(page, record, values).save_revision()

    def _filled_copy(self, page: Any, record: PageRecord, values: dict[str, Any]) -> Any:
        copy = type(page).objects.get(pk=page.pk)
        self._fill(copy, record, values)
        return copy

    def _remember(self, record: PageRecord, page: Any, path: str) -> None:
        LoadedContent.objects.update_or_create(
            uid=record.uid,
            kind=record.kind,
            language=self.locale.language_code,
            defaults={
                "path": path,
                "source_digest": record.source_digest,
                "written_digest": fingerprint(page),
                "loaded_at": timezone.now(),
            },
        )

    def _free_slug(self, slug: str, parent: Page) -> str:
        taken = set(parent.get_children().values_list("slug", flat=True))
        return next(each for number in range(1, 1000) if (each := slug if number == 1 else f"{slug}-{number}") not in taken)


def is_as_written(page: Any, written_digest: str) -> bool:
    """Neither the published text nor a waiting draft is anybody's but the loader's, and nobody took the page off the site."""
    if not page.live or fingerprint(page) != written_digest:
        return False
    return not page.has_unpublished_changes or fingerprint(page.get_latest_revision_as_object()) == written_digest


def keep_order(parent: Page, pages: list[Page]) -> None:
    """Below `parent`, in this order; pages that a teacher added stay where they are."""
    for page in pages:
        if not page.is_child_of(parent):
            page.move(Page.objects.get(pk=parent.pk), pos="last-child")
    wanted = [page.pk for page in pages]
    standing = [pk for pk in Page.objects.child_of(parent).order_by("path").values_list("pk", flat=True) if pk in wanted]
    if standing == wanted:
        return
    for before, after in pairwise(wanted):
        Page.objects.get(pk=after).move(Page.objects.get(pk=before), pos="right")


def stream(blocks: list[tuple[str, Any]], namespace: UUID) -> str:
    """Raw stream data; block ids depend on the page and the place alone, so that a reload changes none."""
    return json.dumps(
        [{"type": kind, "value": value, "id": str(uuid5(namespace, str(number)))} for number, (kind, value) in enumerate(blocks)]
    )


def _about_values(about: About) -> dict[str, Any]:
    namespace = UUID(int=0)
    return {
        "tier": about.tier,
        "proficiency_level": about.proficiency_level,
        "competencies": stream([("competency", dict(each)) for each in about.competencies], namespace),
        "duration_periods": about.duration_periods,
        "licence": about.licence,
        "authors": about.authors[:300],
        "ai_made": about.ai_made,
        "reviewed_on": about.reviewed_on,
        "sources": stream([("source", dict(each)) for each in about.sources], namespace),
    }
