"""The gatekeeper: every address passes by the table in accounts/rules.py, or is refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpResponse, HttpResponseBase
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRedirect

from secondslice.accounts.access import home_membership, membership_for
from secondslice.accounts.models import Membership, User
from secondslice.accounts.rules import ACCESS, Door, Gate, may_pass
from secondslice.accounts.services.settings import note_visit
from secondslice.core import clock
from secondslice.core.errors import Forbidden, NotHere, Refusal
from secondslice.core.http import MemberRequest, Request
from secondslice.ui.middleware import refused

SAFE = {"GET", "HEAD"}


class Gatekeeper:
    """Let a request through to its view only when the table says so; put the membership on the request."""

    def __init__(self, get_response: Callable[[Request], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: Request) -> HttpResponse:
        """Go on, and leave no zone behind for the next request of this thread."""
        try:
            return self.get_response(request)
        finally:
            timezone.deactivate()

    def process_view(
        self,
        request: Request,
        view: Callable[..., HttpResponseBase],  # noqa: ARG002  (Django's signature)
        args: tuple[object, ...],  # noqa: ARG002
        kwargs: dict[str, Any],
    ) -> HttpResponseBase | None:
        """Return None to go on, else the way to the sign-in or a page that says why not."""
        name = request.resolver_match.view_name if request.resolver_match else ""
        gate = ACCESS.get(name)
        try:
            if gate is None or (gate.door is Door.DEVELOPER and not settings.DEBUG):
                raise NotHere(_("There is no such page."))
            if gate.door in {Door.PUBLIC, Door.KEY, Door.DEVELOPER}:
                return None
            if not isinstance(request.user, User):
                return _to_sign_in(request)
            _let_in(request, request.user, gate, kwargs.get("workspace"))
        except Refusal as refusal:
            return refused(request, refusal)
        return None


def _to_sign_in(request: Request) -> HttpResponseBase:
    """Lead to the sign-in and from there back; after a form to the start, for a form cannot be sent again."""
    if request.htmx:  # the whole page must change, not the part that asked
        back = request.htmx.current_url_abs_path or "/"
        return HttpResponseClientRedirect(redirect_to_login(back).url)
    return redirect_to_login(request.get_full_path() if request.method in SAFE else "/")


def _let_in(request: Request, user: User, gate: Gate, slug: str | None) -> None:
    membership = membership_for(user, slug=slug) if slug else home_membership(user)
    if membership is None:
        if gate.door is Door.SIGNED_IN:
            return
        raise NotHere(
            _("You do not belong to a workspace yet. Ask the owner of one for an invitation.")
        )
    cast(MemberRequest, request).membership = membership
    _speak_for(membership)
    if not may_pass(gate, membership.role):
        raise Forbidden(
            _(
                "Your role (%(role)s) does not include this page. It is for: %(roles)s."
                " If you need it, ask an owner of the workspace."
            )
            % {
                "role": membership.get_role_display(),
                "roles": ", ".join(str(one.label) for one in Membership.Role if one in gate.roles),
            }
        )
    if slug:
        note_visit(membership=membership, at=clock.now())


def _speak_for(membership: Membership) -> None:
    """Use the person's language and time zone for what follows."""
    translation.activate(membership.language)
    timezone.activate(ZoneInfo(membership.time_zone))
