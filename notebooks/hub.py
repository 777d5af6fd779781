"""The hub door: who a token belongs to, whether a learner's server runs, where a lab opens.

Plain values go in, frozen dataclasses come out; an unreachable hub is `HubUnavailable`, never a crash.
"""

import hashlib
import json
from dataclasses import dataclass
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import quote, urlencode
from urllib.request import Request, urlopen

from django.conf import settings
from django.core.cache import cache

EXCHANGE_SCOPE = "custom:lms:exchange"
IDENTITY_SECONDS = 60
TIMEOUT_SECONDS = 5
UP_SECONDS = 3
PAGE = 200


class HubUnavailable(Exception):
    """The hub does not answer; the work waits."""


@dataclass(frozen=True)
class HubUser:
    handle: str
    server: str


@dataclass(frozen=True)
class ServerState:
    """`state` is one of off, starting, ready, stopping, unknown."""

    state: str


def identify(token: str) -> HubUser | None:
    """Whose server holds this token. None unless it is a user's own token with our scope for that user's server.

    The answer is kept for at most 60 seconds under a hash of the token. Raises HubUnavailable.
    """
    key = "hub-token:" + hashlib.sha256(token.encode()).hexdigest()
    known = cache.get(key)
    if known is not None:
        return HubUser(*known) if known else None
    found = _user_of(_get("/user", token))
    cache.set(key, (found.handle, found.server) if found else (), IDENTITY_SECONDS)
    return found


def _user_of(answer: dict[str, Any] | None) -> HubUser | None:
    if not answer or answer.get("kind") != "user":
        return None
    name, scopes = answer.get("name"), answer.get("scopes") or []
    if not isinstance(name, str) or not _holds(scopes, EXCHANGE_SCOPE):
        return None
    prefix = f"access:servers!server={name}/"
    servers = [scope.removeprefix(prefix) for scope in scopes if isinstance(scope, str) and scope.startswith(prefix)]
    return HubUser(name, servers[0]) if servers else None


def _holds(scopes: list[Any], wanted: str) -> bool:
    return any(isinstance(scope, str) and (scope == wanted or scope.startswith(wanted + "!")) for scope in scopes)


def _get(path: str, token: str, *, accept: str = "application/json") -> dict[str, Any] | None:
    try:
        with urlopen(_request(path, token, accept=accept), timeout=TIMEOUT_SECONDS) as answer:  # noqa: S310 (our own hub, from the settings)
            return json.load(answer)
    except HTTPError as error:
        if error.code in (401, 403, 404):
            return None
        raise HubUnavailable from error
    except (URLError, OSError, ValueError) as error:
        raise HubUnavailable from error


def _request(path: str, token: str, method: str = "GET", *, accept: str = "application/json") -> Request:
    headers = {"Authorization": f"token {token}", "Accept": accept}
    return Request(settings.HOCAI_HUB_API_URL + path, method=method, headers=headers)  # noqa: S310 (our own hub, from the settings)


def _site_token() -> str:
    path = settings.HOCAI_KEYS_DIR / "hub_site_token"
    return path.read_text().strip() if path.exists() else ""


def is_up() -> bool:
    """True when the hub behind its public address answers, or did so a moment ago: a class asks all at once."""
    key = "hub-up:" + settings.HOCAI_HUB_URL
    if cache.get(key):
        return True
    try:
        with urlopen(settings.HOCAI_HUB_URL + "/hub/health", timeout=TIMEOUT_SECONDS) as answer:  # noqa: S310 (our own hub)
            up = answer.status == 200
    except (URLError, OSError, ValueError):
        return False
    if up:
        cache.set(key, True, UP_SECONDS)
    return up


def server_of(handle: str) -> ServerState:
    """What the hub says about a person's lab server. Raises HubUnavailable."""
    answer = _get(f"/users/{quote(handle)}", _site_token())
    if answer is None:
        return ServerState("off")
    server = (answer.get("servers") or {}).get("")
    if not server:
        return ServerState("off")
    return ServerState("ready" if server.get("ready") else {"spawn": "starting", "stop": "stopping"}.get(server.get("pending"), "unknown"))


def running_handles() -> list[str]:
    """The people whose server runs, starts or stops. Raises HubUnavailable."""
    return _handles("state=active&")


def known_handles() -> list[str]:
    """Everybody who has an account at the hub. Raises HubUnavailable."""
    return _handles("")


def _handles(query: str) -> list[str]:
    found: list[str] = []
    offset: int | None = 0
    while offset is not None:
        page = _get(f"/users?{query}limit={PAGE}&offset={offset}", _site_token(), accept="application/jupyterhub-pagination+json")
        if page is None:
            raise HubUnavailable
        found += [user["name"] for user in page["items"]]
        following = page["_pagination"]["next"]
        offset = following["offset"] if following else None
    return found


def start_server(handle: str) -> ServerState:
    """Asks for a person's server, making the person known to the hub where nobody is yet; at once, the server comes up later.

    Harmless to repeat: a server that runs or starts is left alone. Raises HubUnavailable, also where no further server fits the machine.
    """
    path = f"/users/{quote(handle)}/server"
    status = _tell(path, "POST")
    if status == 404:
        _tell(f"/hocai/people/{quote(handle)}", "PUT")
        status = _tell(path, "POST")
    if status not in (201, 202, 400):
        raise HubUnavailable(f"The hub answered {status}.")
    return server_of(handle)


def stop_server(handle: str) -> None:
    """Asks the hub to end a person's server: on leaving a class or being suspended. Raises HubUnavailable."""
    # 400: the server is just starting or has just ended; 404: the hub does not know the person. Slow to end is not our matter.
    status = _tell(f"/users/{quote(handle)}/server", "DELETE")
    if status not in (202, 204, 400, 404):
        raise HubUnavailable(f"The hub answered {status}.")


def revoke_tokens(handle: str) -> bool:
    """Takes a person's account off the hub with every token and browser session; their files stay, a later login makes it anew.

    A server that runs is asked to end first: then False, and the same call some seconds later does the rest. Raises HubUnavailable.
    """
    if server_of(handle).state != "off":
        stop_server(handle)
        return False
    status = _tell(f"/users/{quote(handle)}", "DELETE")
    if status not in (204, 400, 404):
        raise HubUnavailable(f"The hub answered {status}.")
    return status != 400


def _tell(path: str, method: str) -> int:
    """The status of the hub's answer; 202 where it has taken the request and is still busy with it."""
    try:
        with urlopen(_request(path, _site_token(), method), timeout=TIMEOUT_SECONDS) as answer:  # noqa: S310 (our own hub, from the settings)
            return int(answer.status)
    except HTTPError as error:
        return error.code
    except TimeoutError:
        return 202
    except (URLError, OSError) as error:
        raise HubUnavailable from error


def lab_url(course_id: str, assignment_id: str, *, action: str = "open") -> str:
    """Where the browser goes to open (or submit) a lab: through the hub's login to the learner's own server."""
    return f"{settings.HOCAI_HUB_URL}/hub/user-redirect/hocai/{action}?{urlencode({'course': course_id, 'assignment': assignment_id})}"
