"""Keys, database, disk and backups."""

import json
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from lms.foundation.sealed_fields import FIELD_KEY, LOOKUP_KEY
from lms.ops.announcement import DEMO_PEOPLE
from lms.ops.checks.findings import Finding, bad, good, warn
from lms.ops.keys import TEXT_SECRETS, too_open

FREE_MB_BAD = 500
FREE_MB_WARN = 3000
BACKUP_OLD = timedelta(days=7)
LOCAL_ADDRESSES = ("http://localhost", "http://127.0.0.1")


def keys() -> list[Finding]:
    """All there, and closed to everybody else."""
    folder = Path(settings.HOCAI_KEYS_DIR)
    names = [*TEXT_SECRETS, "oidc_private_key", FIELD_KEY, LOOKUP_KEY]
    missing = [name for name in names if not (folder / name).exists()]
    if missing:
        advice = "Cài đặt mới: chạy `manage.py setup_keys`. Đã có dữ liệu: phục hồi khóa từ bản sao lưu, đừng tạo khóa mới."
        return [bad("keys", "thiếu khóa " + ", ".join(missing), advice)]
    if open_files := too_open(folder):
        shown = ", ".join(path.name for path in open_files[:5])
        return [bad("keys", f"người khác đọc được: {shown}", f"Chạy `chmod -R go= {folder}` và xem ai đã vào máy này.")]
    return [good("keys", f"đủ {len(names)} khóa, chỉ chủ sở hữu đọc được")]


def database() -> list[Finding]:
    """Reachable, and every migration applied."""
    try:
        executor = MigrationExecutor(connection)
        plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError as error:
        return [bad("database", f"không dùng được cơ sở dữ liệu: {error}", "Kiểm tra HOCAI_DATABASE_URL và máy chủ cơ sở dữ liệu.")]
    if plan:
        return [bad("database", f"còn {len(plan)} bước nâng cấp chưa áp dụng", "Chạy `manage.py migrate_if_needed`.")]
    return [good("database", f"{connection.vendor}, cấu trúc mới nhất")]


def disk() -> list[Finding]:
    """Room where the data live."""
    free = shutil.disk_usage(settings.HOCAI_VAR).free // 1_000_000
    if free < FREE_MB_BAD:
        return [bad("disk", f"chỉ còn {free} MB", f"Dọn ổ đĩa chứa {settings.HOCAI_VAR} ngay: bài nộp có thể không lưu được.")]
    if free < FREE_MB_WARN:
        return [warn("disk", f"chỉ còn {free} MB", f"Dọn bớt ổ đĩa chứa {settings.HOCAI_VAR}.")]
    return [good("disk", f"còn {free / 1000:.0f} GB")]


def last_backup_at() -> datetime | None:
    """When the last backup was finished, None when there was none."""
    try:
        return datetime.fromisoformat(json.loads((Path(settings.HOCAI_VAR) / "last_backup").read_text())["at"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def backup() -> list[Finding]:
    """Younger than a week. In a demo an old one is only worth a word."""
    at = last_backup_at()
    complain = warn if settings.HOCAI_DEMO else bad
    advice = "Chạy `manage.py backup THƯ_MỤC` và giữ bản sao ở máy khác."
    if at is None:
        return [complain("backup", "chưa có bản sao lưu nào", advice)]
    age = datetime.now(UTC) - at
    if age > BACKUP_OLD:
        return [complain("backup", f"bản sao lưu cuối đã {age.days} ngày", advice)]
    return [good("backup", f"bản sao lưu cuối {age.days} ngày trước")]


def demo() -> list[Finding]:
    """Demo people belong on nobody's real site."""
    if settings.HOCAI_DEMO:
        if settings.HOCAI_SITE_URL.startswith(LOCAL_ADDRESSES):
            return [good("demo", "đang ở chế độ dùng thử trên máy này")]
        return [bad("demo", "chế độ dùng thử đang mở ra ngoài", "Bỏ HOCAI_DEMO=1 và đặt HOCAI_PRODUCTION=1.")]
    people = apps.get_model(settings.AUTH_USER_MODEL)
    try:
        left = people.objects.filter(email__in=[email for email, _who in DEMO_PEOPLE], is_active=True).count()
    except DatabaseError:
        return []
    if left:
        return [
            bad("demo", f"còn {left} tài khoản dùng thử hoạt động", "Khóa các tài khoản …@hoc.example: mật khẩu của chúng ai cũng biết.")
        ]
    return [good("demo", "không có tài khoản dùng thử")]
