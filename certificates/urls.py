"""Addresses of this room."""

from django.urls import path

from certificates.routes import credentials, forms, issuing, lifecycle, paper, register, signing, verifying
from certificates.views import holder, public, registrar

urlpatterns = [
    path("chung-nhan/", holder.certificate_list, name="certificate-list"),
    path("chung-nhan/<uuid:pk>/tai-ve/", holder.certificate_download, name="certificate-download"),
    path("chung-nhan/lop/", registrar.certificate_class_list, name="certificate-class-list"),
    path("chung-nhan/lop/<int:pk>/", registrar.certificate_class, name="certificate-class"),
    path("chung-nhan/lop/<int:pk>/tien-do/", registrar.certificate_progress, name="certificate-progress"),
    path("chung-nhan/lop/<int:pk>/quyet-dinh/", registrar.decision_enter, name="decision-enter"),
    path("chung-nhan/lop/<int:pk>/cap/", registrar.certificate_issue, name="certificate-issue"),
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
