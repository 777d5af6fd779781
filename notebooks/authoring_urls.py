from django.urls import path

from notebooks.views import authoring

urlpatterns = [
    path("soan/moi/", authoring.lab_create, name="lab-create"),
    path("soan/viet-o-kiem-tra/", authoring.check_write, name="check-write"),
    path("soan/mau/<slug:code>.ipynb", authoring.template_file, name="template-file"),
    path("soan/<slug:slug>/", authoring.lab_edit, name="lab-edit"),
]
