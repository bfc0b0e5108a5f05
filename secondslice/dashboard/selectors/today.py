"""What a member must do today: lists of a few rows with the number of all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from secondslice.accounts.absences import absence_of, stood_in_for
from secondslice.accounts.models import Membership
from secondslice.accounts.selectors import members_of, open_invitations
from secondslice.core import clock
from secondslice.customers.models import Contact
from secondslice.dashboard import rules
from secondslice.dashboard.doors import door, may_open
from secondslice.dashboard.selectors.planning import Full, full_owners
from secondslice.dashboard.selectors.some import Some, some
from secondslice.funnel import for_dashboard as funnel
from secondslice.funnel.models import DeliveryCheck, Opportunity, PlannedTouch
from secondslice.funnel.promises.selectors import checks_to_answer
from secondslice.funnel.touching.selectors import due_touches
from secondslice.projects.access import visible_projects
from secondslice.projects.models import Stakeholder
from secondslice.pulse.models import Ask, CallRequest
from secondslice.pulse.selectors import for_dashboard as pulse
from secondslice.pulse.selectors.asks import answers_since
from secondslice.pulse.selectors.silence import silent_people
from secondslice.pulse.selectors.stations import calls_to_make
from secondslice.pulse.selectors.waiting import Wait, first_waits
from secondslice.recovery.models import Case, Waiver
from secondslice.recovery.selectors import due_cases
from secondslice.recovery.selectors.for_dashboard import waivers_to_decide, with_words
from secondslice.recovery.selectors.keeping import ToKeep, to_keep
from secondslice.value.counterfactual.models import CounterfactualWork
from secondslice.value.counterfactual.selectors.said import own_work
from secondslice.value.ledger.selectors.waiting import Lost, lost_of
from secondslice.value.outlook.models import Alarm
from secondslice.value.outlook.selectors.watch import open_alarms
from secondslice.value.usage.models import UnusedItem
from secondslice.value.usage.selectors.standing import open_items_of

ROWS, FEW = 6, 3


@dataclass(frozen=True, slots=True)
class FirstStep:
    """One of the three things a new workspace begins with."""

    name: str
    """import, invite or ask"""
    is_done: bool
    url: str


@dataclass(frozen=True, slots=True)
class Today:
    """What there is to do. A list that is None is not this member's business."""

    day: date
    work_day: date
    """The day where the PMO works: what was promised to customers is due by it, wherever the member is."""
    since: date
    """The day from which answers are new: yesterday, or the Friday before."""
    answers: Some[Ask] | None = None
    cases: Some[Case] | None = None
    waivers: Some[Waiver] | None = None
    """Which cases somebody wants to give up, where this member may be the second person."""
    calls: Some[CallRequest] | None = None
    sponsors: Some[Stakeholder] | None = None
    """Whom to ask about which project, and how many people they are in all: one may be a sponsor of many projects."""
    waits: Sequence[Wait] = ()
    """What somebody wants to ask by hand, and waits for its hour or its day: the soonest."""
    waits_more: int = 0
    """How many more wait."""
    silent: Some[Contact] | None = None
    """Whom to talk to, because three mails had no answer."""
    away: Membership | None = None
    """This member's own absence, with the deputy, while it lasts."""
    stands_in_for: Sequence[Membership] = ()
    """Who is away, and leaves it to this member."""
    keep: ToKeep | None = None
    """What was promised to customers and is due, and risks to look at, in this member's own cases."""
    unused: Some[UnusedItem] | None = None
    """What was delivered and is not used, and this member has to see to."""
    full: Sequence[Full] = ()
    """Who has as many cases as he can mend, so that questions wait."""
    opportunities: Some[Opportunity] | None = None
    wishes: Some[Opportunity] | None = None
    checks: Some[DeliveryCheck] | None = None
    """What sales asks this member: can we promise this?"""
    alarms: Some[Alarm] | None = None
    """What has turned, and is this member's to do something about."""
    unsigned: Sequence[Lost] = ()
    """Questions for a signature or a value that died on their way: somebody must talk, or name somebody else."""
    touches: Some[PlannedTouch] | None = None
    """Whom this member planned to call, to visit or to meet by today."""
    works: Some[CounterfactualWork] | None = None
    """What this member does because an executive sees no difference."""
    first_steps: list[FirstStep] = field(default_factory=list)

    @property
    def reads_only(self) -> bool:
        """Tell whether this member comes to read, not to do."""
        return self.cases is None and self.opportunities is None


def today(membership: Membership, *, at: datetime) -> Today:
    """Return a member's day, by the clock of that member."""
    zone = membership.time_zone
    day, work_day = clock.day_of(at, zone), clock.day_of(at, membership.workspace.time_zone)
    since = rules.day_before_at_work(day)
    morning = datetime.combine(since, time(), ZoneInfo(zone))
    roles = Membership.Role
    reads = may_open(membership, "pulse:overview")
    sells = membership.role == roles.SALES
    delivers = membership.role in {roles.OWNER, roles.LEAD, roles.MANAGER}
    waits, waits_more = first_waits(membership, at=at, most=FEW) if delivers else ([], 0)
    return Today(
        day=day,
        work_day=work_day,
        since=since,
        answers=some(answers_since(membership, morning), most=ROWS) if reads else None,
        cases=some(due_cases(membership, at), most=ROWS, read=with_words) if delivers else None,
        waivers=some(waivers_to_decide(membership), most=FEW) if delivers else None,
        calls=some(calls_to_make(membership), most=ROWS)
        if may_open(membership, "pulse:calls")
        else None,
        sponsors=_sponsors(membership, at=at) if delivers else None,
        waits=waits,
        waits_more=waits_more,
        silent=some(silent_people(membership), most=FEW) if delivers else None,
        away=absence_of(membership, today=work_day) if delivers else None,
        stands_in_for=stood_in_for(membership, today=work_day) if delivers else (),
        keep=to_keep(membership, at=at) if delivers else None,
        unused=some(open_items_of(membership), most=FEW) if delivers else None,
        full=full_owners(membership) if delivers else (),
        opportunities=some(funnel.to_move(membership, today=day), most=ROWS) if sells else None,
        wishes=some(funnel.wishes(membership), most=ROWS) if sells else None,
        checks=some(checks_to_answer(membership), most=FEW) if delivers else None,
        alarms=some(open_alarms(membership, mine=True), most=FEW)
        if may_open(membership, "outlook:watch")
        else None,
        unsigned=lost_of(membership, lately=at) if delivers else (),
        touches=some(due_touches(membership, today=work_day), most=FEW)
        if sells or delivers
        else None,
        works=_works(membership) if delivers else None,
        first_steps=_first_steps(membership) if may_open(membership, "accounts:members") else [],
    )


def _works(membership: Membership) -> Some[CounterfactualWork]:
    """Return what is this member's to do: so few that one query brings them all."""
    found = list(own_work(membership))
    return Some(rows=found[:FEW], count=len(found))


def _sponsors(membership: Membership, *, at: datetime) -> Some[Stakeholder]:
    found = pulse.sponsors_to_ask(membership, at=at)
    people = found.order_by().values("contact").distinct().count()
    return Some(rows=list(found[:ROWS]), count=people)


def _first_steps(membership: Membership) -> list[FirstStep]:
    """Return the three first steps, or nothing once all of them are done."""
    workspace = membership.workspace
    has_projects = visible_projects(membership).exists()
    has_people = members_of(workspace).count() > 1 or open_invitations(workspace).exists()
    has_asked = pulse.has_asked(membership)
    steps = [
        FirstStep("import", has_projects, door(membership, "projects:import")),
        FirstStep("invite", has_people, door(membership, "accounts:members")),
        FirstStep("ask", has_asked, door(membership, "projects:list")),
    ]
    return [] if all(step.is_done for step in steps) else steps
