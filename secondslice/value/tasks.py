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
from secondslice.journeys.executive_asked import executive_asked
from secondslice.journeys.measuring_day_came import measuring_days_seen_to
from secondslice.journeys.usage_said import usage_put_to_owner
from secondslice.projects.services import import_work
from secondslice.value.bulletin.models import Bulletin
from secondslice.value.consent.services.ending import end_quotes as end_quotes_of
from secondslice.value.counterfactual.models import CounterfactualAsk
from secondslice.value.counterfactual.services.asking import ask_due
from secondslice.value.importing.way import way_for
from secondslice.value.outlook.services.watching import watch as look_out
from secondslice.value.usage.services.planning import plan_usage as plan_usage_of


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
    """All is done before the job's transaction begins, or was done already."""


def _watch(*, payload: dict[str, int], now: datetime) -> Callable[[], None]:  # noqa: ARG001
    """Look in every workspace whether something has turned: one in which it fails keeps no other from its turn."""
    for workspace in Workspace.objects.order_by("pk"):
        with apart(f"The watch of workspace {workspace.slug}"):
            look_out(workspace=workspace, at=now)
    return _nothing_more


send_bulletin = LongTask(_send)
watch = LongTask(_watch)


def ask_to_sign(*, payload: dict[str, int], now: datetime) -> None:
    """Ask a customer whether benefits have arrived, or look again on another day."""
    contact = Contact.objects.select_related("workspace").filter(pk=payload["contact"]).first()
    if contact is not None:
        benefit_put_to_customer(contact=contact, now=now)


def ask_executive(*, payload: dict[str, int], now: datetime) -> None:
    """Ask an executive what the place would look like without the PMO, or look again on another day."""
    found = CounterfactualAsk.objects.select_related(
        "workspace", "contact__customer", "customer", "member", "by"
    )
    ask = found.filter(pk=payload["ask"], state=CounterfactualAsk.State.WAITING).first()
    if ask is not None:
        executive_asked(ask=ask, now=now)


def _ask_executives(*, payload: dict[str, int], now: datetime) -> Callable[[], None]:  # noqa: ARG001
    """Ask who is due in every workspace that wants it: one in which it fails keeps no other from its turn."""
    for workspace in Workspace.objects.order_by("pk"):
        with apart(f"Workspace {workspace.slug}"):
            ask_due(workspace=workspace, at=now)
    return _nothing_more


def _see_to_measuring_days(*, payload: dict[str, int], now: datetime) -> Callable[[], None]:  # noqa: ARG001
    """Remind in every workspace: one in which it fails keeps no other from its turn."""
    for workspace in Workspace.objects.order_by("pk"):
        with apart(f"Workspace {workspace.slug}"):
            measuring_days_seen_to(workspace=workspace, now=now)
    return _nothing_more


def _prepare(*, payload: dict[str, object], now: datetime) -> Callable[[], None]:
    """Check or apply a list of this room. Nothing is asked because of it at once, so nothing follows."""
    return import_work.begin_job(payload=payload, now=now, ticking=clock.now, make_way=way_for)


ask_executives = LongTask(_ask_executives)
see_to_measuring_days = LongTask(_see_to_measuring_days)
run_import = LongTask(_prepare)


def end_quotes(*, payload: dict[str, int], now: datetime) -> None:  # noqa: ARG001  (as the queue calls it)
    """Take down every quote whose day is over, where its workspace is."""
    for workspace in Workspace.objects.order_by("pk"):
        with apart(f"Quotes of workspace {workspace.slug}"):
            end_quotes_of(workspace=workspace, today=clock.day_of(now, workspace.time_zone), at=now)


def plan_usage(*, payload: dict[str, int], now: datetime) -> None:  # noqa: ARG001  (as the queue calls it)
    """Put in line who is to be asked whether what was delivered is used, in every workspace."""
    for workspace in Workspace.objects.order_by("pk"):
        with apart(f"What is used in workspace {workspace.slug}"):
            plan_usage_of(workspace=workspace, today=clock.day_of(now, workspace.time_zone), at=now)


def ask_usage(*, payload: dict[str, int], now: datetime) -> None:
    """Ask somebody in operations whether it is used, or look again on another day."""
    contact = Contact.objects.select_related("workspace").filter(pk=payload["contact"]).first()
    if contact is not None:
        usage_put_to_owner(contact=contact, now=now)
