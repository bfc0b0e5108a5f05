"""The lines of the ledger with their figures in the workspace's own currency: a fixed number of queries."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Exists, OuterRef, Prefetch, QuerySet

from secondslice.accounts.models import Membership, Workspace
from secondslice.customers.models import Customer
from secondslice.projects.access import visible_projects
from secondslice.projects.models import Project
from secondslice.value.ledger import rules
from secondslice.value.ledger.access import visible_benefits
from secondslice.value.ledger.models import (
    Benefit,
    BenefitShare,
    Rate,
    Reading,
    Signature,
    SignRequest,
)

NOTHING = rules.NOTHING
Rates = Mapping[str, Sequence[tuple[date, Decimal]]]


@dataclass(frozen=True, slots=True)
class Part:
    """What of a benefit counts for one project, at each stage."""

    project: Project
    percent: Decimal
    promised: Decimal = NOTHING
    claimed: Decimal = NOTHING
    confirmed: Decimal = NOTHING
    verified: Decimal = NOTHING

    @property
    def unconfirmed(self) -> Decimal:
        """Return what the PMO claims beyond what the customer has confirmed."""
        return max(NOTHING, self.claimed - self.confirmed)


@dataclass(frozen=True, slots=True)
class Line:
    """One benefit with its figures. Money is the PMO's part, in the workspace's currency, where projects share it."""

    benefit: Benefit
    start: date | None
    planned: Decimal | None
    planned_so_far: Decimal | None
    claimed: Decimal | None
    """All three in the unit of the benefit, whole."""
    parts: Sequence[Part]
    signature: Signature | None
    request: SignRequest | None
    due_since: date | None
    lacks_rate: bool = False

    @property
    def is_money(self) -> bool:
        """Tell whether it counts as money."""
        return self.benefit.kind == Benefit.Kind.MONEY

    @property
    def is_confirmed(self) -> bool:
        """Tell whether the customer or finance stands behind it."""
        return self.benefit.stage in rules.CONFIRMED

    @property
    def promised_money(self) -> Decimal:
        """Return what was planned."""
        return sum((one.promised for one in self.parts), NOTHING)

    @property
    def confirmed(self) -> Decimal:
        """Return what the customer says has arrived."""
        return sum((one.confirmed for one in self.parts), NOTHING)

    @property
    def unconfirmed(self) -> Decimal:
        """Return what is claimed beyond that."""
        return sum((one.unconfirmed for one in self.parts), NOTHING)

    @property
    def verified(self) -> Decimal:
        """Return what finance stands behind."""
        return sum((one.verified for one in self.parts), NOTHING)


@dataclass
class _Reckoner:
    """Turns amounts into parts in the workspace's own currency."""

    workspace: Workspace
    rates: Rates
    today: date
    projects: set[int] | None
    """Which projects count; None for all."""
    until: datetime | None = None
    """As what was known at that moment; None: as it is known now."""
    missing: bool = field(default=False)

    def line(self, benefit: Benefit) -> Line:
        self.missing = False
        current = list(benefit.readings.all())
        planned = _values(current, Reading.Kind.PLANNED)
        actual = _values(current, Reading.Kind.ACTUAL)
        so_far = [one for one in planned if one.ends_on <= self.today]
        plan = rules.together(benefit.how, planned)
        claimed = rules.together(benefit.how, actual)
        start = start_of(benefit)
        read_until = max((one.ends_on for one in actual), default=None)
        signature = next(iter(benefit.signatures.all()), None)
        plan = benefit.target if plan is None else plan
        if self.until and claimed is None and signature is not None:
            claimed = signature.request.amount  # the readings were brought in later
        return Line(
            benefit=benefit,
            start=start,
            planned=plan,
            planned_so_far=rules.together(benefit.how, so_far),
            claimed=claimed,
            parts=self._parts(benefit, plan, claimed, read_until, signature),
            signature=signature,
            request=next(iter(benefit.requests.all()), None),
            # Of a project that was stopped nothing more is measured.
            due_since=None
            if benefit.project.phase == Project.Phase.STOPPED
            else rules.due_since(start, read_until, today=self.today),
            lacks_rate=self.missing,
        )

    def _parts(
        self,
        benefit: Benefit,
        plan: Decimal | None,
        claimed: Decimal | None,
        read_until: date | None,
        signature: Signature | None,
    ) -> list[Part]:
        money = [NOTHING] * 4
        if benefit.kind == Benefit.Kind.MONEY:
            day = min(read_until or self.today, self.today)
            signed, on = NOTHING, self.today
            if signature is not None and benefit.stage in rules.CONFIRMED:
                signed, on = (
                    rules.part(signature.request.money or NOTHING, signature.percent),
                    signature.on,
                )
            is_verified = benefit.stage == rules.Stage.VERIFIED and self._was_verified(signature)
            verified = signed if is_verified else NOTHING
            money = [
                self._own(benefit, rules.part(plan or NOTHING, benefit.attribution), self.today),
                self._own(benefit, rules.part(claimed or NOTHING, benefit.attribution), day),
                self._own(benefit, signed, on),
                self._own(benefit, verified, on),
            ]
        return [
            Part(one.project, one.percent, *(rules.part(amount, one.percent) for amount in money))
            for one in benefit.shares.all()
            if self.projects is None or one.project_id in self.projects
        ]

    def _was_verified(self, signature: Signature | None) -> bool:
        if self.until is None:
            return True
        found = getattr(signature, "verification", None)
        return found is not None and found.at <= self.until

    def _own(self, benefit: Benefit, amount: Decimal, day: date) -> Decimal:
        """Return an amount in the workspace's currency by the rate of a day; nothing where there is none."""
        if not amount or benefit.currency == self.workspace.currency:
            return amount
        rate = rules.rate_on(self.rates.get(benefit.currency, ()), day)
        self.missing = self.missing or rate is None
        return NOTHING if rate is None else (amount * rate).quantize(rules.CENT)


def lines(
    membership: Membership,
    *,
    today: date,
    only: QuerySet[Benefit] | None = None,
    until: datetime | None = None,
) -> list[Line]:
    """Return the ledger as this member may see it, the newest benefit first.

    `until`: with the readings that were known at that moment, and what was signed and verified by then and still
    stands; `today` is its day. A target without a reading is not kept over time: it counts as it is now.
    """
    found = visible_benefits(membership) if only is None else only
    current = Reading.objects.filter(is_current=True, value__isnull=False)
    signed = Signature.objects.filter(is_valid=True).select_related(
        "request__contact", "verification__by"
    )
    if until is not None:
        found = found.filter(at__lte=until)
        current = _readings_at(until)
        signed = signed.filter(at__lte=until)
    asked = SignRequest.objects.exclude(state=SignRequest.State.OVER).select_related("contact")
    shares = BenefitShare.objects.select_related("project__customer").order_by("pk")
    found = found.select_related(
        "project__customer", "outcome", "milestone", "owner"
    ).prefetch_related(
        Prefetch("readings", current.order_by("begins_on", "pk")),
        Prefetch("signatures", signed),
        Prefetch("requests", asked),
        Prefetch("shares", shares),
    )
    reckoner = _Reckoner(
        membership.workspace, rates_of(membership.workspace), today, _projects_of(membership), until
    )
    return [reckoner.line(one) for one in found.order_by("-at", "-pk")]


def _readings_at(moment: datetime) -> QuerySet[Reading]:
    """Return the readings that stood at a moment: of each period the last one written by then, unless taken back."""
    known = Reading.objects.filter(at__lte=moment)
    later = known.filter(
        benefit=OuterRef("benefit"),
        kind=OuterRef("kind"),
        begins_on=OuterRef("begins_on"),
        number__gt=OuterRef("number"),
    )
    return known.filter(~Exists(later), value__isnull=False)


def benefits_of(membership: Membership, customer: Customer) -> QuerySet[Benefit]:
    """Return the benefits of a customer's projects that this member may see, the newest first."""
    found = visible_benefits(membership).filter(project__customer=customer)
    return found.select_related("project", "outcome").order_by("-at", "-pk")


def line_of(membership: Membership, benefit: Benefit, *, today: date) -> Line:
    """Return one benefit with its figures."""
    return lines(membership, today=today, only=Benefit.objects.filter(pk=benefit.pk))[0]


def start_of(benefit: Benefit) -> date | None:
    """Return when a benefit begins to come; None while its milestone or the project's end is not known."""
    if benefit.anchor == Benefit.Anchor.MILESTONE:
        anchor = benefit.milestone.due_on if benefit.milestone else None
    else:
        anchor = benefit.project.ends_on
    return rules.starts_on(anchor, benefit.offset_days)


def rates_of(workspace: Workspace) -> Rates:
    """Return the rates of all currencies by their days."""
    found: dict[str, list[tuple[date, Decimal]]] = {}
    rows = Rate.objects.filter(workspace=workspace).order_by("currency", "on")
    for currency, on, rate in rows.values_list("currency", "on", "rate"):
        found.setdefault(currency, []).append((on, rate))
    return found


def _projects_of(membership: Membership) -> set[int] | None:
    if membership.role != Membership.Role.MANAGER:
        return None
    return set(visible_projects(membership).values_list("pk", flat=True))


def _values(rows: Sequence[Reading], kind: str) -> list[rules.Value]:
    return [
        rules.Value(one.begins_on, one.ends_on, one.value)
        for one in rows
        if one.kind == kind and one.value is not None
    ]
