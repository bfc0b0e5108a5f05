from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from secondslice.core.errors import RuleBroken
from secondslice.core.models import WorkspaceRecord
from secondslice.customers.models import Contact, Customer
from secondslice.messaging.models import Message
from secondslice.projects.models import Project
from secondslice.pulse import modes
from secondslice.pulse.channels import Channel, Way

MODE_IS_FROZEN = _(
    "How a person was asked cannot be changed after the question was sent: it stood on the page. Ask anew instead."
)


class Taste(models.TextChoices):
    YES = "yes", _("Yes")
    NO = "no", _("No")


class Verdict(models.TextChoices):
    HUMAN = "human", _("Human")
    SUSPECT = "suspect", _("Unconfirmed")
    MACHINE = "machine", _("Machine")


class Wording(WorkspaceRecord):
    """One version of the question in one language. Never changed: an edit is a new version."""

    language = models.CharField(max_length=10)
    point = models.CharField(max_length=30, blank=True)  # the taste point it is for; blank: all
    version = models.PositiveIntegerField(default=1)
    question = models.CharField(_("question"), max_length=120)
    intro = models.CharField(_("first sentence of the mail"), max_length=300, blank=True)
    is_current = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "language", "point", "version"],
                name="one_wording_per_version",
            ),
            models.UniqueConstraint(
                fields=["workspace", "language", "point"],
                condition=models.Q(is_current=True),
                name="one_current_wording",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.question} ({self.language} {self.version})"


class Reason(WorkspaceRecord):
    """A chip under an answer: the cause of a No, or what was praised in a Yes."""

    class Severity(models.TextChoices):
        MINOR = "minor", _("Minor")
        MAJOR = "major", _("Major")

    taste = models.CharField(max_length=3, choices=Taste)
    code = models.SlugField(max_length=30)
    label = models.CharField(
        max_length=80, blank=True
    )  # blank: the product's own words, translated
    severity = models.CharField(max_length=5, choices=Severity, default=Severity.MINOR)
    position = models.PositiveSmallIntegerField(default=0)
    is_shown = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "taste", "code"], name="one_reason_per_code"
            )
        ]
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.label or self.code


class Asks(models.QuerySet["Ask"]):
    """Questions. How a person was asked cannot be changed: the promise stood on the page (docs/adr/0013)."""

    def update(self, **values: Any) -> int:  # noqa: ANN401  (Django's signature)
        """Change columns, but never the mode; `bulk_update` comes this way too."""
        if "mode" in values:
            raise RuleBroken(MODE_IS_FROZEN)
        return super().update(**values)


class ReasonWords(WorkspaceRecord):
    """What a reason is called in one more language than the workspace's own, in the workspace's words."""

    reason = models.ForeignKey(Reason, models.CASCADE, related_name="words")
    language = models.CharField(max_length=10)
    label = models.CharField(max_length=80)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["reason", "language"], name="one_name_per_language")
        ]

    def __str__(self) -> str:
        return f"{self.label} ({self.language})"


class Ask(WorkspaceRecord):
    """One question to one contact about one project on one occasion, and the answer that counts.

    The answer here is a projection of the revisions: the last one that a person gave. `version` rises with every
    revision of whatever verdict, so that two that arrive together cannot both be "the first". Of an anonymous question
    it is known that it was answered, so that nobody is reminded, and nothing else: neither what nor when.
    """

    class State(models.TextChoices):
        SENT = "sent", _("Waiting for an answer")
        ANSWERED = "answered", _("Answered")
        EXPIRED = "expired", _("No answer")
        BOUNCED = "bounced", _("Not delivered")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    class Kind(models.TextChoices):
        FIRST = "first", _("Question")
        RE_ASK = "re_ask", _("Asked again")

    class Worth(models.TextChoices):
        CLOSE = "close", _("At the close")
        LATER = "later", _("In operation")

    class Mode(models.TextChoices):
        NAMED = modes.Mode.NAMED.value, _("Named")
        CONFIDENTIAL = modes.Mode.CONFIDENTIAL.value, _("Confidential")
        ANONYMOUS = modes.Mode.ANONYMOUS.value, _("Anonymous")

    objects = Asks.as_manager()

    project = models.ForeignKey(Project, models.PROTECT, related_name="asks")
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="+")
    contact = models.ForeignKey(Contact, models.PROTECT, related_name="asks")
    # Who answers for the project at the time of asking: a later change of manager must not move the credit.
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    wording = models.ForeignKey(Wording, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=6, choices=Kind, default=Kind.FIRST)
    mode = models.CharField(max_length=12, choices=Mode, default=Mode.NAMED)
    way = models.CharField(max_length=5, choices=Way, default=Way.MAIL)
    language = models.CharField(max_length=10)
    role = models.CharField(
        max_length=10, blank=True
    )  # the contact's part in the project when asked
    phase = models.CharField(max_length=12, blank=True)  # of the project when asked
    # When the person may also say what it was worth (0 to 10); empty: not asked.
    worth = models.CharField(max_length=5, choices=Worth, blank=True)
    # In a re-ask: what the person told us then, and what has changed since; both as sentences in the ask's language.
    told_us = models.CharField(max_length=300, blank=True)
    quoted_adjustment = models.CharField(max_length=1200, blank=True)
    token_digest = models.CharField(max_length=64, unique=True)
    # One mail may ask about several projects.
    message = models.ForeignKey(Message, models.SET_NULL, null=True, related_name="+")
    sent_at = models.DateTimeField()
    sent_on = models.DateField()  # the workspace's day: the cohort its answer is counted in
    expires_at = models.DateTimeField()

    state = models.CharField(max_length=10, choices=State, default=State.SENT)
    version = models.PositiveIntegerField(default=0)
    taste = models.CharField(max_length=3, choices=Taste, blank=True)
    reminded_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)  # the first human answer
    changed_at = models.DateTimeField(null=True)  # the one that counts now
    # What of the answer stands in the monthly counts (services.tallying): "no,cadence,format,"
    tallied = models.CharField(max_length=100, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["workspace", "-sent_at"], name="ask_by_time"),
            models.Index(fields=["workspace", "project", "-sent_at"], name="ask_of_project"),
            models.Index(
                fields=["workspace", "contact", "project", "-sent_at"], name="ask_of_contact"
            ),
            models.Index(
                fields=["workspace", "-answered_at"],
                name="ask_answered",
                condition=models.Q(answered_at__isnull=False),
            ),
            models.Index(
                fields=["expires_at"], name="ask_open_until", condition=models.Q(state="sent")
            ),
            models.Index(fields=["workspace", "mode", "project"], name="ask_by_mode"),
            # With all that counting the open ones reads. By a column that is compared with nothing: SQLite does not
            # take a condition on `state`.
            models.Index(
                fields=["workspace", "mode", "expires_at", "state", "message"],
                name="ask_without_answer",
                condition=models.Q(answered_at=None),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(mode="anonymous", taste="", answered_at=None, changed_at=None)
                | (
                    ~models.Q(mode="anonymous")
                    & (
                        models.Q(state="answered", taste__in=["yes", "no"])
                        | (~models.Q(state="answered") & models.Q(taste=""))
                    )
                ),
                name="answered_ask_has_a_taste",
            ),
            models.CheckConstraint(
                condition=models.Q(mode__in=[mode.value for mode in modes.Mode]),
                name="ask_mode_is_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.contact} on {self.project}"

    @property
    def is_again(self) -> bool:
        """Tell whether it was put again after a No."""
        return self.kind == self.Kind.RE_ASK

    def is_yet_to_leave(self, at: datetime) -> bool:
        """Tell whether it waits in the outbox for its hour."""
        return self.state == self.State.SENT and self.sent_at > at

    def save(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401  (Django's arguments)
        """Store it, but with no other mode than it was sent with."""
        if Ask.objects.filter(pk=self.pk).exclude(mode=self.mode).exists():
            raise RuleBroken(MODE_IS_FROZEN)
        super().save(*args, **kwargs)


class AnswerRevision(WorkspaceRecord):
    """One attempt to answer, of whatever verdict: append-only. `taste` is empty when an answer was taken back.

    Every index is written with every answer: only those that something reads are here.
    """

    workspace = models.ForeignKey(
        "accounts.Workspace", models.CASCADE, related_name="+", db_index=False
    )
    ask = models.ForeignKey(Ask, models.CASCADE, related_name="revisions", db_index=False)
    number = models.PositiveIntegerField()
    taste = models.CharField(max_length=3, choices=Taste, blank=True)
    verdict = models.CharField(max_length=8, choices=Verdict)
    counted = models.BooleanField()
    signals = models.CharField(max_length=200, blank=True)  # codes of pulse.rules.Signal, by comma
    at = models.DateTimeField()
    channel = models.CharField(max_length=12, choices=Channel, default=Channel.LINK)
    nonce = models.CharField(max_length=16, blank=True)  # the end of its signature
    network = models.CharField(max_length=50, blank=True)  # coarse: /24 or /48, never the address
    browser = models.CharField(max_length=30, blank=True)
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", db_index=False
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["ask", "number"], name="one_revision_per_number")
        ]
        indexes = [
            models.Index(
                fields=["workspace", "-at"],
                name="revision_in_quarantine",
                condition=models.Q(counted=False),
            )
        ]

    def __str__(self) -> str:
        return f"{self.taste or 'taken back'} ({self.verdict})"


class AnswerDetail(WorkspaceRecord):
    """What a person added to an answer: reasons, words, permission to quote. Append-only; the last one counts."""

    class Quote(models.TextChoices):
        NO = "no", _("No")
        ANONYMOUS = "anonymous", _("Yes, without my name")
        NAMED = "named", _("Yes, with my name")

    ask = models.ForeignKey(Ask, models.CASCADE, related_name="details", db_index=False)
    number = models.PositiveIntegerField()
    taste = models.CharField(max_length=3, choices=Taste)
    reasons = models.JSONField(
        default=list
    )  # [{"code", "label", "severity"}] as the person saw them
    comment = models.TextField(blank=True)
    quote = models.CharField(max_length=9, choices=Quote, default=Quote.NO)
    wants_next = models.CharField(max_length=500, blank=True)
    # "Let the PMO lead call me": the words that were agreed to, as they stood; empty: no.
    wants_call = models.CharField(max_length=300, blank=True)
    nonce = models.CharField(max_length=16, blank=True)  # of the page: what it sends counts once
    at = models.DateTimeField()
    told_at = models.DateTimeField(null=True)  # whoever mends it has been told of these words

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["ask", "number"], name="one_detail_per_number")
        ]

    def __str__(self) -> str:
        return self.comment or f"{len(self.reasons)} reasons"


class LinkVisit(models.Model):
    """Somebody or something opened a link of an ask: evidence for the verdict, never an answer or a metric."""

    ask = models.ForeignKey(
        Ask, models.CASCADE, related_name="visits", db_constraint=False, db_index=False
    )
    workspace = models.ForeignKey(
        "accounts.Workspace",
        models.CASCADE,
        related_name="+",
        db_constraint=False,
        db_index=False,
    )
    choice = models.CharField(max_length=1)  # y, n, - (neither), x (the hidden link)
    at = models.DateTimeField()
    network = models.CharField(max_length=50, blank=True)
    browser = models.CharField(max_length=30, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["ask", "-at"], name="visit_of_ask"),
            models.Index(fields=["at"], name="visit_by_time"),  # to forget the old ones
        ]

    def __str__(self) -> str:
        return f"{self.choice} at {self.at}"


class DailyTaste(models.Model):
    """How many were asked on a day and what they said, for the workspace, a project or a customer.

    Kept in the transaction of each ask and answer, so that no page counts answers; `secondslice rebuild` makes it anew.
    `asked`, `yes` and `no` are for everybody: named answers, and sealed groups on the day they were sealed. What the
    PMO lead knows beside that, the confidential answers one by one, is `more_...`: the sum of both is exact.
    """

    class Scope(models.TextChoices):
        WORKSPACE = "w"
        PROJECT = "p"
        CUSTOMER = "c"

    workspace = models.ForeignKey(
        "accounts.Workspace", models.CASCADE, related_name="+", db_index=False
    )
    scope = models.CharField(max_length=1, choices=Scope)
    scope_id = models.PositiveBigIntegerField()
    day = models.DateField()  # the day of asking, in the workspace's zone
    asked = models.IntegerField(default=0)
    yes = models.IntegerField(default=0)
    no = models.IntegerField(default=0)
    more_asked = models.IntegerField(default=0)
    more_yes = models.IntegerField(default=0)
    more_no = models.IntegerField(default=0)
    # First questions that are in no group yet: anonymous ones, and confidential ones. A second question is not among
    # them, for it tells of a No.
    hidden = models.IntegerField(default=0)
    more_hidden = models.IntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "scope", "scope_id", "day"], name="one_count_per_day"
            )
        ]

    def __str__(self) -> str:
        return f"{self.day}: {self.asked} asked, {self.yes} yes, {self.no} no"


from secondslice.pulse.count_models import (  # noqa: E402  (they name tables that stand above)
    MonthlyGroup,
    MonthlyTaste,
)
from secondslice.pulse.follow_models import FollowUp  # noqa: E402
from secondslice.pulse.group_models import (  # noqa: E402
    AnswerGroup,
    GroupMember,
)
from secondslice.pulse.plan_models import (  # noqa: E402
    AskRules,
    LeftOut,
    PlannedAsk,
    TastePoint,
    Touch,
)
from secondslice.pulse.reply_models import ReplyAddress  # noqa: E402
from secondslice.pulse.station_models import (  # noqa: E402
    AnonymousAnswer,
    CallRequest,
    NotCounted,
    Station,
    StationDevice,
    TapCount,
)
from secondslice.pulse.talk_models import Talked  # noqa: E402
from secondslice.pulse.wish_models import WishAttempt  # noqa: E402
from secondslice.pulse.worth_models import WorthMark  # noqa: E402

__all__ = [
    "AnonymousAnswer",
    "AnswerDetail",
    "AnswerGroup",
    "AnswerRevision",
    "Ask",
    "AskRules",
    "CallRequest",
    "DailyTaste",
    "FollowUp",
    "GroupMember",
    "LeftOut",
    "LinkVisit",
    "MonthlyGroup",
    "MonthlyTaste",
    "NotCounted",
    "PlannedAsk",
    "Reason",
    "ReasonWords",
    "ReplyAddress",
    "Station",
    "StationDevice",
    "Talked",
    "TapCount",
    "Taste",
    "TastePoint",
    "Touch",
    "Verdict",
    "WishAttempt",
    "Wording",
    "WorthMark",
]
