from django.urls import path

from notebooks.views import exchange

urlpatterns = [
    path("courses", exchange.course_list, name="exchange-course-list"),
    path("assignments", exchange.assignment_list, name="exchange-assignment-list"),
    path("<str:code>/<slug:slug>/files", exchange.file_list, name="exchange-file-list"),
    path("<str:code>/<slug:slug>/blobs/<str:sha256>", exchange.blob, name="exchange-blob"),
    path("<str:code>/<slug:slug>/submissions", exchange.submission_create, name="exchange-submission-create"),
    path("<str:code>/<slug:slug>/submissions/<uuid:pk>/feedback", exchange.feedback, name="exchange-feedback"),
    path("<str:code>/<slug:slug>/checks", exchange.check_create, name="exchange-check-create"),
    path("<str:code>/<slug:slug>/checks/<int:pk>", exchange.check_detail, name="exchange-check-detail"),
    path("<str:code>/<slug:slug>/activity", exchange.activity_record, name="exchange-activity-record"),
    path("<str:code>/<slug:slug>/help", exchange.help_record, name="exchange-help-record"),
]
