"""Addresses of checking in."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
