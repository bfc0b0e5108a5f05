"""What stands on the page of one benefit, and of the reckoning."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from secondslice.accounts.models import Membership, Workspace
from secondslice.value.ledger import rules
from secondslice.value.ledger.models import Benefit, Evidence, Rate, Reading, Signature
from secondslice.value.ledger.selectors.asking import Asking, asking_of
from secondslice.value.ledger.selectors.lines import Line, line_of
from secondslice.value.ledger.selectors.waiting import Lost, Wait, lost_of, waits_of
from secondslice.value.ledger.terms import terms_of


@dataclass(frozen=True, slots=True)
class Detail:
    """One benefit with everything that is known of it."""

    line: Line
    planned: Sequence[Reading]
    actual: Sequence[Reading]
    history: Sequence[Reading]
    """What was replaced, the latest first."""
    evidence: Sequence[Evidence]
    signatures: Sequence[Signature]
    """All that was ever signed, the latest first."""
    measuring: Sequence[date]
    improved: object
    asking: Asking
    """How it stands with the signature."""
    waits: Sequence[Wait]
    lost: Sequence[Lost]
    """Both of values that are asked for."""
    reads_words: bool
    may_verify: bool


def detail(membership: Membership, benefit: Benefit, *, today: date) -> Detail:
    """Return everything on the page of a benefit. Sales does not read what customers said."""
    line = line_of(membership, benefit, today=today)
    rows = list(benefit.readings.select_related("by", "reader").order_by("begins_on", "number"))
    current = [one for one in rows if one.is_current and one.value is not None]
    signed = benefit.signatures.select_related("request__contact", "verification__by")
    improved = None
    if not line.is_money and line.claimed is not None and benefit.baseline is not None:
        improved = rules.improvement(benefit.direction, benefit.baseline, line.claimed)
    return Detail(
        line=line,
        planned=[one for one in current if one.kind == Reading.Kind.PLANNED],
        actual=[one for one in current if one.kind == Reading.Kind.ACTUAL],
        history=sorted(
            (one for one in rows if one not in current), key=lambda one: one.at, reverse=True
        ),
        evidence=list(benefit.evidence.select_related("by").order_by("at", "pk")),
        signatures=list(signed.order_by("-at", "-pk")),
        measuring=rules.measuring_days(line.start),
        improved=improved,
        asking=asking_of(membership, line),
        waits=[one for one in waits_of(membership, benefit=benefit) if one.is_value],
        lost=[one for one in lost_of(membership, benefit=benefit) if one.is_value],
        reads_words=membership.role != Membership.Role.SALES,
        may_verify=may_verify(membership),
    )


def may_verify(membership: Membership) -> bool:
    """Tell whether this member is the executive named for finance."""
    named = terms_of(membership.workspace).finance_id
    is_executive = membership.role == Membership.Role.EXECUTIVE
    return is_executive and named is not None and named == membership.user_id


def rates(workspace: Workspace) -> list[Rate]:
    """Return the rates, the latest of each currency first."""
    found = Rate.objects.filter(workspace=workspace).select_related("by")
    return list(found.order_by("currency", "-on"))


def stored_proofs() -> set[str]:
    """Return the names of all files that prove something, of every workspace."""
    return set(Evidence.objects.exclude(stored="").values_list("stored", flat=True))
