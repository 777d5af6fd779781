"""Addresses: register."""

from django.urls import URLPattern, path

from certificates.views import register, register_audit

urlpatterns: list[URLPattern] = [
    path("chung-nhan/so/", register.register_book_list, name="register-book-list"),
    path("chung-nhan/so/<int:pk>/", register.register_book, name="register-book"),
    path("chung-nhan/so/<int:pk>/so-cap.xlsx", register.register_book_export, name="register-book-export"),
    path("chung-nhan/so/<int:pk>/so-cap.pdf", register.register_book_pdf, name="register-book-pdf"),
    path("chung-nhan/so/<int:pk>/khoa-so/", register.register_book_close, name="register-book-close"),
    path("chung-nhan/so/<int:pk>/khoa-so.pdf", register.register_book_closing_file, name="register-book-closing-file"),
    path("chung-nhan/kiem-toan/", register_audit.register_audit_show, name="register-audit"),
    path("chung-nhan/kiem-toan/so/<int:pk>/", register_audit.register_audit_book, name="register-audit-book"),
    path("chung-nhan/kiem-toan/so/<int:pk>/kiem-tra/", register_audit.register_audit_check, name="register-audit-check"),
    path("xac-minh/moc-so-cap.json", register_audit.register_checkpoints, name="register-checkpoints"),
]
