from __future__ import annotations

from datetime import date, datetime

from django.conf import settings
from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from secondslice.core.models import WorkspaceRecord
from secondslice.customers.models import Contact, Customer
from secondslice.funnel import rules
from secondslice.funnel.again.models import NextChoice
from secondslice.funnel.booking.models import Booking, BookingHost
from secondslice.funnel.menu.models import BundlePart, Order, Service, ServiceVersion
from secondslice.funnel.promises.models import DeliveryCheck, DeliveryTerms
from secondslice.funnel.requested.models import ServiceRequest
from secondslice.funnel.touching.models import PlannedTouch
from secondslice.projects.models import Project
from secondslice.pulse.models import Ask

__all__ = [
    "Apart", "Booking", "BookingHost", "BundlePart", "DeliveryCheck", "DeliveryTerms", "FunnelStage", "Kind",
    "LostReason", "NextChoice", "Opportunity", "Order", "PlannedTouch", "Service", "ServiceRequest", "ServiceVersion",
    "StageChange",
]  # fmt: skip

IS_OPEN = models.Q(kind__in=[kind.value for kind in rules.ALIVE])
"""The condition that an opportunity can still be won."""
STAGE_NAMES: dict[str, Promise] = {
    rules.Stage.LEAD: _("Lead"),
    rules.Stage.PROSPECT: _("Prospect"),
    rules.Stage.PROPOSAL: _("Proposal"),
    rules.Stage.ON_HOLD: _("On hold"),
    rules.Stage.WON: _("Won"),
    rules.Stage.LOST: _("Lost"),
    rules.Stage.POSTPONED: _("Postponed"),
    rules.Stage.VOID: _("Not an opportunity"),
}
"""What the product calls the stages that a workspace begins with."""
REASON_NAMES: dict[str, Promise] = {
    "no_budget": _("No budget"),
    "own_people": _("Does it with own people"),
    "other_supplier": _("Another supplier"),
    "too_dear": _("Too dear"),
    "too_late": _("We could not do it in time"),
    "no_need": _("The need is gone"),
    "silent": _("No answer any more"),
    rules.OTHER_REASON: _("Something else"),
}
"""What the product calls the reasons for losing."""


class Kind(models.TextChoices):
    """What it means to stand in a stage."""

    OPEN = rules.Kind.OPEN.value, _("Open")
    ON_HOLD = rules.Kind.ON_HOLD.value, _("On hold")
    WON = rules.Kind.WON.value, _("Won")
    LOST = rules.Kind.LOST.value, _("Lost")
    POSTPONED = rules.Kind.POSTPONED.value, _("Postponed to a day")
    VOID = rules.Kind.VOID.value, _("Not an opportunity")


class FunnelStage(WorkspaceRecord):
    """A stage of a workspace's funnel. One that is no longer used keeps its name for what once stood in it."""

    code = models.SlugField(max_length=30)
    name = models.CharField(
        _("name"), max_length=60, blank=True
    )  # blank: the product's, translated
    kind = models.CharField(_("kind"), max_length=9, choices=Kind)
    position = models.PositiveSmallIntegerField(_("place"), default=0)
    stale_days = models.PositiveSmallIntegerField(_("days until stale"), default=0)  # 0: never
    retired_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "code"], name="one_funnel_stage_per_code")
        ]
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """Return what it is called: in the workspace's words, else in the product's."""
        return self.name or str(STAGE_NAMES.get(self.code, self.code))

    @property
    def is_alive(self) -> bool:
        """Tell whether what stands in it can still be won."""
        return self.kind in rules.ALIVE


class LostReason(WorkspaceRecord):
    """Why opportunities are lost, to choose from."""

    code = models.SlugField(max_length=30)
    name = models.CharField(
        _("name"), max_length=80, blank=True
    )  # blank: the product's, translated
    position = models.PositiveSmallIntegerField(_("place"), default=0)
    is_shown = models.BooleanField(_("shown"), default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "code"], name="one_lost_reason_per_code")
        ]
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """Return the reason in the workspace's words, else in the product's."""
        return self.name or str(REASON_NAMES.get(self.code, self.code))


class Opportunity(WorkspaceRecord):
    """Possible work for a customer, from the first wish to won or lost."""

    Stage = rules.Stage
    """The codes of the stages that every workspace begins with; it may have others (FunnelStage)."""

    class Source(models.TextChoices):
        SECOND_SLICE = "second_slice", _("A Yes")
        TALK = "talk", _("A talk")
        REFERRAL = "referral", _("A referral")
        STOREFRONT = "storefront", _("The storefront")
        IMPORT = "import", _("An import")
        OTHER = "other", _("Something else")

    customer = models.ForeignKey(Customer, models.PROTECT, related_name="+")
    contact = models.ForeignKey(Contact, models.SET_NULL, null=True, related_name="+")
    # The project that the wish comes from, not the one that may follow from it.
    project = models.ForeignKey(Project, models.SET_NULL, null=True, related_name="+")
    ask = models.OneToOneField(Ask, models.PROTECT, null=True, related_name="opportunity")
    source = models.CharField(max_length=12, choices=Source, default=Source.TALK)
    title = models.CharField(_("what it is"), max_length=200)
    external_id = models.CharField(_("id elsewhere"), max_length=100, blank=True)
    words = models.TextField(_("in the customer's words"), blank=True)
    # The code of a stage of the workspace, and its kind: one service changes both together.
    stage = models.CharField(_("stage"), max_length=30, default=rules.Stage.LEAD.value)
    kind = models.CharField(max_length=9, choices=Kind, default=Kind.OPEN)
    stage_since = models.DateTimeField(null=True)
    value = models.DecimalField(_("value"), max_digits=14, decimal_places=2, null=True)
    currency = models.CharField(_("currency"), max_length=3)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    next_action = models.CharField(_("next action"), max_length=200, blank=True)
    next_on = models.DateField(_("on"), null=True)
    opened_at = models.DateTimeField()
    changed_at = models.DateTimeField(
        null=True
    )  # by a person; what nobody touched goes with its Yes
    closed_at = models.DateTimeField(null=True)
    lost_code = models.SlugField(_("why it was lost"), max_length=30, blank=True)
    lost_reason = models.CharField(_("in words"), max_length=300, blank=True)
    postponed_until = models.DateField(_("looked at again on"), null=True)
    # What has become of it: the project that followed when it was won.
    became = models.ForeignKey(Project, models.SET_NULL, null=True, related_name="+")
    # It was there twice: this one stands for both. Its own words, log and answer stay with it.
    merged_into = models.ForeignKey("self", models.SET_NULL, null=True, related_name="merged")

    class Meta:
        indexes = [
            models.Index(fields=["workspace", "stage", "next_on"], name="opportunity_by_stage"),
            models.Index(fields=["workspace", "kind", "next_on"], name="opportunity_by_kind"),
            models.Index(fields=["workspace", "customer"], name="opportunity_of_customer"),
            models.Index(fields=["workspace", "project"], name="opportunity_of_project"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "external_id"],
                condition=~models.Q(external_id=""),
                name="one_opportunity_per_id_elsewhere",
            ),
            models.CheckConstraint(
                condition=(IS_OPEN & models.Q(closed_at__isnull=True))
                | (~IS_OPEN & models.Q(closed_at__isnull=False)),
                name="closed_opportunity_has_a_time",
            ),
            models.CheckConstraint(
                condition=~models.Q(kind=rules.Kind.LOST.value) | ~models.Q(lost_code=""),
                name="lost_opportunity_has_a_reason",
            ),
            models.CheckConstraint(
                condition=~models.Q(kind=rules.Kind.POSTPONED.value)
                | models.Q(postponed_until__isnull=False),
                name="postponed_opportunity_has_a_day",
            ),
            models.CheckConstraint(
                condition=models.Q(merged_into__isnull=True) | models.Q(kind=rules.Kind.VOID.value),
                name="merged_opportunity_counts_nowhere",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        """Tell whether it can still be won."""
        return self.kind in rules.ALIVE

    @property
    def mode(self) -> str:
        """Return how it was told: as the answer it comes from was, else by name."""
        return self.ask.mode if self.ask is not None else Ask.Mode.NAMED

    @property
    def is_confided(self) -> bool:
        """Tell whether it was told in confidence: those alone read it who may read the answer."""
        return self.mode != Ask.Mode.NAMED

    @property
    def is_settled(self) -> bool:
        """Tell whether it has become a project that runs: it stays won as long as that is so."""
        return self.became is not None and self.became.phase != Project.Phase.STOPPED

    def sign(self, today: date) -> rules.Sign:
        """Return whether somebody keeps it moving."""
        return rules.sign(self.kind, next_on=self.next_on, today=today)

    def is_stale(self, stale_days: int, *, at: datetime) -> bool:
        """Tell whether it has stood in its stage for longer than is usual there."""
        since = self.stage_since or self.opened_at
        return rules.is_stale(self.kind, since=since, stale_days=stale_days, at=at)


class StageChange(WorkspaceRecord):
    """An opportunity went from one stage to another. Append-only: conversion and time in a stage come from here."""

    opportunity = models.ForeignKey(Opportunity, models.CASCADE, related_name="stage_changes")
    before = models.CharField(max_length=30, blank=True)
    after = models.CharField(max_length=30)
    # What both stages meant then.
    kind_before = models.CharField(max_length=9, choices=Kind, blank=True)
    kind_after = models.CharField(max_length=9, choices=Kind, default=Kind.OPEN)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["workspace", "at"], name="stage_changes_by_time")]

    def __str__(self) -> str:
        return f"{self.before or 'new'} to {self.after}"


class Apart(WorkspaceRecord):
    """Somebody has looked at two opportunities that seem to be one: they are two."""

    first = models.ForeignKey(Opportunity, models.CASCADE, related_name="+")
    second = models.ForeignKey(Opportunity, models.CASCADE, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="told_apart_once"),
            models.CheckConstraint(
                condition=models.Q(first__lt=models.F("second")), name="older_of_two_first"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first_id} is not {self.second_id}"
