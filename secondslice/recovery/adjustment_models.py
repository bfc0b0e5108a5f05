"""What was changed for a customer, how that is kept, and the question that quotes it."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from secondslice.core.models import WorkspaceRecord
from secondslice.pulse.models import Ask, Taste


class Adjustment(WorkspaceRecord):
    """What was changed, from when, until when and for whom: the agreement that the re-ask quotes.

    What it says is never rewritten: somebody may have read it. It can end, and it can be told to everybody.
    """

    class Kind(models.TextChoices):
        CHANGE = "change", _("A change")
        AGREEMENT = "agreement", _("A communication agreement")
        WATCH = "watch", _("A risk put on watch")

    class ForWhom(models.TextChoices):
        PERSON = "person", _("For this person")
        CUSTOMER = "customer", _("For everybody at this customer")
        ALL = "all", _("For all our customers")

    class Rhythm(models.TextChoices):
        DAILY = "daily", _("every working day")
        WEEKLY = "weekly", _("every week")
        FORTNIGHTLY = "fortnightly", _("every two weeks")
        MONTHLY = "monthly", _("every month")

    case = models.ForeignKey("recovery.Case", models.CASCADE, related_name="adjustments")
    kind = models.CharField(max_length=9, choices=Kind, default=Kind.CHANGE)
    for_whom = models.CharField(
        _("for whom"), max_length=8, choices=ForWhom, default=ForWhom.PERSON
    )
    what = models.CharField(_("what changes"), max_length=400)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), null=True)  # the last day on which it holds
    # Of a communication agreement: the first update falls on the first such day from `starts_on` on.
    rhythm = models.CharField(_("how often"), max_length=11, choices=Rhythm, blank=True)
    weekday = models.PositiveSmallIntegerField(_("on which day"), null=True)  # Monday is 0
    format = models.CharField(_("in which form"), max_length=80, blank=True)
    channel = models.CharField(_("by which way"), max_length=80, blank=True)
    # Of a risk put on watch.
    trigger = models.CharField(_("what would be the sign"), max_length=200, blank=True)
    review_on = models.DateField(_("next look at it"), null=True)
    # "What we changed because you told us": the words for everybody, without a name, and since when they are told.
    public_words = models.CharField(_("in words for everybody"), max_length=400, blank=True)
    told_on = models.DateField(null=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(
                fields=["workspace", "review_on"],
                name="watch_by_review",
                condition=models.Q(review_on__isnull=False),
            ),
            models.Index(
                fields=["workspace", "case"],
                name="agreements_kept",
                condition=models.Q(kind="agreement"),
            ),
            models.Index(
                fields=["workspace", "-told_on"],
                name="changes_told",
                condition=models.Q(told_on__isnull=False),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(kind="agreement") | ~models.Q(rhythm=""),
                name="agreement_has_a_rhythm",
            ),
            models.CheckConstraint(
                condition=models.Q(told_on__isnull=True) | ~models.Q(public_words=""),
                name="told_change_has_words",
            ),
        ]

    def __str__(self) -> str:
        return self.what

    def is_over(self, today: date) -> bool:
        """Tell whether this holds no more."""
        return self.ends_on is not None and self.ends_on < today


class AgreedUpdate(WorkspaceRecord):
    """One update that an agreement promised for a day, and that was delivered, or left out with a reason."""

    adjustment = models.ForeignKey(Adjustment, models.CASCADE, related_name="updates")
    promised_on = models.DateField()
    delivered_on = models.DateField(null=True)  # without a day: left out
    words = models.CharField(max_length=400, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["adjustment", "promised_on"], name="one_update_per_promised_day"
            )
        ]

    def __str__(self) -> str:
        return f"{self.adjustment}: {self.promised_on}"


class RiskReview(WorkspaceRecord):
    """Somebody has looked at a risk on watch."""

    class Outcome(models.TextChoices):
        WATCHED = "watched", _("Still on watch")
        ISSUE = "issue", _("Turned into an issue")
        GONE = "gone", _("Gone")

    adjustment = models.ForeignKey(Adjustment, models.CASCADE, related_name="reviews")
    outcome = models.CharField(max_length=7, choices=Outcome)
    words = models.CharField(max_length=400, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.adjustment}: {self.outcome}"


class ReAsk(WorkspaceRecord):
    """The question put once more, quoting an adjustment; `outcome` follows the person's answer."""

    case = models.ForeignKey("recovery.Case", models.CASCADE, related_name="re_asks")
    ask = models.OneToOneField(Ask, models.PROTECT, related_name="re_ask")
    adjustment = models.ForeignKey(Adjustment, models.PROTECT, related_name="re_asks")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()
    outcome = models.CharField(max_length=3, choices=Taste, blank=True)

    def __str__(self) -> str:
        return f"{self.case}: {self.outcome or 'waiting'}"
