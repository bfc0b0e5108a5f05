"""Requests as our middleware leaves them, typed once for every view."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

if TYPE_CHECKING:  # the lowest room names the type of a higher one, and needs nothing of it
    from secondslice.accounts.models import Membership, User


class Request(HttpRequest):
    """A request after our middleware has run."""

    htmx: HtmxDetails


class MemberRequest(Request):
    """A request from a signed-in member of the workspace named in the address."""

    user: User
    membership: Membership
