"""Addresses of invited agencies, replacements, waiting places."""

from django.urls import URLPattern, path

from lms.classes.views import agencies, agency_page, agency_people, replacements

urlpatterns: list[URLPattern] = [
    path("lop/<int:pk>/don-vi/", agencies.class_invitations, name="class-invitations"),
    path("lop/<int:pk>/don-vi/moi/", agencies.invitation_create, name="invitation-create"),
    path("lop/<int:pk>/don-vi/gui-thu/", agencies.invitation_mail, name="invitation-mail"),
    path("lop/<int:pk>/don-vi/nhac/", agencies.invitation_remind, name="invitation-remind"),
    path("lop/don-vi/<int:pk>/", agencies.invitation_detail, name="invitation-detail"),
    path("lop/don-vi/<int:pk>/gia-han/", agencies.invitation_extend, name="invitation-extend"),
    path("lop/don-vi/<int:pk>/lien-ket-moi/", agencies.invitation_renew, name="invitation-renew"),
    path("lop/don-vi/<int:pk>/thu-hoi/", agencies.invitation_revoke, name="invitation-revoke"),
    path("lop/hoc-vien/<int:pk>/thay/", replacements.trainee_replace, name="trainee-replace"),
    path("lop/hoc-vien/<int:pk>/rut/", replacements.trainee_withdraw, name="trainee-withdraw"),
    path("lop/thay/<int:pk>/cong-van", replacements.replacement_letter, name="replacement-letter"),
    path("lop/<int:pk>/du-bi/", replacements.class_waiting, name="class-waiting"),
    path("lop/<int:pk>/du-bi/ke-tiep/", replacements.waiting_admit_next, name="waiting-admit-next"),
    path("lop/du-bi/<int:pk>/nhan/", replacements.waiting_admit, name="waiting-admit"),
    path("lop/du-bi/<int:pk>/thoi/", replacements.waiting_leave, name="waiting-leave"),
    path("don-vi/<str:token>/", agency_page.agency_page, name="agency-page"),
    path("don-vi/<str:token>/mau.xlsx", agency_page.agency_sheet, name="agency-sheet"),
    path("don-vi/<str:token>/tep/", agency_page.agency_upload, name="agency-upload"),
    path("don-vi/<str:token>/dan/", agency_page.agency_paste, name="agency-paste"),
    path("don-vi/<str:token>/mot-nguoi/", agency_people.agency_person, name="agency-person"),
    path("don-vi/<str:token>/danh-sach/<int:pk>/", agency_page.agency_list, name="agency-list"),
    path("don-vi/<str:token>/danh-sach/<int:pk>/gui/", agency_page.agency_list_send, name="agency-list-send"),
    path("don-vi/<str:token>/danh-sach/<int:pk>/ghi-chu.xlsx", agency_page.agency_list_remarks, name="agency-list-remarks"),
    path("don-vi/<str:token>/tu-choi/", agency_page.agency_decline, name="agency-decline"),
    path("don-vi/<str:token>/hoc-vien/<int:pk>/thay/", agency_people.agency_replace, name="agency-replace"),
    path("don-vi/<str:token>/hoc-vien/<int:pk>/rut/", agency_people.agency_withdraw, name="agency-withdraw"),
]
