"""Addresses: forms."""

from django.urls import URLPattern, path

from certificates.views import forms

urlpatterns: list[URLPattern] = [
    path("chung-nhan/mau/", forms.document_form_list, name="document-form-list"),
    path("chung-nhan/mau/moi/<slug:kind>/", forms.document_form_start, name="document-form-start"),
    path("chung-nhan/mau/<int:pk>/", forms.document_form_detail, name="document-form-detail"),
    path("chung-nhan/mau/<int:pk>/sua/", forms.document_form_edit, name="document-form-edit"),
    path("chung-nhan/mau/<int:pk>/xem-thu/", forms.document_form_preview, name="document-form-preview"),
    path("chung-nhan/mau/<int:pk>/mau.pdf", forms.document_form_pdf, name="document-form-pdf"),
    path("chung-nhan/mau/<int:pk>/ban-hanh/", forms.document_form_release, name="document-form-release"),
    path("chung-nhan/mau/<int:pk>/bo/", forms.document_form_discard, name="document-form-discard"),
]
