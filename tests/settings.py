"""The site's settings for tests: a folder of its own for every process, nothing of the developer's data."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

_var = Path(tempfile.mkdtemp(prefix="hocai-test-"))
atexit.register(shutil.rmtree, _var, ignore_errors=True)
os.environ.update(HOCAI_VAR=str(_var), HOCAI_SECRET_KEY="test-" + "k" * 50, HOCAI_DEMO="1")
for _name in ("HOCAI_PRODUCTION", "HOCAI_ROLE", "HOCAI_DEBUG", "HOCAI_REDIS_URL", "HOCAI_BROKER_URL"):
    os.environ.pop(_name, None)
# The whole suite may run on PostgreSQL: only this address decides.
os.environ["HOCAI_DATABASE_URL"] = os.environ.get("HOCAI_TEST_DATABASE_URL", "")

from lms.foundation import signing_keys  # noqa: E402
from lms.foundation.sealed_fields import ensure_keys  # noqa: E402
from lms.settings import *  # noqa: E402,F403

(_var / "keys").mkdir(mode=0o700)
(_var / "static").mkdir()
ensure_keys(_var / "keys")
signing_keys.ensure_keys(_var / "keys")
(_var / "keys" / "book_seal_key").write_text("5ea1" * 16)
(_var / "keys" / "register_seal_key").write_text("4e61" * 16)
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
CELERY_BROKER_URL = "memory://"
CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, str] = {}
# A cheap hash of the same kind: logging in must not be what tests spend their time on.
PASSWORD_HASHERS = ["tests.hashers.QuickArgon2", "lms.foundation.hashers.RandomSecretHasher"]
