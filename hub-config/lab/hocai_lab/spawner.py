"""The hub's spawner: every server through the launcher, with a queue and a reason when it ended."""

import asyncio
import os
import sys
from collections.abc import AsyncGenerator, Callable
from typing import Any

from jupyterhub.spawner import SimpleLocalProcessSpawner
from traitlets import Float, Int, Unicode, default

from hocai_lab import launcher
from hocai_lab.queue import Line

REASONS = {
    launcher.NO_SANDBOX: "Máy chủ chưa có hộp cát an toàn nên phòng thực hành đang đóng. Hãy báo người quản trị.",
    launcher.OUT_OF_MEMORY: "Bài của bạn đã dùng quá nhiều bộ nhớ nên phòng thực hành phải dừng. Các tệp đã lưu vẫn còn; bấm để mở lại.",
    launcher.DISK_FULL: "Thư mục của bạn đã đầy nên phòng thực hành phải dừng. Hãy mở lại và xoá bớt tệp không cần nữa.",
    launcher.BAD_ENVIRONMENT: "Phòng thực hành được cấu hình chưa đúng. Hãy báo người quản trị.",
}


ENDED = "Phòng thực hành dừng ngay lúc mở (mã {status}). Hãy thử lại; nếu vẫn không được, hãy báo giáo viên."


class ServerEnded(Exception):
    """The server ended while starting; the hub shows the sentence."""

    @property
    def jupyterhub_message(self) -> str:
        return str(self)


class SandboxedSpawner(SimpleLocalProcessSpawner):
    """Homes are folders of the installation, not of system users; nothing of the hub's environment goes in."""

    memory_mb = Int(4_096, config=True, help="Address space of one server with its kernels.")
    processes = Int(256, config=True, help="Processes of one server with its kernels.")
    disk_mb = Int(1_024, config=True, help="Size of one home.")
    niceness = Int(10, config=True, help="How far servers step back behind the site and the hub when the processors are busy.")
    cgroup = Unicode("", config=True, help="A delegated folder of cgroup v2; empty where the installation has none.")
    resident_mb = Int(1_500, config=True, help="Real memory of one server with its kernels, where there is a control group.")
    cores = Float(1.0, config=True, help="Processors of one server with its kernels, where there is a control group.")
    exchange_url = Unicode("http://127.0.0.1:8002", config=True, help="Where the server's exchange plugin speaks to.")
    config_folder = Unicode("", config=True, help="The folder with nbgrader_config.py.")
    starting_at_once = Int(4, config=True, help="Servers that start at the same time; the others wait in line.")
    shared_line: Line | None = None
    last_reason = Unicode("", help="Why the last server of this person ended by itself.")

    # The launcher stops a server in 3 s; the hub need not wait longer before it insists.
    interrupt_timeout = Int(5, config=True)

    @default("env_keep")
    def no_environment(self) -> list[str]:
        return ["PATH", "LANG"]

    @default("cmd")
    def through_the_launcher(self) -> list[str]:
        limits = ["--memory", str(self.memory_mb), "--processes", str(self.processes), "--disk", str(self.disk_mb)]
        if self.cgroup:
            limits += ["--cgroup", self.cgroup, "--resident", str(self.resident_mb), "--cores", str(self.cores)]
        return [sys.executable, "-I", "-m", "hocai_lab.launcher", *limits, "--"]

    def make_preexec_fn(self, name: str) -> Callable[[], None]:
        home, niceness = self.home_dir, self.niceness

        def prepare() -> None:
            os.nice(niceness)  # the sandbox ignores every call that would take it back
            os.makedirs(home, 0o700, exist_ok=True)
            os.chdir(home)

        return prepare

    def user_env(self, env: dict[str, str]) -> dict[str, str]:
        return {**super().user_env(env), "HOCAI_EXCHANGE_URL": self.exchange_url, "HOCAI_LAB_CONFIG": self.config_folder}

    async def poll(self) -> int | None:
        status = await super().poll()
        if status in REASONS:
            self.last_reason = REASONS[status]
        return status

    async def start(self) -> tuple[str, int]:
        """Wait in line, start, and keep the place until the server listens: starting is what costs."""
        self.last_reason = ""
        async with self.line.turn(self.user.name):
            address = await super().start()
            await self.listening(*address)
            status = await self.poll()
        if status is not None:
            raise ServerEnded(REASONS.get(status, ENDED).format(status=status))
        return address

    @property
    def line(self) -> Line:
        """The line of this hub, made by the first who comes."""
        if SandboxedSpawner.shared_line is None:
            SandboxedSpawner.shared_line = Line(self.starting_at_once)
        return SandboxedSpawner.shared_line

    async def listening(self, ip: str, port: int) -> None:
        """Return once somebody listens on the port, or the process has ended, or the hub's patience is over."""
        end = asyncio.get_running_loop().time() + self.http_timeout
        while asyncio.get_running_loop().time() < end and self.proc.poll() is None:
            try:
                _, writer = await asyncio.open_connection(ip, port)
            except OSError:
                await asyncio.sleep(0.2)
            else:
                writer.close()
                return

    async def progress(self) -> AsyncGenerator[dict[str, Any], None]:
        """Tell the waiting page what is going on, in sentences."""
        while place := self.line.place_of(self.user.name):
            yield {"progress": 5, "message": f"Nhiều bạn cùng mở một lúc: bạn đang ở vị trí thứ {place} trong hàng chờ."}
            await asyncio.sleep(2)
        for step in range(60):
            yield {"progress": min(90, 15 + 8 * step), "message": "Đang mở phòng thực hành, thường mất khoảng 10 giây…"}
            await asyncio.sleep(1.5)
