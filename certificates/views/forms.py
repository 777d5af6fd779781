"""The forms of documents: versions, the editor with its preview, release."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from certificates.actions import document_forms
from certificates.exceptions import CertificateError
from certificates.form_editor import FormEditor
from certificates.form_samples import sample_of
from certificates.models import DocumentClass
from certificates.permissions import issuers_of
from certificates.permissions_forms import get_form, get_form_for_editing, may_edit_forms, require_form_editor, require_form_reader
from certificates.wording import FIELDS, texts_of
from lms.people.requests import LoggedInRequest

PDF = "application/pdf"


@login_required
def document_form_list(request: LoggedInRequest) -> HttpResponse:
    require_form_reader(request)
    may_edit = may_edit_forms(request.user)
    versions = DocumentClass.objects.newest_first()
    groups = _by_kind(list(versions if may_edit else versions.released()))
    return _page(request, "certificates/form_list.html", {"groups": groups, "may_edit": may_edit, "today": timezone.localdate()})


@login_required
def document_form_detail(request: LoggedInRequest, pk: int) -> HttpResponse:
    form = get_form(request, pk)
    context = {"form": form, "may_edit": may_edit_forms(request.user), "texts": _shown_texts(form), **_preview(form)}
    return _page(request, "certificates/form_detail.html", context)


@login_required
@require_POST
def document_form_start(request: LoggedInRequest, kind: str) -> HttpResponse:
    require_form_editor(request)
    try:
        draft = document_forms.start_version(kind=kind, by=request.user)
    except DocumentClass.DoesNotExist:
        raise Http404 from None
    except CertificateError as error:
        messages.warning(request, str(error))
        return redirect("document-form-list")
    return redirect("document-form-edit", draft.pk)


@login_required
def document_form_edit(request: LoggedInRequest, pk: int) -> HttpResponse:
    form = get_form_for_editing(request, pk)
    if not form.is_draft:
        messages.info(request, str(CertificateError("form_released", version=form.version)))
        return redirect("document-form-detail", form.pk)
    editor = FormEditor(request.POST or None, instance=form)
    if request.method == "POST" and editor.is_valid():
        try:
            document_forms.save_draft(form=form, values=editor.values(), edition=editor.cleaned_data["edition"], by=request.user)
        except CertificateError as error:
            editor.add_error(None, str(error))
        else:
            messages.success(request, _("The draft was saved; nobody is issued it before it is released."))
            return redirect("document-form-edit", form.pk)
    stored = DocumentClass.objects.get(pk=pk)  # validating has written what was typed into `form`
    shown = editor.as_written() if editor.is_bound and editor.is_valid() else stored
    return _page(request, "certificates/form_edit.html", {"form": stored, "editor": editor, "fields": FIELDS, **_preview(shown)})


@login_required
@require_POST
def document_form_preview(request: LoggedInRequest, pk: int) -> HttpResponse:
    """What is written, not yet saved, as the twin."""
    editor = FormEditor(request.POST, instance=get_form_for_editing(request, pk))
    context = _preview(editor.as_written()) if editor.is_valid() else {"editor": editor}
    return render(request, "certificates/_form_preview.html", context)


@login_required
def document_form_pdf(request: LoggedInRequest, pk: int) -> HttpResponse:
    """The sample as a PDF; sent from the editor, with what is written there."""
    form = get_form(request, pk)
    if request.method == "POST":
        editor = FormEditor(request.POST, instance=get_form_for_editing(request, pk))
        if not editor.is_valid():
            context = {"form": DocumentClass.objects.get(pk=pk), "editor": editor, "fields": FIELDS}
            return _page(request, "certificates/form_edit.html", context)
        form = editor.as_written()
    # Fonts are read only by those who look at a document.
    from certificates.document import render as draw

    try:
        data = draw(sample_of(form, is_long="ngan" not in request.GET), for_paper="giay" in request.GET)
    except CertificateError as error:
        messages.error(request, str(error))
        return redirect("document-form-list")
    return HttpResponse(data, content_type=PDF, headers={"Content-Disposition": f'inline; filename="mau-{form.kind}-{form.version}.pdf"'})


@login_required
def document_form_release(request: LoggedInRequest, pk: int) -> HttpResponse:
    form = get_form_for_editing(request, pk)
    if request.method == "POST":
        try:
            released = document_forms.release(form=form, by=request.user)
        except CertificateError as error:
            messages.error(request, str(error))
            return redirect("document-form-edit" if form.is_draft else "document-form-detail", form.pk)
        messages.success(request, _("Version %(version)s was released.") % {"version": released.version})
        return redirect("document-form-detail", form.pk)
    return _page(request, "certificates/form_release.html", {"form": form, "last": document_forms.last_day_taken(form)})


@login_required
def document_form_discard(request: LoggedInRequest, pk: int) -> HttpResponse:
    form = get_form_for_editing(request, pk)
    if request.method == "POST":
        try:
            document_forms.discard(form=form, by=request.user)
        except CertificateError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("The draft was discarded; the released versions are as they were."))
        return redirect("document-form-list")
    return _page(request, "certificates/form_discard.html", {"form": form})


def _page(request: LoggedInRequest, template: str, context: dict[str, object]) -> HttpResponse:
    """The tabs of registrars lead to pages that an administrator may not see."""
    frame = "certificates/registrar_frame.html" if issuers_of(request.user) else "certificates/forms_frame.html"
    return render(request, template, {"frame": frame, **context})


def _by_kind(versions: list[DocumentClass]) -> list[tuple[str, str, list[DocumentClass]]]:
    """(kind, its name, versions from the newest) in the order of the law."""
    return [(kind, str(label), [each for each in versions if each.kind == kind]) for kind, label in DocumentClass.Kind.choices]


def _preview(form: DocumentClass) -> dict[str, object]:
    try:
        return {"printed": sample_of(form)}
    except CertificateError as error:
        return {"problem": str(error)}


def _shown_texts(form: DocumentClass) -> list[tuple[str, str]]:
    is_bilingual = form.language == DocumentClass.Language.BILINGUAL
    return [(name, text) for name, text in texts_of(form.kind, form.texts).items() if text and (is_bilingual or not name.endswith("_en"))]
