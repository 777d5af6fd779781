"""Addresses: the holder's pages, shared pages, digital credentials."""

from django.urls import URLPattern, path

from certificates.views import badges, credentials, holder, publications, shares

HOLDER, GUARDIAN, BADGES = "chung-nhan/cua-toi", "chung-nhan/nguoi-giam-ho", "chung-nhan/huy-hieu"

urlpatterns: list[URLPattern] = [
    path(f"{HOLDER}/<uuid:pk>/", holder.own_certificate, name="own-certificate"),
    path(f"{HOLDER}/<uuid:pk>/tep/", holder.own_certificate_file, name="own-certificate-file"),
    path("chung-nhan/khoa-hoc/<str:code>/nhan/", holder.confirmation_take, name="confirmation-take"),
    path(f"{HOLDER}/<uuid:pk>/huy-hieu.jwt", credentials.credential_token, name="credential-token"),
    path(f"{HOLDER}/<uuid:pk>/huy-hieu.json", credentials.credential_json, name="credential-json"),
    path(f"{HOLDER}/<uuid:pk>/huy-hieu.svg", credentials.credential_picture, name="credential-picture"),
    path(f"{HOLDER}/<uuid:pk>/lien-ket/", shares.share_add, name="share-add"),
    path(f"{HOLDER}/lien-ket/<int:pk>/", shares.share_detail, name="share-detail"),
    path(f"{HOLDER}/lien-ket/<int:pk>/dong/", shares.share_close, name="share-close"),
    path("chung-nhan/chia-se/<str:code>/", shares.share_open, name="share-open"),
    path("chung-nhan/chia-se/<str:code>/tep.pdf", shares.share_file, name="share-file"),
    path("chung-nhan/chia-se/<str:code>/huy-hieu.jwt", shares.share_credential, name="share-credential"),
    path(f"{HOLDER}/<uuid:pk>/dong-y/", publications.publication_assent, name="publication-assent"),
    path(f"{HOLDER}/<uuid:pk>/rut-dong-y/", publications.publication_withdraw, name="publication-withdraw"),
    path(f"{GUARDIAN}/<uuid:pk>/", publications.guardian_page, name="guardian-page"),
    path(f"{GUARDIAN}/<uuid:pk>/dong-y/", publications.guardian_agree, name="guardian-agree"),
    path(f"{GUARDIAN}/<uuid:pk>/rut-dong-y/", publications.guardian_withdraw, name="guardian-withdraw"),
    path(f"{GUARDIAN}/", publications.paper_consent_list, name="paper-consent-list"),
    path(f"{GUARDIAN}/<uuid:pk>/giay/", publications.paper_consent, name="paper-consent"),
    path(f"{GUARDIAN}/<uuid:pk>/giay/rut/", publications.paper_consent_withdraw, name="paper-consent-withdraw"),
    path(f"{GUARDIAN}/<uuid:pk>/ghi-nhan/", publications.guardian_enter, name="guardian-enter"),
    path(f"{GUARDIAN}/<uuid:pk>/ghi-nhan/<int:guardian_pk>/bo/", publications.guardian_end, name="guardian-end"),
    path(".well-known/did.json", badges.platform_did, name="platform-did"),
    path(f"{BADGES}/jwks.json", badges.key_set, name="badge-keys"),
    path(f"{BADGES}/noi-cap/<int:pk>/did.json", badges.issuer_did, name="issuer-did"),
    path(f"{BADGES}/noi-cap/<int:pk>/", badges.issuer_profile, name="issuer-profile"),
    path(f"{BADGES}/noi-cap/<int:pk>/trang-thai/<int:number>/", badges.status_list, name="status-list"),
    path(f"{BADGES}/thanh-tich/<int:pk>/<str:kind>/<str:source>/", badges.achievement_detail, name="achievement-detail"),
]
