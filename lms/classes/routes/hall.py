"""Addresses of checking in, and of what keeps working without a network."""

from django.urls import URLPattern, path

from lms.classes.views import offline

urlpatterns: list[URLPattern] = [
    path("sw.js", offline.service_worker, name="service-worker"),
    path("manifest.webmanifest", offline.web_manifest, name="web-manifest"),
    path("ngoai-tuyen/ma/", offline.offline_token, name="offline-token"),
    path("diem-danh/ngoai-tuyen/", offline.checkin_offline, name="checkin-offline"),
]
