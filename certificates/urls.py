"""Addresses of this room."""

from django.urls import path

from certificates.routes import credentials, forms, issuing, lifecycle, paper, register, signing, verifying
from certificates.views import holder, public

urlpatterns = [
    path("chung-nhan/", holder.certificate_list, name="certificate-list"),
    path("chung-nhan/<uuid:pk>/tai-ve/", holder.certificate_download, name="certificate-download"),
    # Before the code, which would take every word for one.
    *verifying.urlpatterns,
    *credentials.urlpatterns,
    *forms.urlpatterns,
    *issuing.urlpatterns,
    *lifecycle.urlpatterns,
    *paper.urlpatterns,
    *register.urlpatterns,
    *signing.urlpatterns,
    path("xac-minh/", public.certificate_verify, name="certificate-verify"),
    path("xac-minh/<str:code>/", public.certificate_lookup, name="certificate-lookup"),
    # The QR carries no slash at its end: a shorter address is a coarser code.
    path("xac-minh/<str:code>", public.certificate_lookup),
]
