"""Addresses: what happens to a document after its issue."""

from django.urls import URLPattern, path

from certificates.views import lifecycle, requests, revocations, successors

urlpatterns: list[URLPattern] = [
    path("chung-nhan/tra-cuu/", lifecycle.certificate_search, name="certificate-search"),
    path("chung-nhan/giay/<uuid:pk>/", lifecycle.certificate_detail, name="certificate-detail"),
    path("chung-nhan/giay/<uuid:pk>/thu-hoi/", revocations.certificate_revoke, name="certificate-revoke"),
    path("chung-nhan/giay/<uuid:pk>/thu-hoi/quyet-dinh/", revocations.revocation_scan, name="revocation-scan"),
    path("chung-nhan/<uuid:pk>/quyet-dinh-thu-hoi/", revocations.revocation_scan_mine, name="revocation-scan-mine"),
    path("chung-nhan/lop/<int:pk>/thu-hoi/", revocations.certificate_class_revoke, name="certificate-class-revoke"),
    path("chung-nhan/giay/<uuid:pk>/cap-lai/", successors.certificate_reissue, name="certificate-reissue"),
    path("chung-nhan/giay/<uuid:pk>/cap-moi/", successors.certificate_renew, name="certificate-renew"),
    path("chung-nhan/giay/<uuid:pk>/cap-thay/", successors.certificate_replace, name="certificate-replace"),
    path("chung-nhan/giay/<uuid:pk>/don-giay/", requests.certificate_request_enter, name="certificate-request-enter"),
    path("chung-nhan/<uuid:pk>/de-nghi/", requests.certificate_request_ask, name="certificate-request-ask"),
    path("chung-nhan/de-nghi/", requests.certificate_request_list, name="certificate-request-list"),
    path("chung-nhan/de-nghi-cua-toi/", requests.certificate_request_mine, name="certificate-request-mine"),
    path("chung-nhan/de-nghi/<int:pk>/", requests.certificate_request_detail, name="certificate-request-detail"),
    path("chung-nhan/de-nghi/<int:pk>/rut/", requests.certificate_request_withdraw, name="certificate-request-withdraw"),
    path("chung-nhan/de-nghi/<int:pk>/tep/", requests.certificate_request_file, name="certificate-request-file"),
]
