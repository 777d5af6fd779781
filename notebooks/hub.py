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


def _get(path: str, token: str) -> dict[str, Any] | None:
    try:
        with urlopen(_request(path, token), timeout=TIMEOUT_SECONDS) as answer:  # noqa: S310 (our own hub, from the settings)
            return json.load(answer)
    except HTTPError as error:
        if error.code in (401, 403, 404):
            return None
        raise HubUnavailable from error
    except (URLError, OSError, ValueError) as error:
        raise HubUnavailable from error


def _request(path: str, token: str, method: str = "GET") -> Request:
    address = settings.HOCAI_HUB_API_URL + path
    return Request(address, method=method, headers={"Authorization": f"token {token}"})  # noqa: S310 (our own hub, from the settings)


def _site_token() -> str:
    path = settings.HOCAI_KEYS_DIR / "hub_site_token"
    return path.read_text().strip() if path.exists() else ""


def is_up() -> bool:
    """True when the hub behind its public address answers."""
    try:
        with urlopen(settings.HOCAI_HUB_URL + "/hub/health", timeout=2) as answer:  # noqa: S310 (our own hub)
            return answer.status == 200
    except (URLError, OSError, ValueError):
        return False


def server_of(handle: str) -> ServerState:
    """What the hub says about a person's lab server. Raises HubUnavailable."""
    answer = _get(f"/users/{quote(handle)}", _site_token())
    if answer is None:
        return ServerState("off")
    server = (answer.get("servers") or {}).get("")
    if not server:
        return ServerState("off")
    return ServerState("ready" if server.get("ready") else {"spawn": "starting", "stop": "stopping"}.get(server.get("pending"), "unknown"))


def stop_server(handle: str) -> None:
    """Asks the hub to end a person's server: on leaving a class or being suspended. Raises HubUnavailable."""
    try:
        urlopen(_request(f"/users/{quote(handle)}/server", _site_token(), "DELETE"), timeout=TIMEOUT_SECONDS).close()  # noqa: S310 (our own hub)
    except HTTPError as error:
        if error.code not in (400, 404):
            raise HubUnavailable from error
    except (URLError, OSError) as error:
        raise HubUnavailable from error


def lab_url(course_id: str, assignment_id: str, *, action: str = "open") -> str:
    """Where the browser goes to open (or submit) a lab: through the hub's login to the learner's own server."""
    return f"{settings.HOCAI_HUB_URL}/hub/user-redirect/hocai/{action}?{urlencode({'course': course_id, 'assignment': assignment_id})}"
