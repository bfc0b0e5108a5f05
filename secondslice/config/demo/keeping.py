"""What was promised at Margherita and how it was kept: agreements, risks on watch, and what everybody was told.

The dice are those of each case, not of the story: so the story stays what it was.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from secondslice.accounts.models import Membership
from secondslice.config.demo.chance import ZONE, Chance, workdays_before
from secondslice.core import clock
from secondslice.pulse.models import Ask
from secondslice.recovery import services as recovery
from secondslice.recovery.adjustment_words import agreed_of
from secondslice.recovery.agreements import promised_days
from secondslice.recovery.models import Adjustment, AgreedUpdate, Case, RiskReview
from secondslice.recovery.rules import State
from secondslice.recovery.selectors.keeping import calendar_between

AGREES, WATCHES, TELLS = 0.75, 0.6, 0.3
KEPT, LEFT_OUT = 0.9, 0.04
AGREEMENTS = {
    "cadence": (
        recovery.Terms(kind="agreement", rhythm="weekly", weekday=4, format="one_page", channel="mail"),
        recovery.Terms(kind="agreement", rhythm="fortnightly", weekday=1, format="call", channel="phone"),
        recovery.Terms(kind="agreement", rhythm="weekly", weekday=0, format="short_mail", channel="mail"),
    ),
    "format": (
        recovery.Terms(kind="agreement", rhythm="weekly", weekday=4, format="one_page", channel="mail"),
        recovery.Terms(kind="agreement", rhythm="monthly", format="figures", channel="mail"),
    ),
}  # fmt: skip
RISKS = (
    ("The supplier delivers the scanners late", "No delivery note by the agreed Monday"),
    ("The customs papers are not complete", "A lorry waits at the border for more than a day"),
    ("The interface is not tested before the go-live", "No test date two weeks before"),
)
FOUND = ("No sign of it.", "The supplier confirmed the date again.", "Closer, but not there yet.")
REASONS = ("On leave.", "Nothing new: we said so on the phone.")
PUBLIC = {
    "cadence": "Status reports come on a fixed day, not when we think of it.",
    "format": "Reports are one page: date, money and the three biggest risks.",
    "surprise": "A risk is told on the day on which we see it, by phone.",
    "schedule": "A date is told only when everybody who has to keep it has agreed.",
    "cost": "Spent, left and expected at the end: three figures, every month.",
    "scope": "No scope changes without a yes from who ordered it.",
    "responsiveness": "Every question has an answer within one working day, or a day for it.",
    "bureaucracy": "One form instead of four.",
}


@dataclass(frozen=True, slots=True)
class Changed:
    """What is changed for a customer."""

    what: str
    terms: recovery.Terms


def what_changes(case: Case, usual: str, at: datetime) -> Changed:
    """Return what is changed in this case: an agreement, a risk on watch, or the usual change."""
    dice = Chance.of(case.contact.email, case.opened_at)
    if case.cause in AGREEMENTS and dice.happens(AGREES):
        terms = dice.one(AGREEMENTS[case.cause])
        ends_on = at.date() + timedelta(days=dice.whole(60, 300)) if dice.happens(0.4) else None
        return Changed("", replace(terms, ends_on=ends_on))
    if case.cause == "surprise" and dice.happens(WATCHES):
        what, sign = dice.one(RISKS)
        review_on = at.date() + timedelta(days=dice.whole(10, 40))
        return Changed(what, recovery.Terms(kind="watch", trigger=sign, review_on=review_on))
    return Changed(usual, recovery.Terms())


def keep(members: list[Membership], *, now: datetime) -> None:
    """Let the past have been kept: most updates delivered, most risks looked at, some changes told."""
    workspace = members[0].workspace
    by = {one.user_id: one for one in members}
    found = Adjustment.objects.filter(workspace=workspace).select_related(
        "case__workspace", "case__ask", "case__contact", "case__customer", "case__project", "case__owner"
    )  # fmt: skip
    for one in found.order_by("pk"):
        dice = Chance.of(one.case.contact.email, one.case.opened_at, one.at, one.kind)
        if one.kind == Adjustment.Kind.AGREEMENT:
            _deliver(one, dice, now=now)
        elif one.kind == Adjustment.Kind.WATCH:
            _look(one, dice, now=now)
        _tell(one, by[one.case.owner_id], dice, now=now)


def _deliver(one: Adjustment, dice: Chance, *, now: datetime) -> None:
    """Most updates came, some late or not at all; what is due in these days still waits for somebody."""
    today = clock.day_of(now, one.case.workspace.time_zone)
    calendar = calendar_between(one.case.workspace, one.starts_on, today)
    days = promised_days(agreed_of(one), until=workdays_before(today, 2), calendar=calendar)
    AgreedUpdate.objects.bulk_create(
        update for day in days if (update := _update(one, day, dice)) is not None
    )


def _update(one: Adjustment, day: date, dice: Chance) -> AgreedUpdate | None:
    at = datetime.combine(day, time(15), ZONE)
    made = AgreedUpdate(
        workspace_id=one.workspace_id, adjustment=one, promised_on=day, by=one.by, at=at
    )
    if dice.happens(KEPT):
        made.delivered_on = day
    elif dice.happens(LEFT_OUT / (1 - KEPT)):
        made.words = dice.one(REASONS)
    else:
        return None
    return made


def _look(one: Adjustment, dice: Chance, *, now: datetime) -> None:
    """Somebody looks at a risk on its day, up to the last days."""
    while one.review_on is not None and one.by is not None:
        at = dice.at_work(one.review_on)
        if at > now - timedelta(days=4):
            return
        outcome = dice.weighted({"watched": 6, "gone": 3, "issue": 1})
        look = recovery.Look(
            outcome=outcome,
            words=dice.one(FOUND) if outcome != RiskReview.Outcome.ISSUE else one.trigger,
            review_on=at.date() + timedelta(days=dice.whole(14, 40)),
            tell=False,
        )
        recovery.review(adjustment=one, look=look, by=one.by, at=at)


def _tell(one: Adjustment, by: Membership, dice: Chance, *, now: datetime) -> None:
    """Some of what helped one customer is told to all; nothing of what was told in confidence."""
    case = one.case
    words = PUBLIC.get(case.cause)
    is_good = case.state == State.RECOVERED and case.ask.mode == Ask.Mode.NAMED
    if words is None or not is_good or case.closed_at is None or not dice.happens(TELLS):
        return
    at = case.closed_at + timedelta(days=3)
    if at <= now:
        recovery.tell_everybody(adjustment=one, words=words, by=by, at=at)
