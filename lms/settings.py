"""One settings file, driven by the environment, safe by default."""

import os
from pathlib import Path

from celery.schedules import crontab
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from lms.databases import database_from_url

BASE_DIR = Path(__file__).resolve().parent.parent


def flag(name: str, default: str = "0") -> bool:
    return os.environ.get(name, default) == "1"


def key_file(name: str) -> str:
    path = HOCAI_KEYS_DIR / name
    return path.read_text().strip() if path.exists() else ""


# --- where things are -------------------------------------------------------------------------------------------------
HOCAI_VAR = Path(os.environ.get("HOCAI_VAR", BASE_DIR / "var"))
HOCAI_KEYS_DIR = HOCAI_VAR / "keys"
HOCAI_FILES_DIR = HOCAI_VAR / "files"
# The lessons that this installation loads at its start; an operator may keep a curriculum of his own.
HOCAI_CURRICULUM = Path(os.environ.get("HOCAI_CURRICULUM", BASE_DIR / "courses" / "curriculum"))
# Where the homes of the labs lie, if this machine has them: learners then find their last saved work on the site. Empty: elsewhere.
_homes = os.environ.get("HOCAI_HOMES_DIR", str(HOCAI_VAR / "homes"))
HOCAI_HOMES_DIR = Path(_homes) if _homes else None
HOCAI_LAB_PYTHON = Path(os.environ.get("HOCAI_LAB_PYTHON", BASE_DIR / ".venv-lab" / "bin" / "python"))
HOCAI_SITE_URL = os.environ.get("HOCAI_SITE_URL", "http://localhost:8000")
HOCAI_HUB_URL = os.environ.get("HOCAI_HUB_URL", "http://127.0.0.1:8001")
HOCAI_HUB_API_URL = os.environ.get("HOCAI_HUB_API_URL", "http://127.0.0.1:8081/hub/api")
HOCAI_EXCHANGE_URL = os.environ.get("HOCAI_EXCHANGE_URL", "http://127.0.0.1:8002")
# What the QR of a certificate points at: permanent, even when the site moves.
HOCAI_VERIFY_URL = os.environ.get("HOCAI_VERIFY_URL", HOCAI_SITE_URL + "/xac-minh/")
# Certificates of authorities that signatures may lead to; empty: the folder `trust` beside the keys.
HOCAI_TRUST_DIR = os.environ.get("HOCAI_TRUST_DIR", "")
# Whether checking a signature may ask its authority over the network (OCSP, CRL); without, only what is at hand counts.
HOCAI_REVOCATION_ONLINE = flag("HOCAI_REVOCATION_ONLINE")
HOCAI_ROLE = os.environ.get("HOCAI_ROLE", "site")

# --- modes ------------------------------------------------------------------------------------------------------------
DEBUG = flag("HOCAI_DEBUG")
HOCAI_PRODUCTION = flag("HOCAI_PRODUCTION")
HOCAI_DEMO = flag("HOCAI_DEMO")
if HOCAI_PRODUCTION and (HOCAI_DEMO or DEBUG):
    raise ImproperlyConfigured("HOCAI_PRODUCTION=1 không đi cùng HOCAI_DEMO=1 hay HOCAI_DEBUG=1: hãy bỏ hai biến đó.")

SECRET_KEY = os.environ.get("HOCAI_SECRET_KEY") or key_file("django_secret_key")
if not SECRET_KEY:
    if HOCAI_PRODUCTION:
        raise ImproperlyConfigured("Thiếu khóa bí mật: chạy `manage.py setup_keys` hoặc đặt HOCAI_SECRET_KEY.")
    # Only commands that make the keys run like this; every server checks that the file is there.
    SECRET_KEY = "not-set-yet-" + "0" * 48

ALLOWED_HOSTS = os.environ.get("HOCAI_ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
CSRF_TRUSTED_ORIGINS = [HOCAI_SITE_URL]

# --- applications -----------------------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "certificates",
    "notebooks",
    "lms.classes",
    "lms.learning",
    "courses",
    "lms.people",
    "lms.foundation",
    "lms",
    "wagtail.contrib.forms",
    "wagtail.contrib.redirects",
    "wagtail.contrib.simple_translation",
    "wagtail.contrib.table_block",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail.locales",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_htmx",
    "csp",
    "allauth",
    "allauth.account",
    "allauth.idp.oidc",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "lms.middleware.OneHostMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "lms.middleware.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "lms.people.middleware.PrivacyNoticeMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
]

ROOT_URLCONF = "lms.exchange_urls" if HOCAI_ROLE == "exchange" else "lms.urls"
WSGI_APPLICATION = "lms.wsgi.application"
if HOCAI_ROLE == "exchange":
    # The only thing of ours that a student's server can reach: no sessions, no pages.
    MIDDLEWARE = ["django.middleware.security.SecurityMiddleware", "django.middleware.common.CommonMiddleware"]
    # The login library insists on its own middleware, which wants sessions.
    INSTALLED_APPS = [app for app in INSTALLED_APPS if not app.startswith("allauth")]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "lms" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "lms.context_processors.site",
            ],
        },
    },
]

# --- data -------------------------------------------------------------------------------------------------------------
DATABASES = {"default": database_from_url(os.environ.get("HOCAI_DATABASE_URL", ""), HOCAI_VAR)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "hocai_cache",
        # A small cull would lose the login codes of a hall that logs in together.
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}
if os.environ.get("HOCAI_REDIS_URL"):
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": os.environ["HOCAI_REDIS_URL"]}}

# --- people and login -------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
# The first for everybody's password; the second for our own random secret that the hub shows at each login.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher", "lms.foundation.hashers.RandomSecretHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("handle", "email", "full_name")},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "first-screen"
LOGOUT_REDIRECT_URL = "/"
ACCOUNT_USER_DISPLAY = "lms.people.adapters.display_name"
ACCOUNT_EMAIL_SUBJECT_PREFIX = "[Học AI] "
ACCOUNT_ADAPTER = "lms.people.adapters.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = "handle"
ACCOUNT_USER_MODEL_EMAIL_FIELD = "email"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_SIGNUP_FORM_CLASS = "lms.people.forms.SignupForm"
ACCOUNT_EMAIL_VERIFICATION = os.environ.get("HOCAI_EMAIL_VERIFICATION", "optional")
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = None
ACCOUNT_UNIQUE_EMAIL = True
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if HOCAI_SITE_URL.startswith("https") else "http"
# A hall of 500 people is one address: loose per address, strict per account.
ACCOUNT_RATE_LIMITS = {
    "login": "600/m/ip",
    # Logins under way count as failed until they succeed: a class that logs in together must fit below it.
    "login_failed": "300/m/ip,5/5m/key",
    "signup": "300/m/ip",
    "reset_password": "60/m/ip,5/m/key",
    "reset_password_from_key": "60/m/ip",
    "confirm_email": "1/3m/key",
    "change_password": "5/m/user",
    "reauthenticate": "10/m/user",
    "manage_email": "10/m/user",
}
IDP_OIDC_ADAPTER = "lms.people.oidc.HubOIDCAdapter"
IDP_OIDC_PRIVATE_KEY = key_file("oidc_private_key")
IDP_OIDC_RATE_LIMITS = {"device_code": "5/m/ip"}

EMAIL_BACKEND = os.environ.get("HOCAI_EMAIL_BACKEND", "django.core.mail.backends.filebased.EmailBackend")
EMAIL_FILE_PATH = HOCAI_VAR / "mail"
EMAIL_HOST = os.environ.get("HOCAI_EMAIL_HOST", "localhost")
EMAIL_PORT = int(os.environ.get("HOCAI_EMAIL_PORT", "25"))
EMAIL_HOST_USER = os.environ.get("HOCAI_EMAIL_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("HOCAI_EMAIL_PASSWORD", "")
EMAIL_USE_TLS = flag("HOCAI_EMAIL_TLS")
DEFAULT_FROM_EMAIL = os.environ.get("HOCAI_EMAIL_FROM", "Học AI <khong-tra-loi@hoc.example>")
# Who carries SMS and Zalo messages (lms/foundation/messaging.py); the demo writes them to files, else nobody does.
_messages = "lms.foundation.messaging.FileBackend" if HOCAI_DEMO else ""
HOCAI_SMS_BACKEND = os.environ.get("HOCAI_SMS_BACKEND", _messages)
HOCAI_ZALO_BACKEND = os.environ.get("HOCAI_ZALO_BACKEND", _messages)

# --- sessions and transport -------------------------------------------------------------------------------------------
HTTPS = HOCAI_SITE_URL.startswith("https")
SESSION_COOKIE_NAME = "__Host-session" if HTTPS else "hocai_session"
CSRF_COOKIE_NAME = "__Host-csrf" if HTTPS else "hocai_csrf"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 12 * 3600
CSRF_FAILURE_VIEW = "lms.views.errors.csrf_failure"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
X_FRAME_OPTIONS = "SAMEORIGIN"
DATA_UPLOAD_MAX_MEMORY_SIZE = 30 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "frame-src": ["'self'"],
        "frame-ancestors": ["'self'"],
        "object-src": ["'none'"],
        "base-uri": ["'self'"],
        # A login that started at the hub ends in a redirect to it after our form.
        "form-action": ["'self'", HOCAI_HUB_URL],
    },
    # Wagtail's editor needs inline script; lms.middleware loosens the policy there alone.
    "EXCLUDE_URL_PREFIXES": ("/admin/",),
}

# --- language and time ------------------------------------------------------------------------------------------------
LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", _("Vietnamese")), ("en", _("English"))]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Ho_Chi_Minh"
LOCALE_PATHS = [BASE_DIR / "lms" / "locale", BASE_DIR / "lms" / "vendor_locale"]
FORMAT_MODULE_PATH = ["lms.formats"]

# --- files ------------------------------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = HOCAI_VAR / "static"
# One stylesheet instead of twenty-five requests.
STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.AppDirectoriesFinder", "lms.stylesheets.JoinedStylesheetFinder"]
MEDIA_URL = "/media/"
MEDIA_ROOT = HOCAI_VAR / "media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# --- Wagtail ----------------------------------------------------------------------------------------------------------
WAGTAIL_SITE_NAME = "Học AI"
WAGTAILADMIN_BASE_URL = HOCAI_SITE_URL
WAGTAIL_I18N_ENABLED = True
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
WAGTAILADMIN_PERMITTED_LANGUAGES = LANGUAGES
# "simple": no stop words of another language; marks are folded by our own field.
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database", "SEARCH_CONFIG": "simple"}}
WAGTAIL_ALLOW_UNICODE_SLUGS = False
WAGTAILIMAGES_EXTENSIONS = ["gif", "jpg", "jpeg", "png", "webp", "svg"]
WAGTAILDOCS_EXTENSIONS = ["csv", "docx", "pdf", "pptx", "xlsx", "odt", "odp", "ods", "zip", "txt", "mp4", "webm"]
WAGTAILDOCS_SERVE_METHOD = "serve_view"
# No call to an outside service: no avatars, no version check.
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAILADMIN_LOGIN_URL = "editor-login"
WAGTAIL_FRONTEND_LOGIN_URL = "/tai-khoan/login/"
WAGTAIL_USAGE_COUNT_ENABLED = False
WAGTAILEMBEDS_FINDERS: list[dict] = []
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False

# --- tasks ------------------------------------------------------------------------------------------------------------
CELERY_BROKER_URL = os.environ.get("HOCAI_BROKER_URL", "filesystem://localhost//")
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_DEFAULT_QUEUE = "default"
CELERY_TASK_ROUTES = {
    "notebooks.tasks.*": {"queue": "grading"},
    "notebooks.tasks_reports.*": {"queue": "documents"},
    # Issuing does not wait behind ten thousand files.
    "certificates.tasks.write_batch": {"queue": "default"},
    "certificates.tasks.sweep_batches": {"queue": "default"},
    "certificates.tasks.sweep_prepared": {"queue": "default"},
    "certificates.tasks.*": {"queue": "documents"},
    "certificates.tasks_register.*": {"queue": "documents"},
}
CELERY_TASK_ACKS_LATE = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TIMEZONE = TIME_ZONE
if CELERY_BROKER_URL.startswith("filesystem"):
    _broker = str(HOCAI_VAR / "broker")
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": _broker,
        "data_folder_out": _broker,
        "control_folder": str(HOCAI_VAR / "broker-control"),
        # The default polls once a second: a grade would wait for it.
        "polling_interval": 0.1,
    }
# A run is claimed for so long; the worker's heartbeat renews it, the sweep frees what a dead worker held.
HOCAI_LEASE_SECONDS = int(os.environ.get("HOCAI_LEASE_SECONDS", "30"))
HOCAI_SWEEP_SECONDS = int(os.environ.get("HOCAI_SWEEP_SECONDS", "10"))
CELERY_BEAT_SCHEDULE = {
    "sweep-grading": {"task": "notebooks.tasks.sweep_runs", "schedule": HOCAI_SWEEP_SECONDS, "options": {"expires": HOCAI_SWEEP_SECONDS}},
    # Whoever was suspended or has left keeps no lab server; nobody below the notebooks can tell the hub.
    "stop-left-servers": {"task": "notebooks.tasks.stop_left_servers", "schedule": 30, "options": {"expires": 30}},
    "forget-left-people": {"task": "notebooks.tasks.forget_left_people", "schedule": 3600, "options": {"expires": 3600}},
    # Pages published outside the editor (the loader) reach the gradebooks by this.
    "sync-gradebooks": {"task": "lms.learning.tasks.sync_gradebooks", "schedule": 300, "options": {"expires": 300}},
    "sweep-reports": {"task": "notebooks.tasks_reports.sweep_reports", "schedule": 60, "options": {"expires": 60}},
    "sweep-notices": {"task": "lms.classes.tasks_notices.sweep_deliveries", "schedule": 60, "options": {"expires": 60}},
    # Lists that a worker left half written, and invitations that a mail server refused.
    "sweep-imports": {"task": "lms.classes.tasks.sweep_imports", "schedule": 30, "options": {"expires": 30}},
    "sweep-documents": {"task": "certificates.tasks.sweep_files", "schedule": 60, "options": {"expires": 60}},
    # Large classes that a worker left half issued, and documents prepared for classes that were closed since.
    "sweep-issue-batches": {"task": "certificates.tasks.sweep_batches", "schedule": 30, "options": {"expires": 30}},
    "sweep-prepared": {"task": "certificates.tasks.sweep_prepared", "schedule": 60, "options": {"expires": 60}},
    # The first ring after 02:20 makes the day's checkpoint; later ones find it made, or make what a machine that stood still missed.
    "register-checkpoint": {
        "task": "certificates.tasks_register.make_checkpoint",
        "schedule": crontab(minute=20, hour="2-23"),
        "options": {"expires": 3000},
    },
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": os.environ.get("HOCAI_LOG_LEVEL", "INFO")},
    # One line for each saved page and each index entry of it would bury what a command has to say.
    "loggers": {name: {"level": "WARNING"} for name in ("django_tasks", "wagtail")},
}
