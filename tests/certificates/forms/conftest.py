from typing import Any

import pytest

from certificates.actions import document_forms
from certificates.form_editor import FormEditor
from certificates.models import DocumentClass


@pytest.fixture
def draft(document_class, administrator) -> DocumentClass:
    return document_forms.start_version(kind=document_class.kind, by=administrator)


@pytest.fixture
def typed(draft) -> Any:
    """What the browser sends back of the draft, with changes."""

    def of(**changes: Any) -> dict[str, Any]:
        editor = FormEditor(instance=DocumentClass.objects.get(pk=draft.pk))
        values = {field.html_name: field.value() for field in editor}
        sent = {name: "on" if value is True else value for name, value in values.items() if value is not None and value is not False}
        return sent | changes

    return of
