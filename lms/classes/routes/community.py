"""Addresses of community sessions."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
