"""Searching everything that is taught."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from courses.catalogue import search_context


def course_search(request: HttpRequest) -> HttpResponse:
    return render(request, "courses/course_search.html", search_context(get_language() or "vi", request.GET))
