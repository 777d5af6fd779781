"""Is this process able to work? For the supervisor, a load balancer, an administrator."""

from django.db import connection
from django.http import HttpRequest, JsonResponse


def site_health(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"status": "ok", "process": "site", "database": database_answers()})


def exchange_health(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"status": "ok", "process": "exchange", "database": database_answers()})


def database_answers() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return cursor.fetchone() == (1,)
