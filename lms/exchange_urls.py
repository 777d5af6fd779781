"""The exchange process serves these and nothing else."""

from django.urls import include, path

from lms.views import health

urlpatterns = [
    path("health/", health.exchange_health, name="exchange-health"),
    path("v1/exchange/", include("notebooks.exchange_urls")),
]
