"""Addresses of excuses, requests, substitutes, the sealed book."""

from django.urls import URLPattern, path

from lms.classes.views import books

urlpatterns: list[URLPattern] = [
    path("lop/buoi/<int:pk>/diem-danh/", books.session_rollcall, name="session-rollcall"),
    path("lop/buoi/<int:pk>/diem-danh/<int:trainee_pk>/", books.attendance_correct, name="attendance-correct"),
    path("lop/buoi/<int:pk>/khoa-so/", books.session_book_close, name="session-book-close"),
]
