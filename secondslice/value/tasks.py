"""What the queue asks of this room."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial

from secondslice.accounts.models import Workspace
from secondslice.core import clock
from secondslice.core.apart import apart
from secondslice.core.long_task import LongTask
from secondslice.customers.models import Contact
from secondslice.journeys.benefit_put_to_customer import benefit_put_to_customer
from secondslice.journeys.bulletin_sent import bulletin_on_its_way, bulletin_settled
from secondslice.journeys.measuring_day_came import measuring_days_seen_to
from secondslice.projects.services import import_work
from secondslice.value.bulletin.models import Bulletin
from secondslice.value.importing.way import way_for


def _send(*, payload: dict[str, int], now: datetime) -> Callable[[], None]:
    """Write the mails, some at a time, each in a transaction of its own; then say whether any wait."""
    found = Bulletin.objects.select_related("workspace", "sent_by")
    bulletin = found.filter(pk=payload["bulletin"], state=Bulletin.State.SENDING).first()
    if bulletin is None:
        return _nothing_more
    while bulletin_on_its_way(bulletin=bulletin, now=now):
        continue
    return partial(bulletin_settled, bulletin=bulletin, now=now)


def _nothing_more() -> None:
    """It is done already."""


send_bulletin = LongTask(_send)


def ask_to_sign(*, payload: dict[str, int], now: datetime) -> None:
    """Ask a customer whether benefits have arrived, or look again on another day."""
    contact = Contact.objects.select_related("workspace").filter(pk=payload["contact"]).first()
    if contact is not None:
        benefit_put_to_customer(contact=contact, now=now)


def _see_to_measuring_days(*, payload: dict[str, int], now: datetime) -> Callable[[], None]:  # noqa: ARG001
    """Remind in every workspace: one in which it fails keeps no other from its turn."""
    for workspace in Workspace.objects.order_by("pk"):
        with apart(f"Workspace {workspace.slug}"):
            measuring_days_seen_to(workspace=workspace, now=now)
    return _nothing_more


def _prepare(*, payload: dict[str, object], now: datetime) -> Callable[[], None]:
    """Check or apply a list of benefits or rates. Nothing is asked because of it at once, so nothing follows."""
    return import_work.begin_job(payload=payload, now=now, ticking=clock.now, make_way=way_for)


run_import = LongTask(_prepare)
see_to_measuring_days = LongTask(_see_to_measuring_days)
