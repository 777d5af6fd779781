"""Addresses of lists on their way to the roster."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
