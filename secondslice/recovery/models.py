from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from secondslice.core.models import WorkspaceRecord
from secondslice.customers.models import Contact, Customer
from secondslice.projects.models import Project
from secondslice.pulse.models import Ask
from secondslice.recovery import rules
from secondslice.recovery.adjustment_models import Adjustment, AgreedUpdate, ReAsk, RiskReview
from secondslice.recovery.thread_models import Attachment, CaseMail, CaseReply

__all__ = [
    "Adjustment",
    "AgreedUpdate",
    "Attachment",
    "Capacity",
    "Case",
    "CaseMail",
    "CaseNote",
    "CaseReply",
    "Playbook",
    "ReAsk",
    "RiskReview",
    "TimeLimits",
    "Waiver",
]

IS_OPEN = models.Q(state__in=[state.value for state in rules.OPEN_STATES])
IS_CLOSED = models.Q(state__in=[state.value for state in rules.CLOSED_STATES])
IS_WAIVED = models.Q(state=rules.State.NOT_RECOVERED.value)
IS_RECOVERED = models.Q(state=rules.State.RECOVERED.value)


class Case(WorkspaceRecord):
    """What we do about one customer's No, until the same person says Yes.

    `recovered_by` is the proof: the re-ask that this person answered with Yes. The table itself refuses a recovered
    case without it.
    """

    class State(models.TextChoices):
        NEW = rules.State.NEW.value, _("New")
        ACKNOWLEDGED = rules.State.ACKNOWLEDGED.value, _("Heard")
        PLANNED = rules.State.PLANNED.value, _("Planned")
        ADJUSTED = rules.State.ADJUSTED.value, _("Adjusted")
        RE_ASKED = rules.State.RE_ASKED.value, _("Asked again")
        RECOVERED = rules.State.RECOVERED.value, _("Recovered")
        NOT_RECOVERED = rules.State.NOT_RECOVERED.value, _("Not recovered")
        NO_ANSWER = rules.State.NO_ANSWER.value, _("No answer")
        WITHDRAWN = rules.State.WITHDRAWN.value, _("Taken back by the customer")
        ERASED = rules.State.ERASED.value, _("Customer's data erased")

    class Severity(models.TextChoices):
        MINOR = "minor", _("Minor")
        MAJOR = "major", _("Major")

    class Deviation(models.TextChoices):
        """Why this is not the first time that we let somebody down."""

        PERSON = "person", _("The same person said No a short time ago")
        CAUSE = "cause", _("The same cause a second time at this customer")

    ask = models.OneToOneField(Ask, models.PROTECT, related_name="case")
    project = models.ForeignKey(Project, models.PROTECT, related_name="+")
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="+")
    contact = models.ForeignKey(Contact, models.PROTECT, related_name="+")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    state = models.CharField(max_length=13, choices=State, default=State.NEW)
    severity = models.CharField(max_length=5, choices=Severity, default=Severity.MINOR)
    second_no = models.BooleanField(default=False)  # the person said No to a re-ask too
    # Not the first time, see rules of docs/guide/recovery.md; `follows` is the case before, of the same person.
    deviation = models.CharField(max_length=6, choices=Deviation, blank=True)
    follows = models.ForeignKey("self", models.SET_NULL, null=True, related_name="followed_by")
    cause = models.SlugField(max_length=30, blank=True)  # code of a reason: what lies behind the No
    plan = models.CharField(_("what we will do"), max_length=400, blank=True)
    planned_for = models.DateField(
        _("by"), null=True
    )  # until when the customer was told it is done
    opened_at = models.DateTimeField()
    said_at = models.DateTimeField()  # the newest No: from here the customer's time runs
    # Since when the next step of ours counts. While the customer thinks: of the one that is ours without the question.
    began_at = models.DateTimeField()
    due_at = models.DateTimeField()  # of the next step, see rules.step
    half_at = models.DateTimeField(
        null=True
    )  # half of the time for the next step of ours has passed
    warned = models.PositiveSmallIntegerField(default=0)  # time_limits.Warned, of the next step
    touched_at = models.DateTimeField()  # somebody last did or wrote something
    acknowledged_at = models.DateTimeField(null=True)  # the talk about the last No
    closed_at = models.DateTimeField(null=True)
    recovered_by = models.OneToOneField(Ask, models.PROTECT, null=True, related_name="+")
    waiver = models.OneToOneField("Waiver", models.PROTECT, null=True, related_name="+")

    class Meta:
        # SQLite uses a partial index that asks whether a column is empty, and none that holds a list of states.
        indexes = [
            models.Index(
                fields=["workspace", "due_at", "ref"],
                name="case_open_by_due",
                condition=models.Q(closed_at__isnull=True),
            ),
            models.Index(
                fields=["workspace", "owner", "due_at"],
                name="case_open_of_owner",
                condition=IS_OPEN,
            ),
            models.Index(
                fields=["workspace", "-closed_at", "-ref"],
                name="case_closed",
                condition=models.Q(closed_at__isnull=False),
            ),
            models.Index(fields=["workspace", "state", "due_at", "ref"], name="case_of_column"),
            models.Index(fields=["workspace", "contact", "-opened_at"], name="case_of_person"),
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
                condition=(IS_WAIVED & models.Q(waiver__isnull=False))
                | (~IS_WAIVED & models.Q(waiver__isnull=True)),
                name="given_up_case_has_two_names",
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


class Waiver(WorkspaceRecord):
    """Somebody wants to give a case up, and why; it is given up only when a second person agrees."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="waivers")
    reason = models.CharField(_("why"), max_length=400)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True)
    is_granted = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case"],
                condition=models.Q(decided_at__isnull=True),
                name="one_waiver_waits_per_case",
            ),
            models.CheckConstraint(
                condition=~models.Q(decided_by=models.F("asked_by"), is_granted=True),
                name="nobody_waives_alone",
            ),
            models.CheckConstraint(
                condition=models.Q(is_granted=False) | models.Q(decided_by__isnull=False),
                name="granted_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return self.reason


class Playbook(WorkspaceRecord):
    """What to do about one cause, in the workspace's own words; an empty field leaves the product's words."""

    code = models.SlugField(max_length=30)  # of a reason
    questions = models.TextField(_("questions for the call"), blank=True)
    remedies = models.TextField(_("what usually helps"), blank=True)
    mail = models.TextField(_("first mail"), blank=True)
    is_about_owner = models.BooleanField(default=False)  # then the PMO lead takes the case

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "code"], name="one_playbook_per_cause")
        ]

    def __str__(self) -> str:
        return self.code


class TimeLimits(WorkspaceRecord):
    """How long each step may take, by severity, where a workspace has its own: see time_limits.Limits."""

    severity = models.CharField(max_length=5, choices=Case.Severity)
    acknowledge = models.PositiveSmallIntegerField()
    plan = models.PositiveSmallIntegerField()
    fix = models.PositiveSmallIntegerField()
    ask_from = models.PositiveSmallIntegerField()
    ask_until = models.PositiveSmallIntegerField()
    executive = models.PositiveSmallIntegerField()
    untouched = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "severity"], name="one_set_of_limits_per_severity"
            )
        ]

    def __str__(self) -> str:
        return self.severity


class CaseNote(WorkspaceRecord):
    """One entry in the log of a case: what somebody wrote, or what happened. Append-only."""

    class Kind(models.TextChoices):
        NOTE = "note", _("Note")
        TALKED = "talked", _("Talked to the customer")
        PLANNED = "planned", _("Planned")
        OPENED = "opened", _("Opened")
        REOPENED = "reopened", _("Opened again")
        HANDED_OVER = "handed_over", _("Handed over")
        PASSED_ON = "passed_on", _("Went to somebody else")
        WARNED = "warned", _("Warned")
        CAUSE = "cause", _("Cause")
        WAIVER_ASKED = "waiver", _("Wants to give it up")
        WAIVER_REFUSED = "not_waived", _("Not given up")
        NOT_RECOVERED = "given_up", _("Given up")
        NO_ANSWER = "no_answer", _("No answer")
        RECOVERED = "recovered", _("Recovered")
        WITHDRAWN = "withdrawn", _("Taken back by the customer")
        ERASED = "erased", _("Customer's data erased")
        ENDED = "ended", _("Agreement ended")
        WATCHED = "watched", _("Still on watch")
        ISSUE = "issue", _("Turned into an issue")
        GONE = "gone", _("Gone")
        TOLD = "told", _("Told to everybody")
        UNTOLD = "untold", _("Told no longer")
        UNASKED = "unasked", _("Question taken back")

    class Why(models.TextChoices):
        """Why the case went to somebody else by itself."""

        PERSON = "person", _("the same person said No a short time ago")
        CAUSE = "cause", _("it is the same cause a second time at this customer")
        BLAMED = "blamed", _("the reasons are about the owner")
        AWAY = "away", _("the owner is away")
        GONE = "gone", _("the owner does not look after such cases any more")

    case = models.ForeignKey(Case, models.CASCADE, related_name="notes")
    kind = models.CharField(max_length=11, choices=Kind, default=Kind.NOTE)
    why = models.CharField(max_length=6, choices=Why, blank=True)
    words = models.TextField(_("note"), blank=True)
    day = models.DateField(
        null=True
    )  # until when, in a plan or an agreement; of the next look at a risk
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    # Who owns the case from here on, in entries about its opening and handing over.
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.words or self.kind
