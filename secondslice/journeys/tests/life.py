"""A workspace that lives: its worker on a clock, its project managers who move dates, its customers who answer or not.

Nothing here decides what the product decides. The worker's own schedule puts the jobs into the queue, the queue runs
them, the mails leave through the transport; people act through the services that the pages call. Between two moments
at which something can happen the clock jumps (`next_moment`); test_years.py proves that this loses nothing.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Exists, Min, OuterRef

from secondslice.accounts.models import Membership, Workspace
from secondslice.analytics.workdays import add_workdays
from secondslice.config.clockwork import settle_everything
from secondslice.customers.models import Contact
from secondslice.jobs.models import Job
from secondslice.jobs.services import keep_schedule
from secondslice.messaging.models import Message
from secondslice.pulse.models import Ask
from secondslice.pulse.plan_models import AskRules, PlannedAsk
from secondslice.pulse.selectors.people import calendar_of, rules_of, zone_of

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
ALL_OF_IT = (
    "pulse.expire_asks",
    "pulse.live_the_hour",
    "pulse.lay_plans",
    "messaging.follow_bounces",
)
"""The recurring jobs that ask: a life runs these and no others (`settings.SCHEDULE`)."""
QUESTIONS = ("pulse.ask", "pulse.ask_several", "pulse.ask_again")

Deed = Callable[["Life"], None]


@dataclass
class Life:
    """One workspace on its clock. `hears` is told of every question that has reached a customer."""

    by: Membership
    now: datetime
    hears: Callable[[Life, Message, list[Ask]], None]
    looks: Callable[[Life], None] = lambda _life: None
    """What somebody does who looks at the pages every Monday morning."""
    every_hour: bool = False
    moments: int = 0
    """How many moments were lived."""
    _deeds: list[tuple[datetime, int, Deed]] = field(default_factory=list)
    _number: Iterator[int] = field(default_factory=count)
    _is_stirred: bool = False
    """Something has happened since the plan was laid at midnight."""

    @property
    def workspace(self) -> Workspace:
        """Return whose life this is."""
        return self.by.workspace

    def plan(self, at: datetime, deed: Deed) -> None:
        """Let somebody do this at that moment."""
        heapq.heappush(self._deeds, (at.astimezone(UTC), next(self._number), deed))

    def live(self, until: datetime) -> None:
        """Let the time go by until a moment, which itself is not lived any more."""
        while (coming := self.next_moment()) < until:
            self.now = coming
            self._live_now()
        self.now = until

    def _live_now(self) -> None:
        self.moments += 1
        keep_schedule(at=self.now - timedelta(seconds=1))
        over = Ask.objects.filter(state=Ask.State.SENT, expires_at__lte=self.now)
        self._is_stirred = (self._is_stirred and not self._is_midnight) or over.exists()
        while self._deeds and self._deeds[0][0] <= self.now:
            self._is_stirred = True
            heapq.heappop(self._deeds)[2](self)
        settle_everything(now=self.now)
        for message in Message.objects.filter(kind__in=QUESTIONS, sent_at=self.now).order_by("pk"):
            self._is_stirred = True
            asks = Ask.objects.filter(message=message).select_related("contact", "project")
            self.hears(self, message, list(asks.order_by("project__name")))
        if self._is_midnight and self.now.weekday() == 0:
            self.looks(self)

    @property
    def _is_midnight(self) -> bool:
        return self.now.time() == time()

    def next_moment(self) -> datetime:
        """Return the next moment at which anything can happen.

        A deed, a job, a mail, somebody's turn, and the midnight after that, when the whole plan is laid anew.
        """
        hour = _next_hour(self.now)
        found = [self._deeds[0][0]] if self._deeds else []
        jobs = Job.objects.exclude(name__in=settings.SCHEDULE).filter(dead_at=None)
        mails = Message.objects.filter(sent_at=None, state=Message.State.WAITING)
        firsts = (jobs.aggregate(at=Min("run_at"))["at"], mails.aggregate(at=Min("due_at"))["at"])
        found += [moment for moment in firsts if moment is not None]
        if self.every_hour:
            found.append(hour)
        else:
            days = 1 if self._is_stirred else 7 - self.now.weekday()
            found.append(datetime.combine(self.now.date() + days * DAY, time(), UTC))
            found += self._turns(hour)
        return max(min(found), self.now + timedelta(seconds=1))

    def _turns(self, hour: datetime) -> Iterator[datetime]:
        """Yield the full hours, from this one on, at which a question, a reminder or an end may be due."""
        chosen = rules_of(self.workspace)
        rows = PlannedAsk.objects.filter(
            workspace=self.workspace,
            state=PlannedAsk.State.PLANNED,
            on__lte=(self.now + 8 * DAY).date(),
        )
        for row in rows.select_related("contact"):
            yield from self._openings(row.contact, row.on or date.max, hour, chosen)
        sent = Ask.objects.filter(workspace=self.workspace, state=Ask.State.SENT)
        answered = Ask.objects.filter(message=OuterRef("message"), state=Ask.State.ANSWERED)
        silent = set(sent.filter(~Exists(answered)).values_list("pk", flat=True))
        for ask in sent.select_related("contact"):
            yield max(hour, _full_hour(ask.expires_at))
            if (ask.kind, ask.reminded_at) == (Ask.Kind.FIRST, None) and ask.pk in silent:
                yield from self._openings(ask.contact, self._remind_on(ask, chosen), hour, chosen)

    def _remind_on(self, ask: Ask, chosen: AskRules) -> date:
        calendar = calendar_of(ask.contact, workspace=self.workspace, year=ask.sent_at.year)
        sent_on = ask.sent_at.astimezone(ZoneInfo(calendar.zone)).date()
        return add_workdays(sent_on, chosen.remind_after, calendar)

    def _openings(
        self, contact: Contact, day: date, hour: datetime, chosen: AskRules
    ) -> Iterator[datetime]:
        """Yield the next full hours within the person's day, on or after this one: now, or at the next opening."""
        zone = ZoneInfo(zone_of(contact, workspace=self.workspace))
        local = hour.astimezone(zone)
        if local.date() >= day and chosen.opens <= local.time() < chosen.closes:
            yield hour
        day, opening = max(day, local.date()) - DAY, hour - HOUR
        while opening < hour:
            calendar = calendar_of(contact, workspace=self.workspace, year=day.year)
            day = add_workdays(day, 1, calendar)
            opening = _full_hour(datetime.combine(day, chosen.opens, zone).astimezone(UTC))
        yield opening


def _full_hour(moment: datetime) -> datetime:
    """Return this moment, or the next one at which a clock strikes."""
    floor = moment.replace(minute=0, second=0, microsecond=0)
    return floor if floor == moment else floor + HOUR


def _next_hour(moment: datetime) -> datetime:
    return _full_hour(moment + timedelta(microseconds=1))
