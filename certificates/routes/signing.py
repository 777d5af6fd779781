"""Addresses: signing."""

from django.urls import URLPattern, path

from certificates.views import signing, signing_profiles

urlpatterns: list[URLPattern] = [
    path("chung-nhan/lop/<int:pk>/ky-so/", signing.signing_class, name="signing-class"),
    path("chung-nhan/lop/<int:pk>/ky-so/lap/", signing.signing_batch_open, name="signing-batch-open"),
    path("chung-nhan/ky-so/<uuid:pk>/", signing.signing_batch, name="signing-batch"),
    path("chung-nhan/ky-so/<uuid:pk>/phan-<int:part>.zip", signing.signing_batch_download, name="signing-batch-download"),
    path("chung-nhan/ky-so/<uuid:pk>/huy/", signing.signing_batch_cancel, name="signing-batch-cancel"),
    path("chung-nhan/cach-ky/", signing_profiles.signing_profile_list, name="signing-profile-list"),
    path("chung-nhan/cach-ky/<int:pk>/ky-thu/", signing_profiles.signing_profile_try, name="signing-profile-try"),
]
