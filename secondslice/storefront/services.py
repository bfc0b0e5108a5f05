"""Open and close the storefront."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from secondslice.accounts.models import Membership
from secondslice.accounts.services.auditing import audit
from secondslice.core.errors import RuleBroken
from secondslice.storefront.models import Storefront
from secondslice.storefront.rules import networks_of


@dataclass(frozen=True, slots=True)
class Terms:
    """For whom a storefront is open."""

    openness: str
    networks: str = ""
    is_findable: bool = False


@transaction.atomic
def set_storefront(*, by: Membership, terms: Terms, at: datetime) -> None:
    """Open the storefront, or close it."""
    try:
        networks = networks_of(terms.networks)
    except ValueError as wrong:
        raise RuleBroken(
            _("“%(text)s” is no network. Write it like 10.0.0.0/8, one to a line.")
            % {"text": wrong}
        ) from None
    if terms.openness == Storefront.Openness.NETWORK and not networks:
        raise RuleBroken(_("No network is named, so nobody could see it. Name one."))
    if terms.is_findable and terms.openness != Storefront.Openness.PUBLIC:
        raise RuleBroken(
            _("Search engines find only what is open to everybody. Open it, or leave them out.")
        )
    wanted = {
        "openness": terms.openness,
        "networks": "\n".join(networks),
        "is_findable": terms.is_findable,
    }
    if Storefront.objects.filter(workspace=by.workspace, **wanted).exists():
        return
    found, _is_new = Storefront.objects.update_or_create(workspace=by.workspace, defaults=wanted)
    audit(
        workspace=by.workspace,
        actor=by.user,
        verb=gettext_noop("set the storefront to"),
        subject=str(found.get_openness_display()),
        at=at,
    )
