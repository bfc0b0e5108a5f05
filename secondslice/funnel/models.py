from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from secondslice.core.models import WorkspaceRecord
from secondslice.customers.models import Contact, Customer
from secondslice.funnel import rules
from secondslice.projects.models import Project
from secondslice.pulse.models import Ask

IS_OPEN = models.Q(stage__in=[stage.value for stage in rules.OPEN_STAGES])


class Opportunity(WorkspaceRecord):
    """Possible work for a customer, from the first wish to won or lost."""

    class Stage(models.TextChoices):
        LEAD = rules.Stage.LEAD.value, _("Lead")
        PROSPECT = rules.Stage.PROSPECT.value, _("Prospect")
        PROPOSAL = rules.Stage.PROPOSAL.value, _("Proposal")
        WON = rules.Stage.WON.value, _("Won")
        LOST = rules.Stage.LOST.value, _("Lost")

    class Source(models.TextChoices):
        SECOND_SLICE = "second_slice", _("A Yes")
        TALK = "talk", _("A talk")
        REFERRAL = "referral", _("A referral")
        OTHER = "other", _("Something else")

    customer = models.ForeignKey(Customer, models.PROTECT, related_name="+")
    contact = models.ForeignKey(Contact, models.SET_NULL, null=True, related_name="+")
    # The project that the wish comes from, not the one that may follow from it.
    project = models.ForeignKey(Project, models.SET_NULL, null=True, related_name="+")
    ask = models.OneToOneField(Ask, models.PROTECT, null=True, related_name="opportunity")
    source = models.CharField(max_length=12, choices=Source, default=Source.TALK)
    title = models.CharField(_("what it is"), max_length=200)
    words = models.TextField(_("in the customer's words"), blank=True)
    stage = models.CharField(_("stage"), max_length=8, choices=Stage, default=Stage.LEAD)
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
    lost_reason = models.CharField(_("why it was lost"), max_length=300, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["workspace", "stage", "next_on"], name="opportunity_by_stage"),
            models.Index(fields=["workspace", "customer"], name="opportunity_of_customer"),
            models.Index(fields=["workspace", "project"], name="opportunity_of_project"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=(IS_OPEN & models.Q(closed_at__isnull=True))
                | (~IS_OPEN & models.Q(closed_at__isnull=False)),
                name="closed_opportunity_has_a_time",
            ),
            models.CheckConstraint(
                condition=~models.Q(stage=rules.Stage.LOST.value) | ~models.Q(lost_reason=""),
                name="lost_opportunity_has_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        """Tell whether it can still be won."""
        return self.stage in rules.OPEN_STAGES

    def sign(self, today: date) -> rules.Sign:
        """Return whether somebody keeps it moving."""
        return rules.sign(self.stage, next_on=self.next_on, today=today)


class StageChange(WorkspaceRecord):
    """An opportunity went from one stage to another. Append-only: conversion and time in a stage come from here."""

    opportunity = models.ForeignKey(Opportunity, models.CASCADE, related_name="stage_changes")
    before = models.CharField(max_length=8, choices=Opportunity.Stage, blank=True)
    after = models.CharField(max_length=8, choices=Opportunity.Stage)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.before or 'new'} to {self.after}"
