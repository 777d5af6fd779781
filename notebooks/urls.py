from django.urls import path

from notebooks.views import learner, teacher

urlpatterns = [
    path("soan/", teacher.lab_list, name="lab-list"),
    path("soan/moi/", teacher.lab_create, name="lab-create"),
    path("soan/<slug:slug>/", teacher.lab_edit, name="lab-edit"),
    path("soan/<slug:slug>/<int:number>/", teacher.lab_version, name="lab-version"),
    path("soan/<slug:slug>/<int:number>/phat-hanh/", teacher.lab_release, name="lab-release"),
    path("bai-nop/<uuid:pk>/", learner.submission_detail, name="submission-detail"),
    path("bai-nop/<uuid:pk>/tep/<int:number>/", learner.submission_file, name="submission-file"),
    path("bai-nop/<uuid:pk>/cham-lai/", teacher.submission_regrade, name="submission-regrade"),
    path("bai-nop/<uuid:pk>/cham/<str:notebook>/<str:grade_id>/", teacher.answer_grade, name="answer-grade"),
    path("cham/<str:code>/<slug:slug>/", teacher.submission_list, name="submission-list"),
    path("<str:code>/<slug:slug>/", learner.lab_detail, name="lab-detail"),
    path("<str:code>/<slug:slug>/mo/", learner.lab_open, name="lab-open"),
    path("<str:code>/<slug:slug>/nop/", learner.lab_submit, name="lab-submit"),
]
