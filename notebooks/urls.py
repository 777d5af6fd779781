from django.urls import include, path

from notebooks.views import checks, feedback, insight, learner, live, reading, receipts, reports, saved, teacher

urlpatterns = [
    path("", include("notebooks.grading_urls")),
    path("soan/", teacher.lab_list, name="lab-list"),
    path("", include("notebooks.authoring_urls")),
    path("soan/<slug:slug>/<int:number>/", teacher.lab_version, name="lab-version"),
    path("soan/<slug:slug>/<int:number>/phat-hanh/", teacher.lab_release, name="lab-release"),
    path("bai-nop/<uuid:pk>/", learner.submission_detail, name="submission-detail"),
    path("bai-nop/<uuid:pk>/tep/<int:number>/", learner.submission_file, name="submission-file"),
    path("bai-nop/<uuid:pk>/tat-ca.zip", feedback.submission_archive, name="submission-archive"),
    path("bai-nop/<uuid:pk>/ket-qua.html", feedback.feedback_file, name="feedback-file"),
    path("bai-nop/<uuid:pk>/thu-lai/", feedback.submission_retry, name="submission-retry"),
    path("bien-nhan/", receipts.receipt_verify, name="receipt-verify"),
    path("kiem-tra/<int:pk>/", checks.check_detail, name="check-detail"),
    path("bai-nop/<uuid:pk>/cham-lai/", teacher.submission_regrade, name="submission-regrade"),
    path("<str:code>/<slug:slug>/", learner.lab_detail, name="lab-detail"),
    path("<str:code>/<slug:slug>/mo/", learner.lab_open, name="lab-open"),
    path("<str:code>/<slug:slug>/nop/", learner.lab_submit, name="lab-submit"),
    path("<str:code>/<slug:slug>/kiem-tra/", checks.check_create, name="check-create"),
    path("<str:code>/<slug:slug>/gio-tay/", reading.help_record, name="help-record"),
    path("<str:code>/<slug:slug>/doc/", reading.lab_text, name="lab-text"),
    path("<str:code>/<slug:slug>/doc/khung/", reading.lab_text_frame, name="lab-text-frame"),
    path("<str:code>/<slug:slug>/gui-lien-ket/", reading.lab_link_send, name="lab-link-send"),
    path("<str:code>/<slug:slug>/da-luu/nop/", saved.saved_submit, name="saved-submit"),
    path("<str:code>/<slug:slug>/da-luu/<int:number>/", saved.saved_file, name="saved-file"),
    # Boards of a lab in a run, for its staff.
    path("cham/<str:code>/<slug:slug>/dien-bien/", insight.lab_insight, name="lab-insight"),
    path("cham/<str:code>/<slug:slug>/dien-bien/bang-tinh/", insight.lab_insight_file, name="lab-insight-file"),
    path("cham/<str:code>/<slug:slug>/truc-tiep/", live.lab_live, name="lab-live"),
    path("cham/<str:code>/<slug:slug>/truc-tiep/<int:pk>/da-giup/", live.lab_live_help, name="lab-live-help"),
    path("cham/<str:code>/<slug:slug>/truc-tiep/phong-may/", live.lab_room, name="lab-room"),
    path("cham/<str:code>/<slug:slug>/truc-tiep/phong-may/dong/", live.lab_room_close, name="lab-room-close"),
    path("cham/<str:code>/<slug:slug>/giong-nhau/", insight.lab_similarity, name="lab-similarity"),
    path("cham/<str:code>/<slug:slug>/giong-nhau/so/", insight.lab_similarity_make, name="lab-similarity-make"),
    path("cham/<str:code>/<slug:slug>/giong-nhau/<int:pk>/<int:number>/", insight.lab_similarity_pair, name="lab-similarity-pair"),
    path("cham/<str:code>/<slug:slug>/xuat/", reports.lab_export, name="lab-export"),
    path("cham/<str:code>/<slug:slug>/xuat/<int:pk>/tep/", reports.lab_export_file, name="lab-export-file"),
    path("soan/<slug:slug>/nhap/", reports.lab_import, name="lab-import"),
    # Last: a learner's page could be taken for a lab of the staff's pages otherwise.
    path("", include("notebooks.assignment_urls")),
]
