"""Addresses of lists on their way to the roster."""

from django.urls import path

from lms.classes.views import imports

urlpatterns = [
    path("lop/<int:pk>/hoc-vien/cac-danh-sach/", imports.import_list, name="import-list"),
    path("lop/danh-sach/<int:pk>/", imports.import_show, name="import-show"),
    path("lop/danh-sach/<int:pk>/tien-do/", imports.import_progress, name="import-progress"),
    path("lop/danh-sach/<int:pk>/dong/<int:row>/", imports.import_answer, name="import-answer"),
    path("lop/danh-sach/<int:pk>/doc-lai/", imports.import_options, name="import-options"),
    path("lop/danh-sach/<int:pk>/ghi/", imports.import_begin, name="import-begin"),
    path("lop/danh-sach/<int:pk>/ghi-chu.xlsx", imports.import_remarks, name="import-remarks"),
    path("lop/danh-sach/<int:pk>/thu-hoi/", imports.import_undo, name="import-undo"),
]
