"""The watch: who leads at customers, what has turned, and the page that is drafted for an executive because of it."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from secondslice.core.models import WorkspaceRecord
from secondslice.customers.models import Contact, Customer
from secondslice.messaging.models import Message

# A name of its own: Testimonial stands in the module that imports this one.
QUOTE = "value.Testimonial"


class WatchTerms(WorkspaceRecord):
    """What the watch takes for an alarm in this workspace."""

    base = models.PositiveSmallIntegerField(
        _("usual share of No, in percent"),
        default=15,
        validators=[MinValueValidator(1), MaxValueValidator(60)],
    )
    shifted = models.PositiveSmallIntegerField(
        _("share of No worth noticing, in percent"),
        default=40,
        validators=[MinValueValidator(2), MaxValueValidator(95)],
    )
    limit = models.DecimalField(
        _("limit h"),
        max_digits=3,
        decimal_places=1,
        default=4.5,
        validators=[MinValueValidator(1), MaxValueValidator(12)],
    )
    quiet_days = models.PositiveSmallIntegerField(
        _("days without contact with an executive"),
        default=90,
        validators=[MinValueValidator(7), MaxValueValidator(730)],
    )
    around = models.PositiveSmallIntegerField(
        _("projects around the PMO within a year"),
        default=2,
        validators=[MinValueValidator(1), MaxValueValidator(50)],
    )
    most_quiet = models.PositiveSmallIntegerField(
        _("quiet executives at once"),
        default=5,
        validators=[MinValueValidator(1), MaxValueValidator(50)],
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace"], name="watch_terms_once"),
            models.CheckConstraint(
                condition=models.Q(shifted__gt=models.F("base")),
                name="watch_looks_for_more_no",
                violation_error_message=_(
                    "The share worth noticing must lie above the usual one. Raise it, or lower the usual one."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.base} to {self.shifted} %, h = {self.limit}"


class KnownExecutive(WorkspaceRecord):
    """Who leads at a customer, and since which day the watch knows it; no day: was there when the watch began.

    Somebody at the customer who is an executive in its projects, or the member named for the customer.
    """

    customer = models.ForeignKey(Customer, models.CASCADE, related_name="+")
    contact = models.ForeignKey(Contact, models.CASCADE, null=True, related_name="+")
    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="+"
    )
    since = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(contact__isnull=True, member__isnull=False)
                | models.Q(contact__isnull=False, member__isnull=True),
                name="known_executive_is_one_person",
            ),
            models.UniqueConstraint(
                fields=["workspace", "customer", "contact"],
                condition=models.Q(contact__isnull=False),
                name="executive_known_once",
            ),
            models.UniqueConstraint(
                fields=["workspace", "customer", "member"],
                condition=models.Q(member__isnull=False),
                name="named_executive_known_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.contact_id or self.member_id} at {self.customer_id}"


class Alarm(WorkspaceRecord):
    """Something has turned. It is raised once, has an owner, and is closed with what was done.

    `mark` is what makes it this one and no other: the answer at which a chart signalled, the newest project around the
    PMO, the day of the last contact, the new person. What was raised for a mark is never raised again.
    """

    class Kind(models.TextChoices):
        MORE_NO = "more_no", _("More No than usual")
        AROUND = "around", _("Projects go around the PMO")
        QUIET = "quiet", _("No contact with an executive")
        NEW = "new", _("A new executive")

    kind = models.CharField(max_length=7, choices=Kind)
    about = models.CharField(max_length=40)
    mark = models.CharField(max_length=60)
    customer = models.ForeignKey(Customer, models.PROTECT, null=True, related_name="+")
    # The executive for whom a page is drafted: somebody at a customer, or a member.
    contact = models.ForeignKey(Contact, models.PROTECT, null=True, related_name="+")
    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    facts = models.JSONField(default=dict)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    raised_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    done = models.CharField(_("what was done"), max_length=500, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["workspace", "-raised_at"], name="alarm_by_time"),
            models.Index(fields=["workspace", "contact"], name="alarm_of_contact"),
            models.Index(fields=["workspace", "customer"], name="alarm_of_customer"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "kind", "about", "mark"], name="alarm_once_per_mark"
            ),
            models.UniqueConstraint(
                fields=["workspace", "kind", "about"],
                condition=models.Q(closed_at__isnull=True),
                name="one_open_alarm_of_a_kind",
            ),
            models.CheckConstraint(
                condition=models.Q(closed_at__isnull=True) | ~models.Q(done=""),
                name="closed_alarm_says_what_was_done",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.about}"

    @property
    def is_open(self) -> bool:
        """Tell whether somebody must still do something about it."""
        return self.closed_at is None

    @property
    def executive_name(self) -> str:
        """Return the name of the executive the page is for; nothing where there is none."""
        person = self.contact or self.member
        return person.name if person else ""


class OnePager(WorkspaceRecord):
    """The words of the page for an executive, once somebody has changed them; until then they are drafted anew.

    The quote stands beside them and not in them, so that one that is taken back is gone from here, too.
    """

    alarm = models.OneToOneField(Alarm, models.CASCADE, related_name="page")
    words = models.TextField(_("words"))
    quote = models.ForeignKey(QUOTE, models.SET_NULL, null=True, blank=True, related_name="+")
    look = models.CharField(max_length=32)  # of the facts when it was written
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    message = models.ForeignKey(Message, models.SET_NULL, null=True, related_name="+")

    def __str__(self) -> str:
        return self.words[:80]
