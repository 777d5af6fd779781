"""How full a home is, told before it is full: what lies above the limit ends the server."""

import os
import resource
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from hocai_lab import folders, policy

NOTICE, ALARM = 80, 95
# Looking through a home costs some reading of folders: not more often than this.
FRESH_SECONDS = 60
FILLING = "Thư mục của bạn đã dùng {percent} % ({used} trên {limit} MB). Hãy xoá bớt tệp không cần nữa."
NEARLY_FULL = (
    "Thư mục của bạn sắp đầy: {percent} % ({used} trên {limit} MB). Khi đầy, phòng thực hành sẽ dừng và bạn không lưu được nữa. "
    "Hãy xoá bớt tệp ngay; bài đã nộp vẫn còn trên trang Học AI."
)


@dataclass(frozen=True)
class Disk:
    """What a home uses of what it may use, in megabytes; a limit of 0 is not known."""

    used_mb: int
    limit_mb: int

    @property
    def percent(self) -> int:
        return self.used_mb * 100 // self.limit_mb if self.limit_mb else 0

    @property
    def level(self) -> str:
        return "alarm" if self.percent >= ALARM else "notice" if self.percent >= NOTICE else ""

    @property
    def sentence(self) -> str:
        """What to tell its owner; empty while there is room."""
        sentence = {"alarm": NEARLY_FULL, "notice": FILLING}.get(self.level, "")
        return sentence.format(percent=self.percent, used=self.used_mb, limit=self.limit_mb)


def limit_mb(environment: Mapping[str, str] | None = None) -> int:
    """The limit that the launcher set: told in the environment, else the largest file that may be written, which is the same number."""
    told = (os.environ if environment is None else environment).get("HOCAI_LAB_DISK_MB", "")
    if told.isdigit():
        return int(told)
    largest, _ = resource.getrlimit(resource.RLIMIT_FSIZE)
    return 0 if largest == resource.RLIM_INFINITY else largest // policy.MEBIBYTE


def used_mb(home: Path) -> int:
    """As the launcher counts it, which ends a server whose home is over the limit."""
    return folders.usage_of(home, most_bytes=sys.maxsize, most_files=policy.HOME_FILES).bytes // policy.MEBIBYTE


class Gauge:
    """The state of one home, looked at again after a minute."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.seen: tuple[float, Disk] | None = None

    def read(self) -> Disk:
        if self.seen is None or time.monotonic() - self.seen[0] > FRESH_SECONDS:
            self.seen = (time.monotonic(), Disk(used_mb(self.home), limit_mb()))
        return self.seen[1]
