"""Dated legal data that an administrator keeps in the editor: who may issue, who signs, what an open course confirms.

The forms themselves have pages of their own (`views.forms`): a version that is released is never changed.
"""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.panels import FieldPanel, FieldRowPanel, ObjectList, Panel
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from certificates.forms_signing_admin import SigningProfileForm
from certificates.models import ConfirmationTerms, IssuerAuthorisation, Signer, SigningProfile
from certificates.permissions_forms import may_edit_forms


def in_force_panel() -> Panel:
    """The days of a dated rule."""
    help_text = _("Leave the last day empty while it is in force. Do not change a row that documents rest on: end it, then add a new one.")
    return FieldRowPanel([FieldPanel("valid_from"), FieldPanel("valid_to")], heading=pgettext_lazy("form", "In force"), help_text=help_text)


class IssuerAuthorisationViewSet(SnippetViewSet):
    model = IssuerAuthorisation
    icon = "key"
    list_display = ["organization", "programme", "document_kind", "source", "valid_from", "valid_to"]
    list_filter = ["organization", "document_kind"]
    panels = [
        FieldPanel("organization"),
        FieldPanel("programme"),
        FieldPanel("document_kind"),
        FieldPanel("source", help_text=_("Number and date of the decision that assigns the programme.")),
        FieldPanel("signer_position", help_text=_("Printed where the list of signers names nobody for the day.")),
        FieldPanel("signer_name"),
        in_force_panel(),
    ]


class SignerViewSet(SnippetViewSet):
    model = Signer
    icon = "user"
    list_display = ["name", "position", "organization", "source", "valid_from", "valid_to"]
    list_filter = ["organization"]
    search_fields = ["name", "position"]
    panels = [
        FieldPanel("organization"),
        FieldPanel("name", help_text=_("With the title, as printed below the signature.")),
        FieldPanel("position", help_text=_("As above the signature; “ / ” parts two lines, for example KT. GIÁM ĐỐC / PHÓ GIÁM ĐỐC.")),
        FieldPanel("english_position"),
        FieldPanel("source", help_text=_("The decision that appoints this person or hands over the signing.")),
        in_force_panel(),
    ]


class ConfirmationTermsViewSet(SnippetViewSet):
    model = ConfirmationTerms
    icon = "tick-inverse"
    list_display = ["course", "issuer", "document_class", "source", "valid_from", "valid_to"]
    list_filter = ["issuer"]
    panels = [
        FieldPanel("course"),
        FieldPanel("issuer"),
        FieldPanel("document_class"),
        FieldPanel("needs_all_lessons"),
        FieldPanel("least_percent"),
        FieldPanel("periods", help_text=_("Printed as the length of the course; 0 prints none.")),
        FieldPanel("source"),
        in_force_panel(),
    ]


class SigningProfileViewSet(SnippetViewSet):
    model = SigningProfile
    icon = "lock"
    list_display = ["organization", "backend", "timestamp_url", "valid_from", "valid_to"]
    list_filter = ["organization", "backend"]
    # The form refuses what must never be kept here: a PIN, a path that leaves the key folder.
    edit_handler = ObjectList(
        [
            FieldPanel("organization"),
            FieldPanel("backend"),
            FieldPanel("options", help_text=_("Names of files and labels only. Keys, PINs and passphrases are never entered here.")),
            FieldPanel("certificate_sha256", help_text=_("Of the certificate that signs; a signature by any other is refused.")),
            FieldPanel("digest"),
            FieldPanel("timestamp_url"),
            FieldPanel("with_long_term_data"),
            FieldPanel("reason"),
            in_force_panel(),
        ],
        base_form_class=SigningProfileForm,
    )


class CertificateViewSetGroup(SnippetViewSetGroup):
    """Seen by those alone who were given the right: by default superusers."""

    items = (IssuerAuthorisationViewSet, SignerViewSet, ConfirmationTermsViewSet, SigningProfileViewSet)
    menu_label = _("Certificates")
    menu_icon = "doc-full"
    menu_order = 800


register_snippet(CertificateViewSetGroup)


class DocumentFormsMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return request.user.is_authenticated and may_edit_forms(request.user)


@hooks.register("register_admin_menu_item")
def document_forms_menu_item() -> MenuItem:
    return DocumentFormsMenuItem(_("Document forms"), reverse("document-form-list"), icon_name="doc-full-inverse", order=801)
