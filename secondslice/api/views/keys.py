"""Let a program in by its key: which one, what it may do, how often."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja.security import HttpBearer

from secondslice.accounts.access import api_key_behind
from secondslice.accounts.models import ApiKey
from secondslice.accounts.services.api_keys import count_use
from secondslice.api.problems import TooMany
from secondslice.core import clock
from secondslice.core.errors import Forbidden


class Key(HttpBearer):
    """A key that may do this. Whether somebody is signed in does not matter: no cookie opens the API."""

    def __init__(self, scope: str) -> None:
        super().__init__()
        self._scope = scope

    def authenticate(self, _request: HttpRequest, token: str) -> ApiKey | None:
        """Return the key; None leads to 401, and one that may not do this is refused in words."""
        key = api_key_behind(token)
        if key is None:
            return None
        if wait := count_use(key=key, most=settings.API_PER_MINUTE, at=clock.now()):
            raise TooMany(wait=wait)
        if self._scope not in key.scopes:
            raise Forbidden(
                _("The key “%(name)s” may not do this: it lacks “%(scope)s”. Make another one.")
                % {"name": key.name, "scope": self._scope}
            )
        return key
