"""Say with which numbers a workspace reckons."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from secondslice.accounts.models import Membership, Workspace
from secondslice.accounts.services.auditing import audit
from secondslice.core.errors import RuleBroken
from secondslice.impact import rules
from secondslice.impact.models import NumberSet, OwnNumber
from secondslice.impact.selectors import numbers_of


@transaction.atomic
def choose_preset(*, by: Membership, preset: rules.Preset, at: datetime) -> bool:
    """Reckon with this set from now on; own numbers stay. Return whether that changes anything."""
    before = numbers_of(by.workspace)
    if before.preset is preset:
        return False
    own = {code: (one.value, one.source) for code, one in before.by_code.items() if one.is_own}
    _refuse_disorder(rules.numbers(preset, own))
    NumberSet.objects.update_or_create(workspace=by.workspace, defaults={"preset": preset.value})
    audit(
        workspace=by.workspace,
        actor=by.user,
        verb=gettext_noop("chose other numbers for what a customer costs"),
        subject="",
        at=at,
        detail={"preset": [before.preset.value, preset.value]},
    )
    return True


@transaction.atomic
def set_numbers(
    *, by: Membership, own: Mapping[str, float], source: str, at: datetime
) -> list[str]:
    """Store all numbers that the workspace has set itself; the others follow the preset again.

    `source` tells where those that are new or changed come from. Return the codes that were changed.
    """
    before = _own(by.workspace)
    changed = sorted(
        code
        for code in {*before, *own}
        if own.get(code) != (before[code].value if code in before else None)
    )
    if not changed:
        return []
    if any(code in own for code in changed) and not source.strip():
        raise RuleBroken(
            _("Say where your own numbers come from: whoever reads a figure wants to know.")
        )
    if rules.out_of_range({code: own[code] for code in changed if code in own}):
        raise RuleBroken(
            _("A number lies outside of what makes sense for it. Nothing was changed.")
        )
    sources = {code: source if code in changed else before[code].source for code in own}
    after = rules.numbers(
        numbers_of(by.workspace).preset, {code: (own[code], sources[code]) for code in own}
    )
    _refuse_disorder(after)
    _store(by, {code: own[code] for code in changed if code in own}, source=source.strip(), at=at)
    OwnNumber.objects.filter(workspace=by.workspace, code__in=set(changed) - set(own)).delete()
    audit(
        workspace=by.workspace,
        actor=by.user,
        verb=gettext_noop("changed the numbers of what a customer costs"),
        subject="",
        at=at,
        detail={code: [_told(before, code), str(own.get(code, ""))] for code in changed},
    )
    return changed


def _own(workspace: Workspace) -> dict[str, OwnNumber]:
    found = OwnNumber.objects.filter(workspace=workspace, code__in=rules.PARAMETERS)
    return {one.code: one for one in found}


def _store(by: Membership, own: Mapping[str, float], *, source: str, at: datetime) -> None:
    for code, value in own.items():
        OwnNumber.objects.update_or_create(
            workspace=by.workspace,
            code=code,
            defaults={"value": value, "source": source, "by": by.user, "at": at},
        )


def _told(before: Mapping[str, OwnNumber], code: str) -> str:
    return str(before[code].value) if code in before else ""


def _refuse_disorder(known: rules.Numbers) -> None:
    if rules.out_of_order(known):
        raise RuleBroken(
            _(
                "More customers would stay with less mending. Nothing was changed: look at the shares that stay."
            )
        )
