"""Write benefits down, say for which projects they count, and keep the categories."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import Max, Sum
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from secondslice.accounts.models import Membership
from secondslice.accounts.services.auditing import audit
from secondslice.core.errors import RuleBroken
from secondslice.customers.models import Contact
from secondslice.projects.models import Milestone, Project
from secondslice.value.ledger import rules
from secondslice.value.ledger.models import Benefit, BenefitShare, Outcome
from secondslice.value.ledger.outcomes import READY
from secondslice.value.ledger.services.settling import held, settle, void

SIGNED = (
    "title",
    "kind",
    "currency",
    "unit",
    "direction",
    "baseline",
    "how",
    "attribution",
    "method",
)
"""What the customer signs: changed, it has to be signed anew."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What one writes down about a benefit."""

    title: str
    kind: str = Benefit.Kind.MONEY
    currency: str = ""
    unit: str = ""
    direction: str = Benefit.Direction.UP
    baseline: Decimal | None = None
    target: Decimal | None = None
    how: str = Benefit.How.SUM
    milestone: Milestone | None = None
    offset_days: int = 0
    owner: Contact | None = None
    attribution: Decimal = rules.HUNDRED
    method: str = ""
    assumptions: str = ""


@transaction.atomic
def add_benefit(
    *, by: Membership, project: Project, outcome: str, terms: Terms, at: datetime
) -> Benefit:
    """Write a benefit down for a project, to which all of it counts at first. `outcome`: the code of its category."""
    _check(project, terms)
    made = Benefit.objects.create(
        workspace=by.workspace,
        project=project,
        outcome=_outcome(by, outcome),
        by=by.user,
        at=at,
        **_values(by, terms),
    )
    BenefitShare.objects.create(
        workspace=by.workspace, benefit=made, project=project, percent=rules.HUNDRED
    )
    _note(by, gettext_noop("wrote down the benefit"), made, at)
    return made


@transaction.atomic
def change_benefit(
    *, by: Membership, benefit: Benefit, outcome: str, terms: Terms, at: datetime
) -> bool:
    """Change what is written. Return whether that takes a signature back: what was signed reads otherwise now."""
    found = held(benefit=benefit)
    _check(found.project, terms)
    values = _values(by, terms)
    is_other = any(getattr(found, name) != values[name] for name in SIGNED)
    changed: dict[str, object] = {
        name: {"from": str(getattr(found, name)), "to": str(value)}
        for name, value in values.items()
        if getattr(found, name) != value
    }
    for name, value in values.items():
        setattr(found, name, value)
    found.outcome, found.at = _outcome(by, outcome), at
    found.save()
    was_signed = void(benefit=found, at=at) if is_other else False
    settle(benefit=found)
    if changed:
        _note(by, gettext_noop("changed the benefit"), found, at, changed)
    return was_signed


@transaction.atomic
def set_share(
    *, by: Membership, benefit: Benefit, project: Project, percent: Decimal, at: datetime
) -> None:
    """Say how much of a benefit counts for a project; nothing takes the project out. Raise RuleBroken above 100."""
    found = held(benefit=benefit)
    others = found.shares.exclude(project=project).aggregate(sum=Sum("percent"))["sum"]
    if percent < 0 or (others or rules.NOTHING) + percent > rules.HUNDRED:
        raise RuleBroken(
            _("That is more than the whole: %(left)s %% are left. Lower another project's part.")
            % {"left": rules.HUNDRED - (others or rules.NOTHING)}
        )
    if percent:
        BenefitShare.objects.update_or_create(
            benefit=found,
            project=project,
            defaults={"percent": percent, "workspace": by.workspace},
        )
    else:
        found.shares.filter(project=project).delete()
    told: dict[str, object] = {"project": project.name, "share": f"{percent} %"}
    _note(by, gettext_noop("shared out the benefit"), found, at, told)


@transaction.atomic
def keep_outcomes(*, by: Membership) -> None:
    """Write the ready-made categories down, in the language of who does it, where there are none."""
    if Outcome.objects.filter(workspace=by.workspace).exists():
        return
    Outcome.objects.bulk_create(
        [
            Outcome(
                workspace=by.workspace, code=code, group=group, name=str(name), position=position
            )
            for position, (code, group, name) in enumerate(READY)
        ]
    )


@transaction.atomic
def add_outcome(*, by: Membership, name: str, group: str, at: datetime) -> Outcome:
    """Add a category of one's own at the end."""
    keep_outcomes(by=by)
    mine = Outcome.objects.filter(workspace=by.workspace)
    last = mine.aggregate(last=Max("position"))["last"]
    made = Outcome(workspace=by.workspace, name=name, group=group, position=(last or 0) + 1)
    made.code = str(made.ref)
    made.save()
    audit(
        workspace=by.workspace,
        actor=by.user,
        verb=gettext_noop("added the category"),
        subject=name,
        at=at,
    )
    return made


@transaction.atomic
def change_outcome(
    *, by: Membership, outcome: Outcome, name: str, is_used: bool, at: datetime
) -> None:
    """Word a category anew, or offer it no longer; benefits that have it keep it."""
    told: dict[str, object] = {"name": {"from": outcome.name, "to": name}}
    outcome.name, outcome.is_used = name, is_used
    outcome.save(update_fields=["name", "is_used"])
    audit(
        workspace=by.workspace,
        actor=by.user,
        verb=gettext_noop("changed the category"),
        subject=name,
        at=at,
        detail=told,
    )


def _outcome(by: Membership, code: str) -> Outcome:
    keep_outcomes(by=by)
    found = Outcome.objects.filter(workspace=by.workspace, code=code).first()
    if found is None:
        raise RuleBroken(_("There is no such category. Choose one of the list."))
    return found


def _values(by: Membership, terms: Terms) -> dict[str, object]:
    values = {name: getattr(terms, name) for name in Terms.__dataclass_fields__}
    is_money = terms.kind == Benefit.Kind.MONEY
    values["currency"] = (terms.currency or by.workspace.currency) if is_money else ""
    values["anchor"] = Benefit.Anchor.MILESTONE if terms.milestone else Benefit.Anchor.GO_LIVE
    if is_money:
        values |= {"unit": "", "direction": Benefit.Direction.UP, "baseline": None}
    return values


def _check(project: Project, terms: Terms) -> None:
    if terms.milestone is not None and terms.milestone.project_id != project.pk:
        raise RuleBroken(_("Choose a milestone of this project."))
    if terms.owner is not None and terms.owner.customer_id != project.customer_id:
        raise RuleBroken(_("Choose an owner at the project's customer."))
    if not rules.NOTHING <= terms.attribution <= rules.HUNDRED:
        raise RuleBroken(_("The PMO's part lies between 0 and 100 %."))
    if terms.kind == Benefit.Kind.MEASURED and not terms.unit:
        raise RuleBroken(_("Say in which unit it is measured."))


def _note(
    by: Membership, verb: str, benefit: Benefit, at: datetime, told: dict[str, object] | None = None
) -> None:
    audit(
        workspace=by.workspace,
        actor=by.user,
        verb=verb,
        subject=benefit.title,
        at=at,
        detail=told,
    )
