"""Open and close the storefront."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from secondslice.accounts.models import Membership
from secondslice.accounts.services.auditing import audit
from secondslice.core.errors import RuleBroken
from secondslice.storefront.models import Logo, Storefront
from secondslice.storefront.rules import MOST_LOGO, networks_of, picture_kind


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


@transaction.atomic
def set_logo(*, by: Membership, content: bytes, at: datetime) -> None:
    """Put a picture on top of the storefront. Raise RuleBroken for what is no picture, or too large."""
    kind = picture_kind(content)
    if not kind:
        raise RuleBroken(_("This is no picture that we can show. Take a PNG, a JPEG or a WebP."))
    if len(content) > MOST_LOGO:
        raise RuleBroken(
            _(
                "This picture has %(size)s kB; at most %(most)s keep the page quick. Make it smaller."
            )
            % {"size": -(-len(content) // 1000), "most": MOST_LOGO // 1000}
        )
    Logo.objects.update_or_create(
        workspace=by.workspace,
        defaults={"content": content, "kind": kind, "digest": sha256(content).hexdigest()},
    )
    _note(by, gettext_noop("changed the logo of the storefront"), at=at)


@transaction.atomic
def remove_logo(*, by: Membership, at: datetime) -> None:
    """Show the name alone again."""
    if Logo.objects.filter(workspace=by.workspace).delete()[0]:
        _note(by, gettext_noop("took away the logo of the storefront"), at=at)


def _note(by: Membership, verb: str, *, at: datetime) -> None:
    audit(workspace=by.workspace, actor=by.user, verb=verb, subject="", at=at)
