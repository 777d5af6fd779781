from django.urls import path

from lms.learning.views import hand_ins, marking, works
from lms.learning.views import runs as views

urlpatterns = [
    path("ket-qua/<int:pk>/", views.quiz_result, name="quiz-result"),
    path("<str:code>/", views.run_detail, name="run-detail"),
    path("<str:code>/ghi-danh/", views.run_enroll, name="run-enroll"),
    path("<str:code>/roi-khoa/", views.run_withdraw, name="run-withdraw"),
    path("<str:code>/bai/<uuid:uid>/", views.lesson_complete, name="lesson-complete"),
    path("<str:code>/cau-hoi/<uuid:uid>/", views.quiz_take, name="quiz-take"),
    path("<str:code>/so-diem/", views.gradebook, name="gradebook"),
    path("<str:code>/so-diem.csv", views.gradebook_csv, name="gradebook-csv"),
    path("bai-nop/<int:pk>/tep/<int:number>/", hand_ins.hand_in_file, name="hand-in-file"),
    path("<str:code>/nop-bai/<int:pk>/", hand_ins.work_hand_in, name="work-hand-in"),
    path("<str:code>/nop-bai/<int:pk>/phuc-khao/", hand_ins.review_ask, name="review-ask"),
    path("<str:code>/bai-nop/", works.work_list, name="work-list"),
    path("<str:code>/bai-nop/them/", works.work_create, name="work-create"),
    path("<str:code>/bai-nop/<int:pk>/", marking.work_detail, name="work-detail"),
    path("<str:code>/bai-nop/<int:pk>/sua/", works.work_change, name="work-change"),
    path("<str:code>/bai-nop/<int:pk>/xoa/", works.work_remove, name="work-remove"),
    path("<str:code>/bai-nop/<int:pk>/cham/<int:enrollment_pk>/", marking.work_mark, name="work-mark"),
    path("<str:code>/bai-nop/<int:pk>/diem/", marking.paper_type, name="paper-type"),
    path("<str:code>/bai-nop/<int:pk>/bang-diem.xlsx", marking.paper_sheet, name="paper-sheet"),
    path("<str:code>/bai-nop/<int:pk>/nhap-diem/", marking.paper_import, name="paper-import"),
    path("<str:code>/bai-nop/<int:pk>/nhap-diem/ghi/", marking.paper_commit, name="paper-commit"),
]
