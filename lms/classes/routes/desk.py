"""Addresses of the desk, walk-ins, paper sheets."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
