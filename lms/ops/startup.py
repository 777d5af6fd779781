"""What must be in place before the processes start: catalogues, tables, static files, the hub's client, lessons, demo people.

Every step is a command that may also be typed by hand. Expensive ones are skipped when their input has the digest of the last
success on this very database.
"""

from collections.abc import Callable
from io import StringIO
from pathlib import Path

from django.conf import settings
from django.core.management import call_command, get_commands
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from lms.ops.stamps import Stamps, digest

CODE = ("courses", "notebooks", "certificates", "lms")


def database_fingerprint() -> str:
    """Differs from one database to the next: the moment of its first migration."""
    first = MigrationRecorder(connection).migration_qs.order_by("applied", "pk").first()
    return f"{connection.vendor} {first.applied.isoformat()}" if first else connection.vendor


def code_and_content() -> str:
    """Digest of everything that decides what the loaders write."""
    base = Path(settings.BASE_DIR)
    code = digest([base / name for name in CODE], (".py",))
    return digest(
        [Path(settings.HOCAI_CURRICULUM), base / "lms" / "people" / "reference", base / "lms" / "foundation" / "reference"],
        salt=code + database_fingerprint(),
    )


def static_input() -> str:
    """Digest of everything that decides what collectstatic writes: our files and the locked packages."""
    base = Path(settings.BASE_DIR)
    folders = [path for name in CODE for path in sorted((base / name).rglob("static")) if path.is_dir()]
    return digest([*folders, base / "site.lock.txt"], salt=str(settings.STATIC_ROOT))


def exists(command: str) -> bool:
    """True when an application brings this command."""
    return command in get_commands()


class Startup:
    """The steps in order. `say` gets one sentence per step that had work to do."""

    def __init__(self, say: Callable[[str], None]) -> None:
        self.say = say
        self.stamps = Stamps(Path(settings.HOCAI_VAR) / "run" / "prepared.json")

    def make_keys(self) -> None:
        """Keys that are still missing; those that the settings read were made before Django started."""
        call_command("setup_keys", verbosity=0)

    def prepare_database(self) -> None:
        """Tables and the cache's table. Any error here ends the start."""
        call_command("migrate_if_needed", verbosity=0)
        call_command("createcachetable", verbosity=0)
        # Certificates from before the register was a chain get their lines while nobody can issue.
        call_command("chain_register", verbosity=0)

    def collect_static(self) -> None:
        """Static files with their hashes, when any changed or the folder is gone."""
        value = static_input()
        manifest = Path(settings.STATIC_ROOT) / "staticfiles.json"
        if not (self.stamps.holds("static", value) and manifest.exists()):
            self.say("đang gom tệp tĩnh")
            call_command("collectstatic", interactive=False, verbosity=0, clear=True)
            self.stamps.set("static", value)

    def register_hub(self) -> None:
        """The hub as a client of our login."""
        if exists("register_hub_client"):
            call_command("register_hub_client", verbosity=0)

    def load_lessons(self) -> None:
        """Reference data, the curriculum and, in a demo, the demo people. A failure is told and leaves the site running."""
        value = code_and_content()
        self._load("load_reference", "đang nạp cơ quan, đơn vị", value)
        self._load("load_holidays", "đang nạp ngày nghỉ", value)
        self._load("load_curriculum", "đang nạp chương trình học", value)
        if settings.HOCAI_DEMO:
            self._load("load_demo", "đang nạp người dùng thử", value)

    def _load(self, command: str, sentence: str, value: str) -> None:
        if not exists(command) or self.stamps.holds(command, value):
            return
        self.say(sentence)
        try:
            call_command(command, verbosity=0, stdout=StringIO(), stderr=StringIO())
        except (Exception, SystemExit) as error:
            self.say(f"{command} không xong: {error}. Trang vẫn chạy; hãy sửa rồi chạy `manage.py {command}`.")
        else:
            self.stamps.set(command, value)
