from django.urls import path

from courses.views import search

urlpatterns = [path("tim-kiem/", search.course_search, name="course-search")]
