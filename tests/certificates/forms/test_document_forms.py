from datetime import timedelta

import pytest

from certificates.actions import document_forms
from certificates.models import DocumentClass
from lms.foundation.models import AuditEntry
from tests.certificates.conftest import refused, today

pytestmark = pytest.mark.db


def saved(draft, by, **values):
    return document_forms.save_draft(form=draft, values=values, edition=draft.edition, by=by)


def test_start_version_copies_the_newest_as_a_draft(document_class, administrator):
    DocumentClass.objects.filter(pk=document_class.pk).update(texts={"completed": "đã học xong"}, width_mm=210, height_mm=148)

    draft = document_forms.start_version(kind=document_class.kind, by=administrator)

    assert (draft.version, draft.is_draft, draft.valid_from) == (document_class.version + 1, True, None)
    assert (draft.texts, draft.width_mm, draft.number_code) == ({"completed": "đã học xong"}, 210, document_class.number_code)
    assert AuditEntry.objects.filter(verb="document_form.start").exists()


def test_start_version_twice_makes_one_draft(draft, administrator):
    with refused("form_draft_exists"):
        document_forms.start_version(kind=draft.kind, by=administrator)

    assert DocumentClass.objects.filter(kind=draft.kind, is_draft=True).count() == 1


def test_save_draft_keeps_what_was_written(draft, administrator):
    saved(draft, administrator, title="Giấy chứng nhận", texts={"completed": "đã học xong"})

    draft.refresh_from_db()
    assert (draft.title, draft.texts, draft.edition) == ("Giấy chứng nhận", {"completed": "đã học xong"}, 1)


def test_save_draft_of_a_page_that_somebody_else_saved_meanwhile_is_refused(draft, administrator):
    saved(draft, administrator, title="Đầu tiên")

    with refused("form_changed_meanwhile"):
        saved(draft, administrator, title="Thứ hai")

    draft.refresh_from_db()
    assert draft.title == "Đầu tiên"


def test_save_draft_refuses_a_broken_field_and_keeps_the_old_text(draft, administrator):
    with refused("template_broken"):
        saved(draft, administrator, texts={"certifies": "Chứng nhận {holdr}:"})

    draft.refresh_from_db()
    assert draft.texts == {}


def test_release_ends_the_version_before_it_on_the_day_before(document_class, draft, administrator):
    draft = saved(draft, administrator, valid_from=today() + timedelta(days=10))

    released = document_forms.release(form=draft, by=administrator)

    document_class.refresh_from_db()
    assert (released.is_draft, document_class.valid_to) == (False, today() + timedelta(days=9))
    assert not released.is_in_force(today())
    assert document_class.is_in_force(today())


def test_release_changes_nothing_that_was_issued(certificate, draft, administrator):
    before = certificate.snapshot
    draft = saved(draft, administrator, title="Tên khác", valid_from=today() + timedelta(days=1))

    document_forms.release(form=draft, by=administrator)

    certificate.refresh_from_db()
    assert certificate.snapshot == before


@pytest.mark.parametrize(("days", "code"), [(None, "form_day_missing"), (-1, "form_day_too_early")])
def test_release_refuses_a_day_that_is_missing_or_over(draft, administrator, days, code):
    draft = saved(draft, administrator, valid_from=None if days is None else today() + timedelta(days=days))

    with refused(code):
        document_forms.release(form=draft, by=administrator)

    draft.refresh_from_db()
    assert draft.is_draft


def test_release_refuses_a_day_up_to_which_documents_are_dated(certificate, draft, administrator):
    type(certificate).objects.filter(pk=certificate.pk).update(issued_on=today() + timedelta(days=5))  # prepared for the closing day
    draft = saved(draft, administrator, valid_from=today() + timedelta(days=5))

    with refused("form_day_too_early"):
        document_forms.release(form=draft, by=administrator)


def test_a_released_version_is_neither_written_nor_released_nor_discarded(document_class, administrator):
    for act in (
        lambda: saved(document_class, administrator, title="Khác"),
        lambda: document_forms.release(form=document_class, by=administrator),
        lambda: document_forms.discard(form=document_class, by=administrator),
    ):
        with refused("form_released"):
            act()

    document_class.refresh_from_db()
    assert document_class.title == "Giấy chứng nhận hoàn thành khóa học"


def test_discard_leaves_the_released_versions(document_class, draft, administrator):
    document_forms.discard(form=draft, by=administrator)

    assert list(DocumentClass.objects.filter(kind=draft.kind)) == [document_class]


def test_version_in_force_follows_the_day(document_class, draft, administrator):
    draft = saved(draft, administrator, valid_from=today() + timedelta(days=10))

    assert document_forms.version_in_force(draft, today()) == document_class
    released = document_forms.release(form=draft, by=administrator)
    document_class.refresh_from_db()

    assert document_forms.version_in_force(document_class, today() + timedelta(days=9)) == document_class
    assert document_forms.version_in_force(document_class, today() + timedelta(days=10)) == released
    assert document_forms.version_in_force(document_class, document_class.valid_from - timedelta(days=1)) is None
