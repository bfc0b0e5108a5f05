"""What sales asks of delivery before it promises, what is then promised, and what became of it."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from secondslice.core.models import WorkspaceRecord
from secondslice.funnel.promises.rules import (
    MOST_WORKDAYS,
    WORKDAYS,
    Facts,
    Said,
    Verdict,
    is_looser,
    verdict,
)


class DeliveryTerms(WorkspaceRecord):
    """In how many working days delivery answers what sales asks, where a workspace has set it."""

    workdays = models.PositiveSmallIntegerField(_("working days to answer"), default=WORKDAYS)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace"], name="one_time_limit_for_delivery"),
            models.CheckConstraint(
                condition=models.Q(workdays__gte=1, workdays__lte=MOST_WORKDAYS),
                name="delivery_has_some_days",
            ),
        ]

    def __str__(self) -> str:
        return str(self.workdays)


class DeliveryCheck(WorkspaceRecord):
    """Can we promise this? Sales asks, delivery answers; neither changes what the other has said."""

    class Answer(models.TextChoices):
        YES = "yes", _("Yes")
        YES_IF = "yes_if", _("Yes, if ...")
        NO = "no", _("No, because ...")

    opportunity = models.ForeignKey("funnel.Opportunity", models.CASCADE, related_name="checks")
    scope = models.CharField(_("what"), max_length=500)
    price = models.DecimalField(_("price"), max_digits=14, decimal_places=2, null=True)
    currency = models.CharField(max_length=3)  # as it was when it was said
    on = models.DateField(_("by when"), null=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_of = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField()
    answer = models.CharField(_("answer"), max_length=6, choices=Answer, blank=True)
    words = models.CharField(_("condition, or reason"), max_length=500, blank=True)
    instead = models.CharField(_("what we can do instead"), max_length=500, blank=True)
    # Delivery's own estimate.
    estimated_price = models.DecimalField(
        _("delivery's price"), max_digits=14, decimal_places=2, null=True
    )
    estimated_on = models.DateField(_("delivery's day"), null=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    answered_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["workspace", "due_at"], name="checks_by_clock")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(answer="", answered_at__isnull=True)
                | (~models.Q(answer="") & models.Q(answered_at__isnull=False)),
                name="answered_check_has_a_time",
            ),
            models.CheckConstraint(
                condition=~models.Q(answer="no") | (~models.Q(words="") & ~models.Q(instead="")),
                name="no_comes_with_reason_and_way",
            ),
        ]

    def __str__(self) -> str:
        return self.scope[:80]

    @property
    def estimate(self) -> Said:
        """Return what delivery has said itself; a Yes without an estimate is a Yes to what was asked."""
        agreed = self.answer in {self.Answer.YES, self.Answer.YES_IF}
        return Said(
            self.estimated_on or (self.on if agreed else None),
            self.price if self.estimated_price is None and agreed else self.estimated_price,
        )

    def is_late(self, at: datetime) -> bool:
        """Tell whether delivery should have answered by now."""
        return not self.answer and self.due_at <= at


class Promise(WorkspaceRecord):
    """What the customer was told, beside delivery's own estimate. Later words are a new row; the old one stays."""

    opportunity = models.ForeignKey("funnel.Opportunity", models.CASCADE, related_name="promises")
    check_made = models.ForeignKey(
        DeliveryCheck, models.SET_NULL, null=True, related_name="promises"
    )
    scope = models.CharField(_("what"), max_length=500)
    price = models.DecimalField(_("price"), max_digits=14, decimal_places=2, null=True)
    currency = models.CharField(max_length=3)  # as it was when it was said
    on = models.DateField(_("by when"), null=True)
    told_on = models.DateField(_("told on"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    replaced_by = models.OneToOneField("self", models.SET_NULL, null=True, related_name="replaces")
    # What became of it.
    delivered_on = models.DateField(_("delivered on"), null=True)
    delivered_price = models.DecimalField(
        _("at the price of"), max_digits=14, decimal_places=2, null=True
    )
    is_whole = models.BooleanField(_("all that was promised"), default=True)
    outcome = models.CharField(_("in words"), max_length=500, blank=True)
    judged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    judged_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["workspace", "told_on"], name="promises_by_day")]

    def __str__(self) -> str:
        return self.scope[:80]

    @property
    def was_missed(self) -> bool:
        """Tell whether its day had passed already when a later promise took its place."""
        later = self.replaced_by
        return later is not None and self.on is not None and later.told_on > self.on

    @property
    def was_loosened(self) -> bool:
        """Tell whether a later promise named a later day or a higher price, or none any more."""
        later = self.replaced_by
        if later is None:
            return False
        return is_looser(Said(self.on, self.price), Said(later.on, later.price))

    @property
    def verdict(self) -> Verdict | None:
        """Return whether it was kept, by how much not, and on whose side; None before it is delivered.

        One that was replaced counts where its day had passed: it was broken, by the days that had passed at least.
        """
        if self.replaced_by is not None and not self.was_missed:
            return None
        estimate = self.check_made.estimate if self.check_made else Said()
        return verdict(
            Facts(
                promised_on=self.on,
                promised_price=self.price,
                estimated_on=estimate.on,
                estimated_price=estimate.price,
                delivered_on=self.replaced_by.told_on if self.replaced_by else self.delivered_on,
                delivered_price=self.delivered_price,
                is_whole=self.is_whole,
            )
        )
