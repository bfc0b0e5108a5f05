"""Reports that were issued, the links that show them to people without an account, and who gets them by mail."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from secondslice.core.models import WorkspaceRecord
from secondslice.customers.models import Contact, Customer
from secondslice.messaging.models import Message
from secondslice.reports.templates_kept.models import ReportTemplate


class Report(WorkspaceRecord):
    """A report as it was issued: frozen, except for the words of quotes, which are not in it.

    `content` is the canonical JSON of a `reports.document.Document`, `fingerprint` its SHA-256.
    """

    class Kind(models.TextChoices):
        EXECUTIVE = "executive", _("Executive report")
        ONE_PAGER = "one-pager", _("One-pager")
        DEFENCE = "defence", _("Defence pack")

    kind = models.CharField(max_length=9, choices=Kind)
    customer = models.ForeignKey(Customer, models.PROTECT, null=True, related_name="+")
    begins_on = models.DateField()
    ends_on = models.DateField()
    language = models.CharField(max_length=10)
    title = models.CharField(max_length=300)
    content = models.TextField()
    fingerprint = models.CharField(max_length=64)
    quoted = models.JSONField(
        default=list
    )  # the quotes of it, so that a list need not read the whole
    issued_at = models.DateTimeField()
    # Nobody: it was issued by the schedule.
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    # A later one about the same was issued. Whether a quote is gone is seen when it is read.
    superseded_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["workspace", "-issued_at", "-ref"], name="reports_by_issue"),
        ]
        constraints = [
            # What stands is one about the same: it is drawn on another day each time it is issued, so
            # only an executive report is told apart by its days, and that by the first of its quarter.
            models.UniqueConstraint(
                fields=["workspace", "kind", "language", "customer"],
                condition=models.Q(superseded_at=None, customer__isnull=False),
                name="one_standing_report_of_customer",
            ),
            models.UniqueConstraint(
                fields=["workspace", "language", "begins_on"],
                condition=models.Q(superseded_at=None, kind="executive"),
                name="one_standing_report_of_quarter",
            ),
            models.UniqueConstraint(
                fields=["workspace", "language"],
                condition=models.Q(superseded_at=None, kind="defence"),
                name="one_standing_defence_pack",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class ReportShare(WorkspaceRecord):
    """A link that shows a report to whoever has it. The secret is made of `ref` (core.tokens)."""

    report = models.ForeignKey(Report, models.CASCADE, related_name="shares")
    token_digest = models.CharField(max_length=64, unique=True)
    note = models.CharField(_("for whom"), max_length=100, blank=True)
    password = models.CharField(max_length=128, blank=True)  # hashed; empty: none is asked for
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)  # wrong passwords, since `tries_since`
    tries_since = models.DateTimeField(null=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.note or f"link to {self.report_id}"


class ShareViews(WorkspaceRecord):
    """How often a link was opened on a day. Nothing is kept of who did."""

    share = models.ForeignKey(ReportShare, models.CASCADE, related_name="views")
    day = models.DateField()
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["share", "day"], name="one_count_per_share_and_day")
        ]

    def __str__(self) -> str:
        return f"{self.day}: {self.count}"


class ReportTerms(WorkspaceRecord):
    """Whether the executive report leaves by itself when a quarter is over. It does not unless somebody says so."""

    is_sent = models.BooleanField(default=False)
    # The last quarter that was looked after: once each, whatever happens.
    done_until = models.DateField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace"], name="report_terms_once")]

    def __str__(self) -> str:
        return f"sent: {self.is_sent}"


class ReportReader(WorkspaceRecord):
    """An executive at a customer who gets the report of each quarter, within the contact budget."""

    contact = models.ForeignKey(Contact, models.CASCADE, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "contact"], name="report_reader_once")
        ]

    def __str__(self) -> str:
        return f"reader {self.contact_id}"


class ReportCopy(WorkspaceRecord):
    """A report on its way to one executive at a customer."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waits")
        SENT = "sent", _("Sent")
        LEFT_OUT = "left_out", _("Left out")

    share = models.ForeignKey(ReportShare, models.CASCADE, related_name="copies")
    contact = models.ForeignKey(Contact, models.CASCADE, related_name="+")
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    # Why it waits (pulse.budget.Why) or was left out (and rules.Dropped), and until when nobody looks at it again.
    why = models.CharField(max_length=14, blank=True)
    again_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    left_out_at = models.DateTimeField(null=True)
    message = models.ForeignKey(Message, models.SET_NULL, null=True, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["workspace", "contact"], name="report_copies_of_contact")]
        constraints = [
            models.UniqueConstraint(fields=["share", "contact"], name="one_report_copy_per_person")
        ]

    def __str__(self) -> str:
        return f"copy for {self.contact_id}"


__all__ = [
    "Report",
    "ReportCopy",
    "ReportReader",
    "ReportShare",
    "ReportTemplate",
    "ReportTerms",
    "ShareViews",
]
