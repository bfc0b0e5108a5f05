"""Plan again what never arrived: mail to an address came back, and now it may arrive."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Exists, F, OuterRef, QuerySet

from secondslice.accounts.models import Workspace
from secondslice.customers.models import Contact
from secondslice.pulse.models import Ask
from secondslice.pulse.plan_models import PlannedAsk

State = PlannedAsk.State


@transaction.atomic
def plan_again(*, contact: Contact) -> set[int]:
    """Plan the questions to this person again whose mail came back. Return about which projects they are (keys).

    The days are to be dealt afterwards. What came back stays as it is; the new question is another one. What a later
    question about the project has asked meanwhile is not asked again.
    """
    return _plan_again(PlannedAsk.objects.filter(workspace=contact.workspace_id, contact=contact))


@transaction.atomic
def plan_again_at(*, workspace: Workspace, address: str) -> set[int]:
    """Do the same for whoever has this address."""
    return _plan_again(
        PlannedAsk.objects.filter(workspace=workspace, contact__email__iexact=address)
    )


def _plan_again(rows: QuerySet[PlannedAsk]) -> set[int]:
    asked_later = PlannedAsk.objects.filter(
        project=OuterRef("project"),
        contact=OuterRef("contact"),
        state=State.SENT,
        wanted_on__gt=OuterRef("wanted_on"),
    ).exclude(ask__state=Ask.State.BOUNCED)
    lost = dict(
        rows.filter(
            ~Exists(asked_later),
            state=State.SENT,
            ask__state=Ask.State.BOUNCED,
            ask__taste="",
            ask__kind=Ask.Kind.FIRST,
        ).values_list("pk", "project")
    )
    PlannedAsk.objects.filter(pk__in=lost, state=State.SENT).update(
        state=State.PLANNED, ask=None, on=F("wanted_on"), why=""
    )
    return set(lost.values())
