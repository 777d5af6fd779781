"""Addresses of projector, further venues, head counts, online presence."""

from django.urls import URLPattern, path

from lms.classes.views import head_counts, meeting_logs, projector, sessions, venues

urlpatterns: list[URLPattern] = [
    path("lop/buoi/<int:pk>/chieu/", projector.session_projector, name="session-projector"),
    path("lop/buoi/<int:pk>/chieu/ma/", projector.session_projector_panel, name="session-projector-panel"),
    path("lop/buoi/<int:pk>/chieu/ma-truoc/", projector.session_codes, name="session-codes"),
    path("lop/buoi/<int:pk>/chieu/co-mat/", projector.session_presence, name="session-presence"),
    path("lop/buoi/<int:pk>/dong-diem-danh/", projector.session_checkin_close, name="session-checkin-close"),
    path("lop/buoi/<int:pk>/diem-danh-ra/", projector.session_check_out_open, name="session-check-out-open"),
    path("lop/buoi/<int:pk>/diem-danh-vao/", projector.session_check_out_close, name="session-check-out-close"),
    path("lop/buoi/<int:pk>/doi-phong/", sessions.session_room_change, name="session-room-change"),
    path("lop/buoi/<int:pk>/xoa/", sessions.session_delete, name="session-delete"),
    path("lop/buoi/<int:pk>/hoc-bu/", sessions.session_make_up, name="session-make-up"),
    path("lop/buoi/<int:pk>/diem/", venues.session_places, name="session-venues"),
    path("lop/buoi/<int:pk>/diem/<int:place>/bo/", venues.session_venue_remove, name="session-venue-remove"),
    path("lop/<int:pk>/diem-hoc/", venues.class_venues, name="class-venues"),
    path("lop/can-bo/<int:pk>/diem/", venues.staff_venue, name="staff-venue"),
    path("lop/buoi/<int:pk>/dem/", head_counts.head_count_add, name="head-count-add"),
    path("lop/buoi/dem/<int:pk>/", head_counts.head_count_show, name="head-count-show"),
    path("lop/buoi/<int:pk>/truc-tuyen/", meeting_logs.meeting_log_upload, name="meeting-log-upload"),
    path("lop/buoi/<int:pk>/truc-tuyen/<str:token>/", meeting_logs.meeting_log_check, name="meeting-log-check"),
]
