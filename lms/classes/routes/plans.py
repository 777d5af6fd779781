"""Addresses of year plans, copies of classes, papers."""

from django.urls import URLPattern, path

from lms.classes.views import class_papers, copies, plans

urlpatterns: list[URLPattern] = [
    path("lop/<int:pk>/lop-moi/", copies.class_copy, name="class-copy"),
    path("lop/<int:pk>/giay-to/", class_papers.class_papers, name="class-papers"),
    path("lop/<int:pk>/quyet-dinh/", class_papers.class_decide, name="class-decide"),
    path("lop/giay-to/<int:pk>/", class_papers.paper_download, name="paper-download"),
    path("lop/giay-to/<int:pk>/go/", class_papers.paper_remove, name="paper-remove"),
    path("lop/giay-to/<int:pk>/hien-lai/", class_papers.paper_restore, name="paper-restore"),
    path("ke-hoach/", plans.plan_list, name="plan-list"),
    path("ke-hoach/them/", plans.plan_create, name="plan-create"),
    path("ke-hoach/<int:pk>/", plans.plan_detail, name="plan-detail"),
    path("ke-hoach/<int:pk>/sua/", plans.plan_change, name="plan-change"),
    path("ke-hoach/<int:pk>/sao-chep/", plans.plan_copy, name="plan-copy"),
    path("ke-hoach/<int:pk>/quyet-dinh/", plans.plan_decide, name="plan-decide"),
    path("ke-hoach/<int:pk>/ban-quet/", plans.plan_scan, name="plan-scan"),
    path("ke-hoach/<int:pk>/trinh/", plans.plan_move, {"step": "submit"}, name="plan-submit"),
    path("ke-hoach/<int:pk>/rut/", plans.plan_move, {"step": "take_back"}, name="plan-take-back"),
    path("ke-hoach/<int:pk>/tra-loi/", plans.plan_answer, name="plan-answer"),
    path("ke-hoach/<int:pk>/dong/", plans.line_add, name="plan-line-add"),
    path("ke-hoach/dong/<int:pk>/sua/", plans.line_change, name="plan-line-change"),
    path("ke-hoach/dong/<int:pk>/bo/", plans.line_remove, name="plan-line-remove"),
]
