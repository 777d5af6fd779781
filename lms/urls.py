"""Every address of the site. The exchange has its own list in exchange_urls.py."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from certificates.api import api
from lms.foundation.views import media
from lms.views import health
from lms.views.first_screen import first_screen
from lms.views.gallery import gallery
from lms.views.info import about, accessibility
from lms.views.language import language_set
from lms.views.text_size import text_size_set

urlpatterns = [
    path("health/", health.site_health, name="site-health"),
    path("toi/", first_screen, name="first-screen"),
    path("tai-khoan/", include("lms.people.urls")),
    path("tai-khoan/", include("allauth.account.urls")),
    path("", include("allauth.idp.urls")),
    path("hoc/", include("lms.learning.urls")),
    path("", include("lms.classes.urls")),
    path("bai-thuc-hanh/", include("notebooks.urls")),
    path("", include("certificates.urls")),
    path("api/v1/", api.urls),
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("ngon-ngu/chon/", language_set, name="language-set"),
    path("ngon-ngu/co-chu/", text_size_set, name="text-size-set"),
    path("ngon-ngu/", include("django.conf.urls.i18n")),
    path("thu-vien-thanh-phan/", gallery, name="gallery"),
    path("gioi-thieu/", about, name="about"),
    path("ho-tro-tiep-can/", accessibility, name="accessibility"),
    path("media/<path:path>", media, name="media"),
    path("", include("courses.urls")),
]
urlpatterns += i18n_patterns(path("", include(wagtail_urls)), prefix_default_language=False)

handler403 = "lms.views.errors.forbidden"
handler404 = "lms.views.errors.not_found"
handler500 = "lms.views.errors.server_error"
