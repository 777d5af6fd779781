"""Addresses of excuses, requests, substitutes, the sealed book."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
