"""Who the hub knows: whoever logs in through the site, and whoever the site makes known beforehand.

The hub's own way to make a user needs `admin:users`, which is as good as every right there is. A handler of our own lets the site do this
one thing with a scope of its own; taking a person off again is the hub's `delete:users`.
"""

from typing import Any

from jupyterhub.apihandlers.base import APIHandler
from jupyterhub.utils import maybe_future
from oauthenticator.generic import GenericOAuthenticator
from tornado import web

PEOPLE_SCOPE = "custom:lms:people"


class PersonHandler(APIHandler):
    """PUT /hub/api/hocai/people/<handle>: from now on the hub knows this person, without any right beyond their own server."""

    async def put(self, handle: str) -> None:
        if not self.has_scope(PEOPLE_SCOPE):
            raise web.HTTPError(403)
        name = self.authenticator.normalize_username(handle)
        if not self.authenticator.validate_username(name):
            raise web.HTTPError(400, "Not a user's name")
        if self.find_user(name) is None:
            await maybe_future(self.authenticator.add_user(self.user_from_username(name)))
            self.set_status(201)
        self.finish()


class KnowsPeople:
    """What makes an authenticator offer the handler; apart, so that tests can put it before another login."""

    def get_handlers(self, app: Any) -> list[tuple[Any, ...]]:
        return [*super().get_handlers(app), (r"/api/hocai/people/([^/]+)", PersonHandler)]  # type: ignore[misc]


class SiteAuthenticator(KnowsPeople, GenericOAuthenticator):
    """Login at the site."""
