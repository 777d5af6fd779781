"""Addresses of checking in, and of what keeps working without a network."""

from django.urls import URLPattern, path

from lms.classes.views import claims, offline, resend

urlpatterns: list[URLPattern] = [
    path("sw.js", offline.service_worker, name="service-worker"),
    path("manifest.webmanifest", offline.web_manifest, name="web-manifest"),
    path("ngoai-tuyen/ma/", offline.offline_token, name="offline-token"),
    path("diem-danh/ngoai-tuyen/", offline.checkin_offline, name="checkin-offline"),
    path("diem-danh/quet/", offline.checkin_scan, name="checkin-scan"),
    path("diem-danh/gui-lai/", resend.checkin_resend, name="checkin-resend"),
    path("lop/buoi/<int:pk>/cho-xac-nhan/", claims.session_claims, name="session-claims"),
    path("lop/buoi/<int:pk>/cho-xac-nhan/tat-ca/", claims.claims_accept, name="claims-accept"),
    path("lop/buoi/<int:pk>/cho-xac-nhan/<int:scan_pk>/", claims.claim_decide, name="claim-decide"),
    path("lop/buoi/<int:pk>/doi-may/<int:trainee_pk>/", claims.binding_release, name="binding-release"),
]
