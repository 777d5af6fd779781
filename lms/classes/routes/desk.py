"""Addresses of the desk, walk-ins, paper sheets."""

from django.urls import URLPattern, path

from lms.classes.views import desk, papers, sheets, ticket_scans, walk_ins

urlpatterns: list[URLPattern] = [
    path("lop/buoi/<int:pk>/ban/", desk.desk_show, name="desk-show"),
    path("lop/buoi/<int:pk>/ban/danh-sach.json", desk.desk_list, name="desk-list"),
    path("lop/buoi/<int:pk>/ban/moi.json", desk.desk_news, name="desk-news"),
    path("lop/buoi/<int:pk>/ban/gop/", desk.desk_merge, name="desk-merge"),
    path("lop/buoi/<int:pk>/ban/ghi/", desk.desk_mark, name="desk-mark"),
    path("lop/buoi/<int:pk>/ban/doi-may/<int:trainee_pk>/", desk.desk_device, name="desk-device"),
    path("lop/buoi/<int:pk>/ban/them/", walk_ins.walk_in_add, name="walk-in-add"),
    path("lop/<int:pk>/cho-xac-nhan/", walk_ins.class_awaiting, name="class-awaiting"),
    path("lop/<int:pk>/cho-xac-nhan/<int:trainee_pk>/dung/", walk_ins.trainee_answer, {"answer": "confirm"}, name="trainee-confirm"),
    path("lop/<int:pk>/cho-xac-nhan/<int:trainee_pk>/khong/", walk_ins.trainee_answer, {"answer": "refuse"}, name="trainee-refuse"),
    path("diem-danh/the/<str:code>/", ticket_scans.ticket_scan, name="ticket-scan"),
    path("lop/ky-ten-ngay-mai.pdf", sheets.sheets_of_tomorrow, name="sheets-tomorrow"),
    path("lop/<int:pk>/ky-ten-ngay-mai.pdf", sheets.class_sheets_of_tomorrow, name="class-sheets-tomorrow"),
    path("lop/buoi/<int:pk>/bang-giay/", papers.session_papers, name="session-papers"),
    path("lop/buoi/<int:pk>/bang-giay/nhap/", papers.paper_typing, name="paper-typing"),
    path("lop/buoi/<int:pk>/bang-giay/<int:document>/", papers.paper_file, name="session-paper-file"),
    path("lop/buoi/<int:pk>/bang-giay/<int:document>/go/", papers.paper_remove, name="session-paper-remove"),
]
