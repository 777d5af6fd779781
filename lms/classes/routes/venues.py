"""Addresses of projector, further venues, online presence."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
