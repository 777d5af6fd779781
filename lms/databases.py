"""The database of the settings, from one address."""

from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit


def database_from_url(url: str, var: Path) -> dict[str, Any]:
    """Django's database settings for `url`: empty or `sqlite:///path` → SQLite, `postgresql://user:pw@host:port/name` → PostgreSQL.

    Raises ValueError for any other scheme.
    """
    if not url or url.startswith("sqlite"):
        return sqlite_at(Path(url.removeprefix("sqlite:///")) if url else var / "db.sqlite3")
    parts = urlsplit(url)
    if parts.scheme not in ("postgres", "postgresql"):
        raise ValueError(f"Địa chỉ cơ sở dữ liệu phải bắt đầu bằng sqlite:/// hoặc postgresql://, không phải {parts.scheme}://")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }


def sqlite_at(path: Path) -> dict[str, Any]:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        "OPTIONS": {
            # Writers queue instead of failing: take the lock at BEGIN and wait for it.
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON; PRAGMA cache_size=-16000;",
        },
    }
