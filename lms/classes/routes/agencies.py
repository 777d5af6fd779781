"""Addresses of invited agencies, replacements, waiting places."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
