from django.urls import path

from lms.people import views

urlpatterns = [
    path("du-lieu-ca-nhan/", views.privacy_notice, name="privacy-notice"),
    path("dong-y/", views.consent_give, name="consent-give"),
    path("dong-y/rut-lai/<str:purpose>/", views.consent_withdraw, name="consent-withdraw"),
    path("soan-noi-dung/", views.editor_login, name="editor-login"),
    path("ho-so/", views.profile_edit, name="profile-edit"),
    path("vai-tro/", views.role_list, name="role-list"),
    path("vai-tro/<int:pk>/", views.organization_roles, name="organization-roles"),
    path("vai-tro/ket-thuc/<int:pk>/", views.role_end, name="role-end"),
]
