from django.urls import path

from lms.learning import views

urlpatterns = [
    path("ket-qua/<int:pk>/", views.quiz_result, name="quiz-result"),
    path("<str:code>/", views.run_detail, name="run-detail"),
    path("<str:code>/ghi-danh/", views.run_enroll, name="run-enroll"),
    path("<str:code>/roi-khoa/", views.run_withdraw, name="run-withdraw"),
    path("<str:code>/bai/<uuid:uid>/", views.lesson_complete, name="lesson-complete"),
    path("<str:code>/cau-hoi/<uuid:uid>/", views.quiz_take, name="quiz-take"),
    path("<str:code>/so-diem/", views.gradebook, name="gradebook"),
    path("<str:code>/so-diem.csv", views.gradebook_csv, name="gradebook-csv"),
]
