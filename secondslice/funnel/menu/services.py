"""Put services on the menu, word them anew, and say which one was ordered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from secondslice.accounts.models import Membership
from secondslice.accounts.services.auditing import audit
from secondslice.core.errors import RuleBroken
from secondslice.funnel.menu import rules
from secondslice.funnel.menu.catalogue import BUNDLES, SERVICES
from secondslice.funnel.menu.models import BundlePart, Order, Service, ServiceVersion
from secondslice.funnel.menu.selectors import choosable, codes_on_menu, current_version, order_of
from secondslice.funnel.models import Opportunity
from secondslice.projects.models import Project
from secondslice.projects.services.projects import name_service


@dataclass(frozen=True, slots=True)
class Offer:
    """What one writes down about a service."""

    name: str
    promise: str
    group: str
    gets: str = ""
    duration: str = ""
    effort: str = ServiceVersion.Effort.MEDIUM
    charge: str = ServiceVersion.Charge.REQUEST
    amount: Decimal | None = None
    currency: str = ""
    parts: Sequence[Service] = ()


@transaction.atomic
def add_service(
    *, by: Membership, offer: Offer, at: datetime, code: str = "", is_offered: bool = False
) -> Service:
    """Put a service at the end of its part of the menu."""
    _check(by, offer)
    service = Service.objects.create(
        workspace=by.workspace,
        group=offer.group,
        position=_end_of(by, offer.group),
        code=code,
        is_offered=is_offered,
    )
    _write(by, service, offer, number=1, at=at)
    if not code:
        _note(by, gettext_noop("put on the menu"), offer.name, at)
    return service


@transaction.atomic
def change_service(*, by: Membership, service: Service, offer: Offer, at: datetime) -> bool:
    """Word a service anew: that is a new version, and what was sold keeps the old one. Return whether it differs."""
    _check(by, offer)
    before = current_version(service)
    if service.group != offer.group:
        service.position = _end_of(by, offer.group)
        service.group = offer.group
        service.save(update_fields=["group", "position"])
    if _values(by, offer) == {name: getattr(before, name) for name in _values(by, offer)} and {
        one.pk for one in offer.parts
    } == set(before.bundle_parts.values_list("service", flat=True)):
        return False
    ServiceVersion.objects.filter(pk=before.pk).update(is_current=False)
    _write(by, service, offer, number=before.number + 1, at=at)
    _note(by, gettext_noop("changed on the menu"), offer.name, at)
    return True


@transaction.atomic
def set_offered(*, by: Membership, service: Service, is_offered: bool, at: datetime) -> None:
    """Offer a service, or take it off the menu; what was sold stays as it is."""
    if service.is_offered == is_offered:
        return
    service.is_offered = is_offered
    service.save(update_fields=["is_offered"])
    verb = gettext_noop("offers") if is_offered else gettext_noop("took off the menu")
    _note(by, verb, current_version(service).name, at)


@transaction.atomic
def move_service(*, service: Service, by_places: int) -> None:
    """Move a service up or down in its part of the menu."""
    mine = Service.objects.filter(workspace=service.workspace_id, group=service.group)
    order = list(mine.order_by("position", "pk").values_list("pk", flat=True))
    for position, pk in enumerate(rules.moved(order, service.pk, by=by_places)):
        mine.filter(pk=pk).exclude(position=position).update(position=position)


@transaction.atomic
def start_from_catalogue(*, by: Membership, at: datetime) -> int:
    """Put the ready-made catalogue on the menu, in the language of who does it. Return how many are new.

    Nothing of it is offered yet. What is there already, changed or not, stays as it is.
    """
    there = codes_on_menu(by.workspace)
    made = 0
    for ready in SERVICES:
        if ready.code in there:
            continue
        offer = Offer(
            name=str(ready.name),
            promise=str(ready.promise),
            group=ready.group,
            gets=str(ready.gets),
            duration=str(ready.duration),
            effort=ready.effort,
        )
        add_service(by=by, offer=offer, at=at, code=ready.code)
        made += 1
    known = {one.code: one for one in Service.objects.filter(workspace=by.workspace)}
    for bundle in BUNDLES:
        if bundle.code in there:
            continue
        parts = [known[code] for code in bundle.parts]
        offer = Offer(
            name=str(bundle.name),
            promise=str(bundle.promise),
            group=Service.Group.BUNDLE,
            effort=bundle.effort,
            parts=parts,
        )
        add_service(by=by, offer=offer, at=at, code=bundle.code)
        made += 1
    if made:
        _note(by, gettext_noop("put on the menu"), _("the ready-made catalogue"), at)
    return made


@transaction.atomic
def order(
    *,
    by: Membership,
    about: Opportunity | Project,
    version: ServiceVersion | None,
    at: datetime,
) -> None:
    """Say which version of a service an opportunity or a project is about; None: none of the menu.

    A project's free text follows the choice, so that the pulse compares it with its like; without a choice it stays.
    """
    before = order_of(about)
    if version is not None and version not in choosable(by.workspace, before):
        raise RuleBroken(_("This is no longer on the menu. Choose something that is."))
    if before is not None and version is not None and before.version_id == version.pk:
        return
    if before is not None:
        before.delete()
    if version is None:
        return
    of = {"opportunity": about} if isinstance(about, Opportunity) else {"project": about}
    Order.objects.create(workspace=by.workspace, version=version, at=at, **of)
    if isinstance(about, Project):
        name_service(by=by, project=about, service=version.name, at=at)


def words_for_price(*, fault: rules.PriceFault) -> str:
    """Return a fault of a price as a sentence."""
    if fault == rules.PriceFault.NEEDS_AMOUNT:
        return _("This charge needs an amount. Write one, or choose “On request”.")
    return _("With this charge there is no amount. Take it away, or choose another charge.")


def _check(by: Membership, offer: Offer) -> None:
    fault = rules.price_fault(offer.charge, offer.amount)
    if fault is not None:
        raise RuleBroken(words_for_price(fault=fault))
    if any(one.workspace_id != by.workspace_id for one in offer.parts):
        raise RuleBroken(_("Choose services of this workspace."))
    if (offer.group == Service.Group.BUNDLE) != bool(offer.parts):
        raise RuleBroken(
            _("A bundle holds services, and only a bundle does. Choose what is in it.")
            if offer.group == Service.Group.BUNDLE
            else _("Only a bundle holds other services. Choose “Bundles”, or none of them.")
        )
    if any(one.group == Service.Group.BUNDLE for one in offer.parts):
        raise RuleBroken(_("A bundle cannot hold a bundle. Choose its services."))


def _values(by: Membership, offer: Offer) -> dict[str, object]:
    return {
        "name": offer.name,
        "promise": offer.promise,
        "gets": offer.gets,
        "duration": offer.duration,
        "effort": offer.effort,
        "charge": offer.charge,
        "amount": offer.amount,
        "currency": offer.currency or by.workspace.currency,
    }


def _write(by: Membership, service: Service, offer: Offer, *, number: int, at: datetime) -> None:
    version = ServiceVersion.objects.create(
        workspace=by.workspace,
        service=service,
        number=number,
        by=by.user,
        at=at,
        **_values(by, offer),
    )
    BundlePart.objects.bulk_create(
        [
            BundlePart(workspace=by.workspace, version=version, service=one)
            for one in dict.fromkeys(offer.parts)
        ]
    )


def _end_of(by: Membership, group: str) -> int:
    mine = Service.objects.filter(workspace=by.workspace, group=group)
    last = mine.order_by("-position").values_list("position", flat=True).first()
    return 0 if last is None else last + 1


def _note(by: Membership, verb: str, name: str, at: datetime) -> None:
    audit(workspace=by.workspace, actor=by.user, verb=verb, subject=name, at=at)
