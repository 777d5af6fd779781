"""The language switch: the same page in the other language, or the nearest page above it that has one."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import Resolver404, resolve
from django.utils import translation
from django.views import i18n
from django.views.decorators.http import require_POST
from wagtail.models import Locale, Page


@require_POST
def language_set(request: HttpRequest) -> HttpResponse:
    """Keep the reader's language and go on reading; addresses of content differ between languages, others do not."""
    response = i18n.set_language(request)
    page = page_at(request, request.POST.get("next", ""))
    locale = Locale.objects.filter(language_code=request.POST.get("language", "")).first()
    if page and locale and (address := address_in(request, page, locale)):
        response["Location"] = address
    return response


def page_at(request: HttpRequest, address: str) -> Page | None:
    """The content page that `address` shows, if it shows one."""
    path = address.partition("?")[0]
    with translation.override(translation.get_language_from_path(path) or settings.LANGUAGE_CODE):
        try:
            match = resolve(path)
            if match.url_name != "wagtail_serve":
                return None
            found = Page.route_for_request(request, match.args[0] if match.args else match.kwargs["path"])
        except (Resolver404, Http404):
            return None
    return found.page if found else None


def address_in(request: HttpRequest, page: Page, locale: Locale) -> str | None:
    """Where `page`, or else what it lies under, is published in `locale`."""
    for each in page.get_ancestors(inclusive=True).filter(depth__gt=1).order_by("-depth"):
        counterpart = each if each.locale_id == locale.pk else each.get_translation_or_none(locale)
        if counterpart and counterpart.live:
            return counterpart.get_url(request)
    return None
