"""Addresses of the grading pages. They carry only opaque ids: whose work it is, an address never says."""

from django.urls import path

from notebooks.views import appeals, frame, grading

QUESTION = "cham/<str:code>/<slug:slug>/cau/<str:notebook>/<str:grade_id>/"

urlpatterns = [
    path("cham/<str:code>/<slug:slug>/", grading.submission_list, name="submission-list"),
    path("cham/<str:code>/<slug:slug>/hien-ten/", grading.names_reveal, name="names-reveal"),
    path(QUESTION, grading.question_grade, name="question-grade"),
    path(QUESTION + "thang-diem/", grading.question_rubric, name="question-rubric"),
    path(QUESTION + "nhan-xet/", grading.remark_forget, name="remark-forget"),
    path(QUESTION + "<uuid:pk>/", grading.question_answer, name="question-answer"),
    path(QUESTION + "<uuid:pk>/lay-lai/", grading.question_undo, name="question-undo"),
    path("bai-nop/<uuid:pk>/cham/<str:notebook>/<str:grade_id>/", grading.answer_grade, name="answer-grade"),
    path("bai-nop/<uuid:pk>/khung/", frame.submission_frame, name="submission-frame"),
    path("bai-nop/<uuid:pk>/khung/<str:notebook>/<str:grade_id>/", frame.answer_frame, name="answer-frame"),
    path("bai-nop/<uuid:pk>/xem-lai/<str:notebook>/<str:grade_id>/", appeals.appeal_create, name="appeal-create"),
    path("xem-lai/tra-loi/<int:pk>/", appeals.appeal_answer, name="appeal-answer"),
    path("xem-lai/<str:code>/", appeals.appeal_list, name="appeal-list"),
]
