"""Addresses: verifying."""

from django.urls import URLPattern, path

from certificates.views import api_docs, public

urlpatterns: list[URLPattern] = [
    path("xac-minh/theo-so/", public.certificate_number, name="certificate-number"),
    path("xac-minh/api/", api_docs.certificate_api_docs, name="certificate-api-docs"),
]
