"""What the sandbox runs with, as one digest that stands on every grade."""

import hashlib
from functools import cache

from django.conf import settings


@cache
def environment_digest() -> str:
    """SHA-256 of the lab environment's lock file."""
    return hashlib.sha256((settings.BASE_DIR / "hub-config" / "lab.lock.txt").read_bytes()).hexdigest()
