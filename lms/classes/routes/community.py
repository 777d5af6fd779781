"""Addresses of community sessions."""

from django.urls import URLPattern, path

from lms.classes.views import community

urlpatterns: list[URLPattern] = [
    path("cong-dong/", community.community_list, name="community-list"),
    path("cong-dong/tong-hop.xlsx", community.community_export, name="community-export"),
    path("cong-dong/<int:pk>/", community.community_ward, name="community-ward"),
    path("cong-dong/<int:pk>/ghi/", community.community_add, name="community-add"),
    path("cong-dong/buoi/<int:pk>/", community.community_show, name="community-show"),
    path("cong-dong/buoi/<int:pk>/sua/", community.community_change, name="community-change"),
    path("cong-dong/buoi/<int:pk>/xoa/", community.community_remove, name="community-remove"),
]
