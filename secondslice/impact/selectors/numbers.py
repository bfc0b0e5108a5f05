"""Which numbers hold in a workspace."""

from __future__ import annotations

from secondslice.accounts.models import Workspace
from secondslice.impact import rules
from secondslice.impact.models import NumberSet, OwnNumber


def numbers_of(workspace: Workspace) -> rules.Numbers:
    """Return the numbers of a workspace: its preset, and what it has set itself. Two queries."""
    chosen = NumberSet.objects.filter(workspace=workspace).first()
    preset = rules.Preset(chosen.preset) if chosen else rules.Preset.CAUTIOUS
    own = OwnNumber.objects.filter(workspace=workspace, code__in=rules.PARAMETERS)
    return rules.numbers(preset, {one.code: (one.value, one.source) for one in own})


def last_change(workspace: Workspace) -> OwnNumber | None:
    """Return the own number that was set last, with who set it; None where there is none."""
    found = OwnNumber.objects.filter(workspace=workspace).select_related("by")
    return found.order_by("-at", "-pk").first()
