"""The five ports: who needs each, which setting moves it, and whether it is free."""

import socket
from collections.abc import Mapping
from dataclasses import dataclass

LOOPBACK = ("127.0.0.1", "::1")


@dataclass(frozen=True)
class Port:
    """One listening port of the installation."""

    name: str
    setting: str
    default: int
    owner: str


PORTS = (
    Port("site", "HOCAI_SITE_PORT", 8000, "trang web"),
    Port("hub", "HOCAI_HUB_PORT", 8001, "JupyterHub (cổng vào phòng thực hành)"),
    Port("exchange", "HOCAI_EXCHANGE_PORT", 8002, "cổng nộp bài"),
    Port("proxy_api", "HOCAI_PROXY_API_PORT", 8003, "bộ chuyển tiếp của JupyterHub"),
    Port("hub_api", "HOCAI_HUB_API_PORT", 8081, "JupyterHub (cổng nội bộ)"),
)


class PortProblem(Exception):
    """One Vietnamese sentence naming the port, who needs it and what to set."""


def number_of(port: Port, environ: Mapping[str, str]) -> int:
    """The port's number from the environment or its default."""
    text = environ.get(port.setting, "") or str(port.default)
    if not text.isdecimal() or not 1 <= int(text) <= 65535:
        raise PortProblem(f"{port.setting}={text} không phải số cổng: hãy đặt một số từ 1024 đến 65535.")
    return int(text)


def numbers(environ: Mapping[str, str]) -> dict[str, int]:
    """Every port's number by name; refuses two owners of one number."""
    chosen: dict[str, int] = {}
    for port in PORTS:
        number = number_of(port, environ)
        if number in chosen.values():
            raise PortProblem(f"Cổng {number} được đặt cho hai nơi: hãy đặt {port.setting} thành một số khác.")
        chosen[port.name] = number
    return chosen


def has_ipv6() -> bool:
    """True when ::1 can be bound, so that `localhost` answers by both of its addresses."""
    return is_free("::1", 0)


def is_free(host: str, number: int) -> bool:
    """True when nobody listens on host:number (a port in TIME_WAIT counts as free)."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, number))
            probe.listen(1)
        return True
    except OSError:
        return False


def check(environ: Mapping[str, str]) -> dict[str, int]:
    """Every port's number by name; PortProblem for the first one that is taken."""
    chosen = numbers(environ)
    hosts = [host for host in LOOPBACK if is_free(host, 0)]
    for port in PORTS:
        number = chosen[port.name]
        if not all(is_free(host, number) for host in hosts):
            raise PortProblem(
                f"Cổng {number} đang có chương trình khác dùng, nhưng {port.owner} cần cổng này: "
                f"hãy tắt chương trình đó hoặc đặt {port.setting} thành một cổng khác (ví dụ {port.setting}={number + 100})."
            )
    return chosen


def derived(environ: Mapping[str, str]) -> dict[str, str]:
    """The addresses that follow from the ports, unless the environment says them itself."""
    chosen = numbers(environ)
    addresses = {
        "HOCAI_SITE_URL": f"http://localhost:{chosen['site']}",
        "HOCAI_HUB_URL": f"http://127.0.0.1:{chosen['hub']}",
        "HOCAI_EXCHANGE_URL": f"http://127.0.0.1:{chosen['exchange']}",
        "HOCAI_HUB_API_URL": f"http://127.0.0.1:{chosen['hub_api']}/hub/api",
    }
    settings = {port.setting: str(chosen[port.name]) for port in PORTS}
    return settings | {name: environ.get(name) or address for name, address in addresses.items()}
