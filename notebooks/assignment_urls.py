"""Addresses of a lab as it is set in a run: rules, more time, groups, versions."""

from django.urls import path

from notebooks.views import assignments, groups, moves

LAB = "cham/<str:code>/<slug:slug>/"

urlpatterns = [
    path(LAB + "giao/", assignments.assignment_edit, name="assignment-edit"),
    path(LAB + "giao/gia-han/", assignments.extension_list, name="extension-list"),
    path(LAB + "giao/nhom/", assignments.group_list, name="group-list"),
    path(LAB + "giao/nhom/<int:pk>/giai-tan/", assignments.group_dissolve, name="group-dissolve"),
    path(LAB + "giao/nhom/<int:pk>/bot/<int:member>/", assignments.group_member_remove, name="group-member-remove"),
    path(LAB + "phien-ban/", moves.version_move_list, name="version-move-list"),
    path(LAB + "phien-ban/cham-lai/", moves.lab_regrade, name="lab-regrade"),
    path(LAB + "phien-ban/<int:pk>/", moves.version_move, name="version-move"),
    path(LAB + "phien-ban/<int:pk>/quay-lai/", moves.version_move_back, name="version-move-back"),
    path("<str:code>/<slug:slug>/nhom/", groups.lab_group, name="lab-group"),
    path("<str:code>/<slug:slug>/nhom/roi/", groups.lab_group_leave, name="lab-group-leave"),
]
