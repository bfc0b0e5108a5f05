"""What would this place look like if the PMO wasn't around? What executives say, and what projects show."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from secondslice.core.models import WorkspaceRecord
from secondslice.customers.models import Contact, Customer
from secondslice.messaging.models import Message
from secondslice.value.counterfactual import rules

Code = rules.Code


class CounterfactualTerms(WorkspaceRecord):
    """Whether executives are asked by themselves, and how often. Off until the lead switches it on."""

    is_on = models.BooleanField(_("ask executives by themselves"), default=False)
    every_months = models.PositiveSmallIntegerField(_("every"), default=12)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace"], name="counterfactual_terms_once"),
            models.CheckConstraint(
                condition=models.Q(every_months__in=rules.EVERY),
                name="asked_every_half_or_whole_year",
            ),
        ]

    def __str__(self) -> str:
        return f"every {self.every_months} months"


class CounterfactualAsk(WorkspaceRecord):
    """One executive is asked on one occasion: somebody at a customer, or a member with the role of an executive.

    The secret of the link is made of `ref` (core.tokens). Its last answer is the one that counts.
    """

    class State(models.TextChoices):
        WAITING = "waiting"  # for the contact budget
        SENT = "sent"
        OVER = "over"  # the person is not to be asked, or was asked in vain

    contact = models.ForeignKey(Contact, models.PROTECT, null=True, related_name="+")
    customer = models.ForeignKey(Customer, models.PROTECT, null=True, related_name="+")
    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    state = models.CharField(max_length=7, choices=State, default=State.WAITING)
    token_digest = models.CharField(max_length=64, unique=True)
    message = models.ForeignKey(Message, models.SET_NULL, null=True, related_name="+")
    # Why it waits or is over (pulse.budget.Why), and until when nobody looks at it again.
    why = models.CharField(max_length=12, blank=True)
    again_at = models.DateTimeField(null=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    """Who pressed "Ask now"; nobody when it was due by itself."""
    at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["workspace", "contact"], name="counterfactuals_of_contact"),
            models.Index(fields=["workspace", "customer"], name="counterfactuals_of_customer"),
            models.Index(fields=["workspace", "member"], name="counterfactuals_of_member"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(contact__isnull=True, customer__isnull=True)
                | models.Q(contact__isnull=False, customer__isnull=False, member__isnull=True),
                name="counterfactual_asks_one_person",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="sent") | models.Q(sent_at__isnull=False),
                name="sent_counterfactual_has_a_time",
            ),
            models.UniqueConstraint(
                fields=["workspace", "contact"],
                condition=models.Q(state="waiting"),
                name="one_waiting_counterfactual_a_contact",
            ),
            models.UniqueConstraint(
                fields=["workspace", "member"],
                condition=models.Q(state="waiting"),
                name="one_waiting_counterfactual_a_member",
            ),
        ]

    def __str__(self) -> str:
        return f"counterfactual for {self.contact_id or self.member_id}"


class CounterfactualAnswer(WorkspaceRecord):
    """What an executive says. Never changed: another answer is a new row, and the old one stays."""

    ask = models.ForeignKey(CounterfactualAsk, models.CASCADE, related_name="answers")
    number = models.PositiveIntegerField()
    is_current = models.BooleanField(default=True)
    no_different = models.BooleanField(default=False)
    slower = models.BooleanField(default=False)
    dearer = models.BooleanField(default=False)
    not_finished = models.BooleanField(default=False)
    not_started = models.BooleanField(default=False)
    scale = models.PositiveSmallIntegerField(null=True)
    """1 "we can manage our own" to 5 "nobody else can deliver like the PMO"; null: not said."""
    words = models.TextField(blank=True)
    nonce = models.CharField(
        max_length=16, blank=True
    )  # of the page: who repeats it says nothing new
    on = models.DateField()
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["workspace", "-on"], name="counterfactual_by_day")]
        constraints = [
            models.UniqueConstraint(
                fields=["ask", "number"], name="counterfactual_once_per_number"
            ),
            models.UniqueConstraint(
                fields=["ask"],
                condition=models.Q(is_current=True),
                name="one_current_counterfactual_per_ask",
            ),
            models.CheckConstraint(
                condition=models.Q(no_different=True, slower=False, dearer=False)
                & models.Q(not_finished=False, not_started=False)
                | models.Q(no_different=False)
                & (
                    models.Q(slower=True)
                    | models.Q(dearer=True)
                    | models.Q(not_finished=True)
                    | models.Q(not_started=True)
                ),
                name="no_different_stands_alone",
            ),
            models.CheckConstraint(
                condition=models.Q(scale__isnull=True)
                | models.Q(scale__gte=rules.LOWEST, scale__lte=rules.HIGHEST),
                name="counterfactual_scale_of_five",
            ),
        ]

    def __str__(self) -> str:
        return ", ".join(self.codes)

    @property
    def codes(self) -> tuple[str, ...]:
        """Return the codes that were chosen (rules.Code), in the order of the page."""
        return tuple(code.value for code in Code if getattr(self, code.value))


class CounterfactualWork(WorkspaceRecord):
    """Work to be done after a "no different". No recovery case: nobody said No to a project, and no Yes closes it."""

    ask = models.OneToOneField(CounterfactualAsk, models.PROTECT, related_name="work")
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    due_on = models.DateField(_("due"))
    plan = models.TextField(_("what will be done"), blank=True)
    note = models.TextField(_("what was done"), blank=True)
    at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )

    class Meta:
        indexes = [
            models.Index(
                fields=["workspace", "due_on"],
                name="counterfactual_work_open",
                condition=models.Q(done_at__isnull=True),
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(done_at__isnull=True) | ~models.Q(note=""),
                name="done_work_says_what_was_done",
            )
        ]

    def __str__(self) -> str:
        return f"work after {self.ask_id}"


class ComparisonProject(WorkspaceRecord):
    """A project of a list to compare: run by the PMO or around it. Kept apart from the portfolio."""

    key = models.CharField(
        _("id"), max_length=100
    )  # by which it is found again; its name where it has none
    name = models.CharField(_("name"), max_length=200)
    customer = models.CharField(_("customer"), max_length=200, blank=True)
    size = models.CharField(_("size"), max_length=60, blank=True)
    kind = models.CharField(_("type"), max_length=60, blank=True)
    starts_on = models.DateField(_("start"), null=True)
    planned_end_on = models.DateField(_("planned end"), null=True)
    ended_on = models.DateField(_("end"), null=True)
    planned_cost = models.DecimalField(max_digits=16, decimal_places=2, null=True)
    actual_cost = models.DecimalField(max_digits=16, decimal_places=2, null=True)
    is_reached = models.BooleanField(_("outcome reached"), null=True)
    is_pmo = models.BooleanField(_("run by the PMO"))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "key"], name="one_comparison_per_key")
        ]

    def __str__(self) -> str:
        return self.name
