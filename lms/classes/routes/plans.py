"""Addresses of year plans, copies of classes, papers."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
