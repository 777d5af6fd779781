"""The processes of one installation as plain values: command, environment, how to know that it is up. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

# What a process needs from the person's environment; everything else stays outside.
PASSED_ON = ("HOME", "LANG", "LC_ALL", "USER", "LOGNAME", "SSL_CERT_FILE", "SSL_CERT_DIR", "TMPDIR")
# The only settings of ours that the hub, its proxy and a student's server may know: no secret, no database, no broker.
TOLD_TO_LAB = (
    "HOCAI_VAR",
    "HOCAI_SITE_URL",
    "HOCAI_HUB_URL",
    "HOCAI_HUB_API_URL",
    "HOCAI_EXCHANGE_URL",
    "HOCAI_SITE_PORT",
    "HOCAI_HUB_PORT",
    "HOCAI_EXCHANGE_PORT",
    "HOCAI_PROXY_API_PORT",
    "HOCAI_HUB_API_PORT",
    "HOCAI_DEMO",
    "HOCAI_LAB_MEMORY_MB",
    "HOCAI_LAB_DISK_MB",
    "HOCAI_LAB_SERVERS",
    "HOCAI_LAB_CGROUP",
)
PATHS = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
SITE_THREADS = 12
EXCHANGE_THREADS = 6
WORKER_CONCURRENCY = 2


@dataclass(frozen=True)
class Health:
    """An address that answers 200 when the process is up. `host` is the name it expects to be called by."""

    port: int
    path: str
    host: str = ""


@dataclass(frozen=True)
class Process:
    """What the supervisor starts. Ready when `health` answers, or when a line with `ready_line` was printed, or at once."""

    name: str
    command: tuple[str, ...]
    folder: Path
    environment: Mapping[str, str] = field(default_factory=dict)
    health: Health | None = None
    ready_line: str = ""
    after: tuple[str, ...] = ()


def base_environment(environ: Mapping[str, str], bin_folder: Path) -> dict[str, str]:
    """The minimum every child gets."""
    kept = {name: environ[name] for name in PASSED_ON if name in environ}
    return {"LANG": "C.UTF-8"} | kept | {"PATH": f"{bin_folder}:{PATHS}", "PYTHONUNBUFFERED": "1"}


def site_environment(environ: Mapping[str, str], project: Path, **more: str) -> dict[str, str]:
    """For processes of the site: all of our settings."""
    ours = {name: value for name, value in environ.items() if name.startswith("HOCAI_")}
    return base_environment(environ, project / ".venv" / "bin") | ours | {"DJANGO_SETTINGS_MODULE": "lms.settings"} | more


def lab_environment(environ: Mapping[str, str], project: Path, **more: str) -> dict[str, str]:
    """For processes of the lab environment: addresses and folders only."""
    told = {name: environ[name] for name in TOLD_TO_LAB if name in environ}
    return base_environment(environ, project / ".venv-lab" / "bin") | told | more


def gunicorn(project: Path, *options: str) -> tuple[str, ...]:
    """The web server with what both of its uses share: threads, no control socket, a short farewell."""
    python = str(project / ".venv" / "bin" / "python")
    shared = ("--worker-class", "gthread", "--timeout", "120", "--graceful-timeout", "5", "--keep-alive", "5", "--no-control-socket")
    return (python, "-m", "gunicorn", "lms.wsgi:application", "--config", "python:lms.ops.webserver", *shared, *options)


def site(environ: Mapping[str, str], project: Path, ports: Mapping[str, int], *, ipv6: bool) -> Process:
    """The pages. `localhost` may mean either loopback address, so both are served."""
    binds = ["--bind", f"127.0.0.1:{ports['site']}"] + (["--bind", f"[::1]:{ports['site']}"] if ipv6 else [])
    workers = environ.get("HOCAI_SITE_WORKERS", "1")
    command = gunicorn(project, *binds, "--workers", workers, "--threads", str(SITE_THREADS))
    health = Health(ports["site"], "/health/", f"localhost:{ports['site']}")
    return Process("site", command, project, site_environment(environ, project, HOCAI_ROLE="site"), health)


def exchange(environ: Mapping[str, str], project: Path, ports: Mapping[str, int]) -> Process:
    """The exchange API, the only thing of ours that a student's server can reach."""
    command = gunicorn(project, "--bind", f"127.0.0.1:{ports['exchange']}", "--threads", str(EXCHANGE_THREADS))
    health = Health(ports["exchange"], "/health/", f"127.0.0.1:{ports['exchange']}")
    return Process("exchange", command, project, site_environment(environ, project, HOCAI_ROLE="exchange"), health)


def worker(environ: Mapping[str, str], project: Path, *, labs: bool) -> Process:
    """The worker. Without a sandbox nothing of a student is run, so it leaves the grading queue alone."""
    queues = "default,grading,documents" if labs else "default,documents"
    options = ("--queues", queues, "--concurrency", str(WORKER_CONCURRENCY), "--loglevel", "INFO", "--without-gossip", "--without-mingle")
    command = (str(project / ".venv" / "bin" / "python"), "-m", "celery", "--app", "lms", "worker", *options)
    return Process("worker", command, project, site_environment(environ, project, HOCAI_ROLE="worker"), ready_line=" ready.")


def beat(environ: Mapping[str, str], project: Path, var: Path) -> Process:
    """The clock that rings for the sweeps."""
    options = ("--schedule", str(var / "beat-schedule"), "--pidfile", "", "--loglevel", "WARNING")
    command = (str(project / ".venv" / "bin" / "python"), "-m", "celery", "--app", "lms.ops.clock", "beat", *options)
    environment = site_environment(environ, project, HOCAI_ROLE="beat")
    del environment["DJANGO_SETTINGS_MODULE"]  # see lms/ops/clock.py
    return Process("beat", command, project, environment)


def proxy(environ: Mapping[str, str], project: Path, var: Path, ports: Mapping[str, int]) -> Process:
    """The hub's proxy as a process of its own, so that a hub restart interrupts nobody."""
    script = project / "hub-config" / "run_proxy.py"
    command = (str(project / ".venv-lab" / "bin" / "python"), str(script))
    health = Health(ports["proxy_api"], "/", f"127.0.0.1:{ports['proxy_api']}")
    return Process("proxy", command, var / "hub", lab_environment(environ, project), health)


def hub(environ: Mapping[str, str], project: Path, var: Path, ports: Mapping[str, int]) -> Process:
    """JupyterHub with the students' servers below it."""
    lab = project / ".venv-lab" / "bin"
    command = (str(lab / "python"), str(lab / "jupyterhub"), "--config", str(project / "hub-config" / "jupyterhub_config.py"))
    health = Health(ports["hub_api"], "/hub/health", f"127.0.0.1:{ports['hub_api']}")
    return Process("hub", command, var / "hub", lab_environment(environ, project), health, after=("proxy",))


def all_processes(
    environ: Mapping[str, str], project: Path, ports: Mapping[str, int], *, labs: bool, ipv6: bool, grading: bool | None = None
) -> list[Process]:
    """Everything of ARCHITECTURE §5 in the order of starting; without labs no hub and no proxy. Grading follows labs unless it is said."""
    var = Path(environ.get("HOCAI_VAR") or project / "var")
    ours = [
        site(environ, project, ports, ipv6=ipv6),
        exchange(environ, project, ports),
        worker(environ, project, labs=labs if grading is None else grading),
        beat(environ, project, var),
    ]
    theirs = [proxy(environ, project, var, ports), hub(environ, project, var, ports)]
    return theirs + ours if labs else ours
