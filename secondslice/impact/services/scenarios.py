"""Keep a way of working under a name, and delete it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from secondslice.accounts.models import Membership, Workspace
from secondslice.accounts.services.auditing import audit
from secondslice.core.errors import RuleBroken
from secondslice.impact.access import may_delete
from secondslice.impact.models import Scenario
from secondslice.impact.what_if import Way

MOST_SCENARIOS = 100


@transaction.atomic
def keep_scenario(*, by: Membership, name: str, way: Way, at: datetime) -> Scenario:
    """Keep a way of working under a name, for everybody who reads this room.

    Raise RuleBroken for a name that is empty or taken: side by side and in reports, the name tells two apart.
    """
    name = name.strip()
    if not name:
        raise RuleBroken(_("A scenario needs a name by which others find it."))
    # Whoever saves waits for whoever saves: else two could take one name at the same moment.
    Workspace.objects.select_for_update(no_key=True).get(pk=by.workspace.pk)
    kept = Scenario.objects.filter(workspace=by.workspace)
    if kept.filter(name__iexact=name).exists():
        raise RuleBroken(
            _("A scenario is already called “%(name)s”. Give this one another name.")
            % {"name": name}
        )
    if kept.count() >= MOST_SCENARIOS:
        raise RuleBroken(
            _("There are %(most)s scenarios, more than anybody compares. Delete one first.")
            % {"most": MOST_SCENARIOS}
        )
    made = Scenario.objects.create(
        workspace=by.workspace, name=name, values=way.as_values(), by=by.user, at=at
    )
    audit(
        workspace=by.workspace,
        actor=by.user,
        verb=gettext_noop("saved the scenario"),
        subject=made.name,
        at=at,
    )
    return made


@transaction.atomic
def delete_scenario(*, by: Membership, scenario: Scenario, at: datetime) -> None:
    """Delete a scenario. Raise RuleBroken for who has neither saved it nor runs the PMO."""
    if not may_delete(by, scenario):
        raise RuleBroken(
            _("Whoever saved a scenario deletes it, or an owner or PMO lead. Ask one of them.")
        )
    audit(
        workspace=by.workspace,
        actor=by.user,
        verb=gettext_noop("deleted the scenario"),
        subject=scenario.name,
        at=at,
        detail={"values": scenario.values},
    )
    scenario.delete()
