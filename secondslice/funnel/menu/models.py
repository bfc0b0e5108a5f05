from __future__ import annotations

from collections.abc import Sequence

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from secondslice.core.models import WorkspaceRecord
from secondslice.funnel.menu import rules
from secondslice.projects.models import Project

PRICED = [one.value for one in rules.WITH_AMOUNT]


class Service(WorkspaceRecord):
    """Something the PMO offers. What it promises stands in its versions; the newest one is what is sold now."""

    class Group(models.TextChoices):
        DELIVER = "deliver", _("Deliver")
        DECIDE = "decide", _("Decide")
        SEE = "see", _("See")
        PROVE = "prove", _("Prove")
        GROW = "grow", _("Grow")
        BUNDLE = "bundle", _("Bundles")

    group = models.CharField(_("part of the menu"), max_length=8, choices=Group)
    position = models.PositiveIntegerField()  # within its group
    is_offered = models.BooleanField(default=False)
    # Which one of the ready-made catalogue it began as: it is not put on a menu twice.
    code = models.CharField(max_length=30, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["workspace", "group", "position"], name="service_on_the_menu"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "code"],
                condition=~models.Q(code=""),
                name="ready_made_service_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.group} {self.position}"


class ServiceVersion(WorkspaceRecord):
    """What a service promised from one day on. Never changed: what was sold with it stays readable."""

    class Effort(models.TextChoices):
        SMALL = "s", _("Small")
        MEDIUM = "m", _("Medium")
        LARGE = "l", _("Large")

    class Charge(models.TextChoices):
        INCLUDED = rules.Charge.INCLUDED.value, _("No charge")
        REQUEST = rules.Charge.REQUEST.value, _("On request")
        FIXED = rules.Charge.FIXED.value, _("Fixed price")
        DAY = rules.Charge.DAY.value, _("Per day")
        MONTH = rules.Charge.MONTH.value, _("Per month")

    service = models.ForeignKey(Service, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    is_current = models.BooleanField(default=True)
    name = models.CharField(_("name"), max_length=100)
    promise = models.CharField(_("promise"), max_length=200)
    gets = models.TextField(_("what you get"), blank=True)  # one thing to a line
    duration = models.CharField(_("how long it takes"), max_length=60, blank=True)
    effort = models.CharField(_("effort"), max_length=1, choices=Effort)
    charge = models.CharField(_("charge"), max_length=8, choices=Charge)
    amount = models.DecimalField(_("amount"), max_digits=14, decimal_places=2, null=True)
    currency = models.CharField(_("currency"), max_length=3)
    parts = models.ManyToManyField(Service, through="BundlePart", related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()
    held: Sequence[
        str
    ] = ()  # the names of what a bundle holds, where a selector has filled them in

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["service", "number"], name="service_version_once"),
            models.UniqueConstraint(
                fields=["service"],
                condition=models.Q(is_current=True),
                name="one_current_version_of_a_service",
            ),
            models.CheckConstraint(
                condition=models.Q(charge__in=PRICED, amount__isnull=False)
                | (~models.Q(charge__in=PRICED) & models.Q(amount__isnull=True)),
                name="price_has_an_amount_or_needs_none",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def lines(self) -> list[str]:
        """Return what the customer gets, one thing each."""
        return [line.strip() for line in self.gets.splitlines() if line.strip()]


class BundlePart(WorkspaceRecord):
    """One service that a version of a bundle holds."""

    version = models.ForeignKey(ServiceVersion, models.CASCADE, related_name="bundle_parts")
    service = models.ForeignKey(Service, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "service"], name="part_of_a_bundle_once")
        ]

    def __str__(self) -> str:
        return f"{self.version_id} holds {self.service_id}"


class Order(WorkspaceRecord):
    """Which version of a service an opportunity or a project is about."""

    opportunity = models.OneToOneField(
        "funnel.Opportunity", models.CASCADE, null=True, related_name="order"
    )
    project = models.OneToOneField(Project, models.CASCADE, null=True, related_name="+")
    version = models.ForeignKey(ServiceVersion, models.PROTECT, related_name="orders")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(opportunity__isnull=False, project__isnull=True)
                | models.Q(opportunity__isnull=True, project__isnull=False),
                name="order_is_of_one_thing",
            )
        ]

    def __str__(self) -> str:
        return f"order of {self.version_id}"
