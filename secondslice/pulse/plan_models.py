"""Tables of the ask plan: when projects are tasted, what became of each occasion, and who was left out of it."""

from __future__ import annotations

from datetime import time
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from secondslice.core.models import WorkspaceRecord
from secondslice.customers.models import Contact
from secondslice.projects.models import Project
from secondslice.pulse import modes, taste_points
from secondslice.pulse.budget import Why
from secondslice.pulse.modes import Mode

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

MODES = [
    (Mode.NAMED.value, _("Named")),
    (Mode.CONFIDENTIAL.value, _("Confidential")),
    (Mode.ANONYMOUS.value, _("Anonymous")),
]


def mode_field(label: _StrPromise, role: str) -> models.CharField[str, str]:
    """Return the column that says how people with this part in a project are asked."""
    return models.CharField(label, max_length=12, choices=MODES, default=modes.USUAL[role].value)


IN_OPERATION = 45
"""From so many days after the end on, a project is no longer judged at its close but in operation."""
BY_HAND = "hand"
"""What stands for the taste point where somebody asks by hand; no taste point may have this code."""

AT_LEAST_ONE = (
    "floor_internal",
    "floor_executive",
    "floor_external",
    "per_year",
    "per_year_external",
    "contacts_per_year",
    "remind_after",
)
"""Of these rules none can be 0: who is to be asked never is left out of the plan instead."""


class AskRules(WorkspaceRecord):
    """How often a workspace lets one person hear from it, and who may know what was answered.

    A workspace without a row follows the defaults.
    """

    sends_itself = models.BooleanField(_("send what is due by itself"), default=False)
    floor_internal = models.PositiveSmallIntegerField(_("sponsor or team"), default=30)
    floor_executive = models.PositiveSmallIntegerField(_("executive"), default=60)
    floor_external = models.PositiveSmallIntegerField(_("client"), default=90)
    per_year = models.PositiveSmallIntegerField(_("questions in a year"), default=6)
    per_year_external = models.PositiveSmallIntegerField(_("to a client"), default=4)
    contacts_per_year = models.PositiveSmallIntegerField(
        _("questions and reminders together"), default=9
    )
    remind_after = models.PositiveSmallIntegerField(_("reminder after working days"), default=4)
    opens = models.TimeField(_("mails leave from"), default=time(8))
    closes = models.TimeField(_("until"), default=time(18))
    mode_sponsor = mode_field(_("sponsors"), "sponsor")
    mode_executive = mode_field(_("executives"), "executive")
    mode_customer = mode_field(_("customers"), "customer")
    mode_team = mode_field(_("team members"), "team")
    # After a No the person may also say whether others were told of it.
    asks_talked = models.BooleanField(_("ask whether others were told"), default=False)
    least_together = models.PositiveSmallIntegerField(
        _("people behind every figure"), default=modes.LEAST_TOGETHER
    )
    least_spread = models.PositiveSmallIntegerField(
        _("people behind a list of reasons"), default=modes.LEAST_SPREAD
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace"], name="one_set_of_ask_rules"),
            models.CheckConstraint(
                condition=models.Q(
                    least_together__gte=modes.LEAST_TOGETHER, least_spread__gte=modes.LEAST_SPREAD
                ),
                name="groups_are_not_smaller_than_promised",
            ),
            models.CheckConstraint(
                condition=models.Q(closes__gt=models.F("opens")), name="mails_leave_by_day"
            ),
            models.CheckConstraint(
                condition=models.Q(**{f"{name}__gte": 1 for name in AT_LEAST_ONE}),
                name="limits_leave_room_for_one",
            ),
        ]

    def __str__(self) -> str:
        return f"ask rules of {self.workspace}"

    def mode_of(self, role: str) -> str:
        """Return how a person with this part in a project is asked."""
        usual = modes.USUAL.get(role, modes.Mode.NAMED)
        return str(getattr(self, f"mode_{role}", usual))


class TastePoint(WorkspaceRecord):
    """One moment in the life of every project at which its people are asked."""

    class Moment(models.TextChoices):
        START = taste_points.Moment.START.value, _("after the start")
        MILESTONE = taste_points.Moment.MILESTONE.value, _("after each milestone")
        HALFWAY = taste_points.Moment.HALFWAY.value, _("halfway")
        END = taste_points.Moment.END.value, _("after the end")

    code = models.SlugField(max_length=30)
    label = models.CharField(_("name"), max_length=80, blank=True)  # blank: the product's words
    moment = models.CharField(_("when"), max_length=9, choices=Moment)
    days_after = models.PositiveSmallIntegerField(_("days"), default=0)
    longer_than = models.PositiveSmallIntegerField(
        _("only for projects of more days than"), default=0
    )
    weight = models.PositiveSmallIntegerField(default=0)
    is_active = models.BooleanField(_("used"), default=True)
    # The person may, after Yes or No, also say how much the project was worth (0 to 10).
    asks_worth = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "code"], name="one_taste_point_per_code")
        ]
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.label or self.code

    @property
    def worth(self) -> str:
        """Return when people say here what the project was worth: Ask.Worth, or nothing where they are not asked."""
        if not self.asks_worth or self.moment != self.Moment.END:
            return ""
        return "later" if self.days_after >= IN_OPERATION else "close"


class PlannedAsk(WorkspaceRecord):
    """One occasion on which one person is to be asked about one project, and what became of it.

    `wanted_on` follows the project's dates, `on` what the person's budget leaves of it, and `why` says what moved it.
    """

    class State(models.TextChoices):
        PLANNED = "planned", _("Planned")
        SENT = "sent", _("Asked")
        GIVEN_UP = "given_up", _("Not asked")

    class Reason(models.TextChoices):
        FLOOR = Why.FLOOR.value, _("Asked not long ago")
        TOUCHED = Why.TOUCHED.value, _("Heard from us not long ago")
        YEAR_FULL = Why.YEAR_FULL.value, _("Asked often enough this year")
        OPEN = Why.OPEN.value, _("Another question waits for an answer")
        PAUSED = Why.PAUSED.value, _("Wants a pause")
        NO_WORKDAY = Why.NO_WORKDAY.value, _("Weekend or holiday")
        CASE = Why.CASE.value, _("A recovery case is open")
        ONLY_AT_CLOSE = Why.ONLY_AT_CLOSE.value, _("Wants to be asked at the end only")
        STOPPED = Why.STOPPED.value, _("Does not want to be asked")
        UNREACHABLE = Why.UNREACHABLE.value, _("Mail comes back")
        SILENT = Why.SILENT.value, _("Three questions without an answer: talk instead")
        FULL = Why.FULL.value, _("Too many open cases to mend")
        NEXT_IS_NEAR = Why.NEXT_IS_NEAR.value, _("The next question about this project is near")
        LATE = Why.LATE.value, _("Not sent on its day")
        TAKEN_BACK = Why.TAKEN_BACK.value, _("Taken back by whoever asked")
        GONE = Why.GONE.value, _("The project was stopped, or its plan changed")

    project = models.ForeignKey(Project, models.CASCADE, related_name="planned_asks")
    contact = models.ForeignKey(Contact, models.CASCADE, related_name="planned_asks")
    occasion = models.CharField(max_length=80)  # taste_points.Occasion.key
    point = models.CharField(max_length=30)
    at_close = models.BooleanField(default=False)
    wanted_on = models.DateField()
    on = models.DateField(null=True)
    why = models.CharField(max_length=14, choices=Reason, blank=True)
    state = models.CharField(max_length=8, choices=State, default=State.PLANNED)
    ask = models.OneToOneField(
        "pulse.Ask", models.SET_NULL, null=True, related_name="planned", db_constraint=True
    )
    # Somebody has pressed the button: it leaves on its day, also where nothing leaves by itself.
    released_at = models.DateTimeField(null=True)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    note = models.TextField(blank=True)  # a personal line above the question
    # How whoever asks by hand wants the person asked; blank: as the workspace says.
    mode = models.CharField(max_length=12, choices=MODES, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["project", "contact", "occasion"], name="one_plan_per_occasion"
            ),
            models.CheckConstraint(
                condition=~models.Q(on=None) | ~models.Q(why=""), name="no_day_has_a_reason"
            ),
        ]
        indexes = [
            models.Index(
                fields=["workspace", "on"],
                name="planned_by_day",
                condition=models.Q(state="planned"),
            ),
            models.Index(
                fields=["workspace", "contact"],
                name="planned_of_contact",
                condition=models.Q(state="planned"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.contact} on {self.project}: {self.occasion}"

    @property
    def is_by_hand(self) -> bool:
        """Tell whether somebody wanted this question, and not the plan."""
        return self.point == BY_HAND


class LeftOut(WorkspaceRecord):
    """Somebody saw to it that a person is not asked about a project, and said why. `ended_at`: the person is back."""

    class How(models.TextChoices):
        PLAN = "plan", _("Left out of the questions")
        REMOVED = "removed", _("Removed from the project")
        TEAM = "team", _("Made a team member")

    project = models.ForeignKey(Project, models.CASCADE, related_name="+")
    contact = models.ForeignKey(Contact, models.CASCADE, related_name="+")
    how = models.CharField(max_length=7, choices=How, default=How.PLAN)
    reason = models.CharField(_("reason"), max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    by_manager = models.BooleanField(default=False)  # of the very project: shown to the PMO
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["project", "contact"],
                condition=models.Q(ended_at=None),
                name="left_out_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.contact} left out of {self.project}"


class Touch(WorkspaceRecord):
    """A contact with a person that was no question: it counts in the budget."""

    class Kind(models.TextChoices):
        REMINDER = "reminder", _("Reminder")
        TALK = "talk", _("Talk")  # after three silences: the person may be asked again
        MAIL = "mail", _("Personal mail")  # about a No of the person; silence is not broken by it
        BULLETIN = "bulletin", _("Bulletin")
        VALUE = "value", _("Question about a benefit")
        WITHOUT = "without", _("Question about the PMO")

    HANG_ON_ANSWERS = (Kind.BULLETIN, Kind.VALUE, Kind.WITHOUT)
    """Whether and when one of these leaves may hang on what was answered."""

    contact = models.ForeignKey(Contact, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind)
    on = models.DateField()  # by the person's own clock
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    words = models.CharField(max_length=500, blank=True)

    class Meta:
        indexes = [models.Index(fields=["workspace", "contact", "on"], name="touch_of_contact")]

    def __str__(self) -> str:
        return f"{self.kind} to {self.contact}"
