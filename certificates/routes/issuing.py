"""Addresses: the decision, preparing and issuing."""

from django.urls import URLPattern, path

from certificates.views import decisions, issuing, registrar

urlpatterns: list[URLPattern] = [
    path("chung-nhan/lop/", registrar.certificate_class_list, name="certificate-class-list"),
    path("chung-nhan/lop/<int:pk>/", registrar.certificate_class, name="certificate-class"),
    path("chung-nhan/lop/<int:pk>/tien-do/", registrar.certificate_progress, name="certificate-progress"),
    path("chung-nhan/lop/<int:pk>/quyet-dinh/", decisions.decision_enter, name="decision-enter"),
    path("chung-nhan/lop/<int:pk>/quyet-dinh/du-thao.docx", decisions.decision_download, name="decision-download"),
    path("chung-nhan/lop/<int:pk>/quyet-dinh/ban-chup/", decisions.decision_scan, name="decision-scan"),
    path("chung-nhan/lop/<int:pk>/quyet-dinh/ban-chup/them/", decisions.decision_scan_add, name="decision-scan-add"),
    path("chung-nhan/lop/<int:pk>/cap/", issuing.certificate_issue, name="certificate-issue"),
    path("chung-nhan/lop/<int:pk>/chuan-bi/", issuing.certificate_prepare, name="certificate-prepare"),
    path("chung-nhan/lop/<int:pk>/hoan-tat/", issuing.certificate_finalise, name="certificate-finalise"),
    path("chung-nhan/lop/<int:pk>/thu-lai/", issuing.certificate_retry, name="certificate-retry"),
    path("chung-nhan/<uuid:pk>/huy-so/", issuing.certificate_void, name="certificate-void"),
]
