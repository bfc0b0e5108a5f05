"""The ledger of what projects brought: planned, claimed, signed by the customer, verified by finance."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from secondslice.core.models import WorkspaceRecord
from secondslice.customers.models import Contact
from secondslice.messaging.models import Message
from secondslice.projects.models import Milestone, Project
from secondslice.value.ledger import rules


class Outcome(WorkspaceRecord):
    """What customers expect of a PMO: a category of the ledger, to be worded as the PMO likes."""

    class Group(models.TextChoices):
        DELIVERY = "delivery", _("Delivery")
        VALUE = "value", _("Value")
        CLARITY = "clarity", _("Clarity")
        CAPABILITY = "capability", _("Capability")
        RELATIONSHIP = "relationship", _("Relationship")

    code = models.CharField(max_length=36)
    group = models.CharField(_("group"), max_length=12, choices=Group)
    name = models.CharField(_("name"), max_length=100)
    position = models.PositiveIntegerField()
    is_used = models.BooleanField(default=True)  # else it is not offered for new benefits

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "code"], name="outcome_once_per_code")
        ]

    def __str__(self) -> str:
        return self.name


class Benefit(WorkspaceRecord):
    """One line of the ledger. Its figures stand in its readings; its stage is how far they are believed."""

    class Kind(models.TextChoices):
        MONEY = "money", _("Money")
        MEASURED = "measured", _("Measured")

    class Direction(models.TextChoices):
        UP = "up", _("More is better")
        DOWN = "down", _("Less is better")

    class How(models.TextChoices):
        SUM = rules.How.SUM.value, _("Sum of all periods")
        AVERAGE = rules.How.AVERAGE.value, _("Average")
        RECENT = rules.How.RECENT.value, _("Most recent")
        MAX = rules.How.MAX.value, _("Highest")
        MIN = rules.How.MIN.value, _("Lowest")

    class Anchor(models.TextChoices):
        GO_LIVE = "go_live", _("The project's end (go-live)")
        MILESTONE = "milestone", _("A milestone")

    class Stage(models.TextChoices):
        PLANNED = rules.Stage.PLANNED.value, _("Planned")
        CLAIMED = rules.Stage.CLAIMED.value, _("Claimed")
        COSIGNED = rules.Stage.COSIGNED.value, _("Co-signed by the customer")
        VERIFIED = rules.Stage.VERIFIED.value, _("Verified by finance")

    project = models.ForeignKey(Project, models.PROTECT, related_name="benefits")
    outcome = models.ForeignKey(Outcome, models.PROTECT, related_name="benefits")
    title = models.CharField(_("title"), max_length=200)
    kind = models.CharField(_("kind"), max_length=8, choices=Kind, default=Kind.MONEY)
    currency = models.CharField(_("currency"), max_length=3, blank=True)  # of money
    unit = models.CharField(_("unit"), max_length=40, blank=True)  # of what is measured
    direction = models.CharField(max_length=4, choices=Direction, default=Direction.UP)
    baseline = models.DecimalField(max_digits=16, decimal_places=2, null=True)
    target = models.DecimalField(max_digits=16, decimal_places=2, null=True)
    how = models.CharField(_("over the periods"), max_length=7, choices=How, default=How.SUM)
    anchor = models.CharField(max_length=9, choices=Anchor, default=Anchor.GO_LIVE)
    milestone = models.ForeignKey(Milestone, models.SET_NULL, null=True, related_name="+")
    offset_days = models.IntegerField(default=0)
    # Who answers for it once the project is over: somebody at the customer.
    owner = models.ForeignKey(Contact, models.SET_NULL, null=True, related_name="+")
    attribution = models.DecimalField(max_digits=5, decimal_places=2, default=100)
    method = models.TextField(_("method"), blank=True)
    assumptions = models.TextField(_("assumptions"), blank=True)
    stage = models.CharField(max_length=8, choices=Stage, default=Stage.PLANNED)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["workspace", "stage"], name="benefit_by_stage"),
            models.Index(fields=["workspace", "project"], name="benefit_of_project"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(attribution__gte=0, attribution__lte=100),
                name="attribution_is_a_percentage",
            ),
            models.CheckConstraint(
                condition=models.Q(kind="measured") | ~models.Q(currency=""),
                name="money_has_a_currency",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class BenefitShare(WorkspaceRecord):
    """How much of a benefit counts for a project. All shares of one benefit sum to at most 100."""

    benefit = models.ForeignKey(Benefit, models.CASCADE, related_name="shares")
    project = models.ForeignKey(Project, models.PROTECT, related_name="+")
    percent = models.DecimalField(max_digits=5, decimal_places=2)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["benefit", "project"], name="one_share_per_project"),
            models.CheckConstraint(
                condition=models.Q(percent__gt=0, percent__lte=100), name="share_is_a_percentage"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.percent} % of {self.benefit_id}"


class Reading(WorkspaceRecord):
    """What was planned or found for a period. Never changed: a correction is a new row, and the old one stays."""

    class Kind(models.TextChoices):
        PLANNED = "planned", _("Planned")
        ACTUAL = "actual", _("Found")

    benefit = models.ForeignKey(Benefit, models.CASCADE, related_name="readings")
    kind = models.CharField(max_length=7, choices=Kind)
    begins_on = models.DateField()
    ends_on = models.DateField()
    value = models.DecimalField(max_digits=16, decimal_places=2, null=True)  # null: taken back
    note = models.CharField(max_length=300, blank=True)
    number = models.PositiveIntegerField()
    is_current = models.BooleanField(default=True)
    # Who entered it by the link in a reminder; else `by`, a member.
    reader = models.ForeignKey(Contact, models.SET_NULL, null=True, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["benefit", "kind", "begins_on"],
                condition=models.Q(is_current=True),
                name="one_current_reading_of_a_period",
            ),
            models.UniqueConstraint(
                fields=["benefit", "kind", "begins_on", "number"], name="reading_once_per_number"
            ),
            models.CheckConstraint(
                condition=models.Q(ends_on__gte=models.F("begins_on")),
                name="reading_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.begins_on}: {self.value}"


class Evidence(WorkspaceRecord):
    """A link to what proves a benefit, or a file: one of the two."""

    benefit = models.ForeignKey(Benefit, models.CASCADE, related_name="evidence")
    title = models.CharField(_("what it is"), max_length=150)  # of a file its name
    url = models.URLField(_("link"), max_length=500, blank=True)
    size = models.PositiveIntegerField(default=0)
    digest = models.CharField(max_length=64, blank=True)
    stored = models.CharField(
        max_length=32, blank=True
    )  # its name in the folder, see core/files.py
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(stored="") & ~models.Q(url="")
                | ~models.Q(stored="") & models.Q(url=""),
                name="proof_is_a_link_or_a_file",
            )
        ]

    def __str__(self) -> str:
        return self.title


class SignRequest(WorkspaceRecord):
    """Somebody at the customer is asked whether a benefit has arrived. The secret is made of `ref` (core.tokens)."""

    class State(models.TextChoices):
        WAITING = "waiting"  # for the contact budget
        SENT = "sent"
        OVER = "over"  # the figures changed, or the person is not to be asked

    benefit = models.ForeignKey(Benefit, models.CASCADE, related_name="requests")
    contact = models.ForeignKey(Contact, models.PROTECT, related_name="+")
    state = models.CharField(max_length=7, choices=State, default=State.WAITING)
    token_digest = models.CharField(max_length=64, unique=True)
    facts = models.JSONField()  # what is signed, as it is shown
    amount = models.DecimalField(max_digits=16, decimal_places=2)
    money = models.DecimalField(max_digits=16, decimal_places=2, null=True)  # of the PMO's part
    until = models.DateField()
    """The last day that the figures are about."""
    message = models.ForeignKey(Message, models.SET_NULL, null=True, related_name="+")
    # Why it waits (pulse.budget.Why), and until when nobody looks at it again.
    why = models.CharField(max_length=12, blank=True)
    again_at = models.DateTimeField(null=True)
    is_automatic = models.BooleanField(default=False)  # a measuring day came; nobody pressed
    lost_at = models.DateTimeField(null=True)
    """When it died without an answer: the person is not to be asked, or the mail came back (`why`)."""
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["workspace", "contact"], name="sign_requests_of_contact"),
            models.Index(
                fields=["workspace", "lost_at"],
                name="sign_requests_lost",
                condition=models.Q(lost_at__isnull=False),
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["benefit"],
                condition=~models.Q(state="over"),
                name="one_open_request_per_benefit",
            )
        ]

    def __str__(self) -> str:
        return f"request for {self.benefit_id}"


class Signature(WorkspaceRecord):
    """What the customer said of the figures in a request. Changed figures void it; the row stays."""

    class Verdict(models.TextChoices):
        ARRIVED = rules.Verdict.ARRIVED.value, _("Arrived")
        PARTLY = rules.Verdict.PARTLY.value, _("Partly arrived")
        NOT = rules.Verdict.NOT.value, _("Not arrived")

    request = models.ForeignKey(SignRequest, models.CASCADE, related_name="signatures")
    benefit = models.ForeignKey(Benefit, models.CASCADE, related_name="signatures")
    verdict = models.CharField(max_length=7, choices=Verdict)
    percent = models.DecimalField(max_digits=5, decimal_places=2)
    words = models.TextField(blank=True)
    on = models.DateField()
    at = models.DateTimeField()
    is_valid = models.BooleanField(default=True)
    void_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["benefit"],
                condition=models.Q(is_valid=True),
                name="one_valid_signature_per_benefit",
            )
        ]

    def __str__(self) -> str:
        return f"{self.verdict} ({self.benefit_id})"


class Verification(WorkspaceRecord):
    """Finance has looked at a signed figure and stands behind it."""

    signature = models.OneToOneField(Signature, models.CASCADE, related_name="verification")
    words = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"verification of {self.signature_id}"


class LedgerTerms(WorkspaceRecord):
    """How this workspace reckons, and who verifies for finance: one executive, never who runs the PMO."""

    yearly_rate = models.DecimalField(max_digits=5, decimal_places=2, default=8)  # in percent
    finance = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    reminds = models.BooleanField(default=True)  # on measuring days, without anybody pressing

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace"], name="ledger_terms_once"),
        ]

    def __str__(self) -> str:
        return f"{self.yearly_rate} %"


class Rate(WorkspaceRecord):
    """What one unit of a currency is worth in the workspace's own, from a day on. Entered by hand."""

    currency = models.CharField(_("currency"), max_length=3)
    on = models.DateField(_("from"))
    rate = models.DecimalField(_("rate"), max_digits=14, decimal_places=6)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "currency", "on"], name="one_rate_per_currency_and_day"
            ),
            models.CheckConstraint(condition=models.Q(rate__gt=0), name="rate_is_above_nothing"),
        ]

    def __str__(self) -> str:
        return f"{self.currency} {self.rate} from {self.on}"


class PmoCost(WorkspaceRecord):
    """What the PMO cost in a month, in the workspace's own currency."""

    month = models.DateField(_("month"))  # its first day
    amount = models.DecimalField(_("amount"), max_digits=14, decimal_places=2)
    note = models.CharField(_("note"), max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "month"], name="one_cost_per_month")
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}: {self.amount}"
