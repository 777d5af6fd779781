"""Dated legal data that an administrator keeps in the editor: who may issue what, and the forms in force."""

from django.utils.translation import gettext_lazy as _
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from certificates.models import DocumentClass, IssuerAuthorisation


class IssuerAuthorisationViewSet(SnippetViewSet):
    model = IssuerAuthorisation
    icon = "key"
    list_display = ["organization", "programme", "document_kind", "source", "valid_from", "valid_to"]
    list_filter = ["organization", "document_kind"]


class DocumentClassViewSet(SnippetViewSet):
    model = DocumentClass
    icon = "doc-full"
    list_display = ["title", "kind", "version", "number_code", "valid_from", "valid_to"]


class CertificateViewSetGroup(SnippetViewSetGroup):
    """Seen by those alone who were given the right: by default superusers."""

    items = (IssuerAuthorisationViewSet, DocumentClassViewSet)
    menu_label = _("Certificates")
    menu_icon = "doc-full"
    menu_order = 800


register_snippet(CertificateViewSetGroup)
