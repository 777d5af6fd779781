"""Addresses of notices, class page, ticket, calendar."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
