"""Addresses of excuses, requests, substitutes, the sealed book."""

from django.urls import URLPattern, path

from lms.classes.views import books, evidence, excuses, flags, impersonations, look_agains

urlpatterns: list[URLPattern] = [
    path("lop/buoi/<int:pk>/diem-danh/", books.session_rollcall, name="session-rollcall"),
    path("lop/buoi/<int:pk>/diem-danh/<int:trainee_pk>/", books.attendance_correct, name="attendance-correct"),
    path("lop/buoi/<int:pk>/khoa-so/", books.session_book_close, name="session-book-close"),
    path("lop/buoi/<int:pk>/so-diem-danh.jsonl", books.book_text, name="book-text"),
    path("lop/<int:pk>/so-diem-danh/", books.class_books, name="class-books"),
    path("lop/<int:pk>/ho-so-diem-danh.zip", evidence.class_evidence, name="class-evidence"),
    path("lop/<int:pk>/sap-khong-du-dieu-kien/", evidence.class_at_risk, name="class-at-risk"),
    path("lop/<int:pk>/sap-khong-du-dieu-kien.pdf", evidence.class_at_risk_pdf, name="class-at-risk-pdf"),
    path("lop/<int:pk>/don-de-nghi/", excuses.class_requests, name="class-requests"),
    path("lop/<int:pk>/don-de-nghi/them/", excuses.excuse_add, name="excuse-add"),
    path("lop/<int:pk>/xin-phep/", excuses.excuse_ask, name="excuse-ask"),
    path("lop/don/<int:pk>/tra-loi/", excuses.excuse_decide, name="excuse-decide"),
    path("lop/don/<int:pk>/rut/", excuses.excuse_withdraw, name="excuse-withdraw"),
    path("lop/don/<int:pk>/giay/", excuses.excuse_file, name="excuse-file"),
    path("lop/buoi/<int:pk>/de-nghi-xem-lai/", look_agains.look_again_ask, name="look-again-ask"),
    path("lop/de-nghi/<int:pk>/tra-loi/", look_agains.look_again_answer, name="look-again-answer"),
    path("lop/de-nghi/<int:pk>/rut/", look_agains.look_again_withdraw, name="look-again-withdraw"),
    path("lop/de-nghi/<int:pk>/giay/", look_agains.look_again_file, name="look-again-file"),
    path("lop/buoi/<int:pk>/hoc-thay/", impersonations.impersonation_add, name="impersonation-add"),
    path("lop/<int:pk>/can-nguoi-xem/", flags.class_flags, name="class-flags"),
    path("lop/<int:pk>/can-nguoi-xem/xong/", flags.flag_settle, name="flag-settle"),
    path("lop/buoi/<int:pk>/can-nguoi-xem/", flags.session_flags, name="session-flags"),
]
