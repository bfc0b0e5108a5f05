from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from secondslice.core.models import WorkspaceRecord
from secondslice.customers.models import Contact, Customer
from secondslice.projects.models import Project
from secondslice.pulse.models import Ask, Taste
from secondslice.recovery import rules

IS_OPEN = models.Q(state__in=[state.value for state in rules.OPEN_STATES])
IS_CLOSED = models.Q(state__in=[state.value for state in rules.CLOSED_STATES])
IS_RECOVERED = models.Q(state=rules.State.RECOVERED.value)


class Case(WorkspaceRecord):
    """What we do about one customer's No, until the same person says Yes.

    `recovered_by` is the proof: the re-ask that this person answered with Yes. The table itself refuses a recovered
    case without it.
    """

    class State(models.TextChoices):
        OPEN = rules.State.OPEN.value, _("To be mended")
        ADJUSTED = rules.State.ADJUSTED.value, _("Adjusted")
        RE_ASKED = rules.State.RE_ASKED.value, _("Asked again")
        RECOVERED = rules.State.RECOVERED.value, _("Recovered")
        WITHDRAWN = rules.State.WITHDRAWN.value, _("Taken back by the customer")
        ERASED = rules.State.ERASED.value, _("Customer's data erased")

    class Severity(models.TextChoices):
        MINOR = "minor", _("Minor")
        MAJOR = "major", _("Major")

    ask = models.OneToOneField(Ask, models.PROTECT, related_name="case")
    project = models.ForeignKey(Project, models.PROTECT, related_name="+")
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="+")
    contact = models.ForeignKey(Contact, models.PROTECT, related_name="+")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    severity = models.CharField(max_length=5, choices=Severity, default=Severity.MINOR)
    second_no = models.BooleanField(default=False)  # the person said No to a re-ask too
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField()  # of the next step, see rules.step
    acknowledged_at = models.DateTimeField(null=True)  # the talk about the last No
    closed_at = models.DateTimeField(null=True)
    recovered_by = models.OneToOneField(Ask, models.PROTECT, null=True, related_name="+")

    class Meta:
        indexes = [
            models.Index(
                fields=["workspace", "due_at", "ref"], name="case_open_by_due", condition=IS_OPEN
            ),
            models.Index(
                fields=["workspace", "owner", "due_at"],
                name="case_open_of_owner",
                condition=IS_OPEN,
            ),
            models.Index(
                fields=["workspace", "-closed_at", "-ref"], name="case_closed", condition=IS_CLOSED
            ),
            models.Index(fields=["workspace", "project", "-opened_at"], name="case_of_project"),
            models.Index(fields=["workspace", "customer", "-opened_at"], name="case_of_customer"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=(IS_RECOVERED & models.Q(recovered_by__isnull=False))
                | (~IS_RECOVERED & models.Q(recovered_by__isnull=True)),
                name="recovered_case_has_its_proof",
            ),
            models.CheckConstraint(
                condition=(IS_OPEN & models.Q(closed_at__isnull=True))
                | (IS_CLOSED & models.Q(closed_at__isnull=False)),
                name="closed_case_has_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.contact} on {self.project}"

    @property
    def is_open(self) -> bool:
        """Tell whether we still owe the customer something, or wait for an answer."""
        return self.state in rules.OPEN_STATES

    @property
    def step(self) -> rules.Step:
        """Return what we owe the customer now."""
        return rules.step(self.state, talked=self.acknowledged_at is not None)

    def is_overdue(self, at: datetime) -> bool:
        """Tell whether the next step should have been done by now."""
        return self.is_open and self.due_at <= at


class Capacity(WorkspaceRecord):
    """How many cases somebody can mend at once; without an owner: everybody who has no row of his own."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="+")
    most = models.PositiveSmallIntegerField(default=rules.MOST_CASES)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "owner"], name="one_capacity_per_owner"),
            models.UniqueConstraint(
                fields=["workspace"],
                condition=models.Q(owner=None),
                name="one_capacity_for_everybody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.owner or 'everybody'}: {self.most}"


class Adjustment(WorkspaceRecord):
    """What was changed for this customer, and from when: the agreement that the re-ask quotes. Append-only."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="adjustments")
    what = models.CharField(_("what changes"), max_length=400)
    starts_on = models.DateField(_("from"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.what


class CaseNote(WorkspaceRecord):
    """One entry in the log of a case: what somebody wrote, or what happened. Append-only."""

    class Kind(models.TextChoices):
        NOTE = "note", _("Note")
        TALKED = "talked", _("Talked to the customer")
        OPENED = "opened", _("Opened")
        REOPENED = "reopened", _("Opened again")
        HANDED_OVER = "handed_over", _("Handed over")
        RECOVERED = "recovered", _("Recovered")
        WITHDRAWN = "withdrawn", _("Taken back by the customer")
        ERASED = "erased", _("Customer's data erased")

    case = models.ForeignKey(Case, models.CASCADE, related_name="notes")
    kind = models.CharField(max_length=11, choices=Kind, default=Kind.NOTE)
    words = models.TextField(_("note"), blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    # Who owns the case from here on, in entries about its opening and handing over.
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.words or self.kind


class ReAsk(WorkspaceRecord):
    """The question put once more, quoting an adjustment; `outcome` follows the person's answer."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="re_asks")
    ask = models.OneToOneField(Ask, models.PROTECT, related_name="re_ask")
    adjustment = models.ForeignKey(Adjustment, models.PROTECT, related_name="re_asks")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()
    outcome = models.CharField(max_length=3, choices=Taste, blank=True)

    def __str__(self) -> str:
        return f"{self.case}: {self.outcome or 'waiting'}"
