"""What a page for an executive tells: what we did for the area, as facts with the rows behind each.

Plain dataclasses, so that a page, a mail and a report draw from the same. Nothing in it was said in confidence, nobody
is named, a share is told from five people on, and only what may stand in mails is quoted.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q, QuerySet
from django.utils import translation

from secondslice.accounts.models import Membership
from secondslice.core import clock
from secondslice.projects.models import Project, Stakeholder
from secondslice.value.bulletin.rules import digest_of
from secondslice.value.models import Testimonial
from secondslice.value.outlook.models import Alarm, OnePager
from secondslice.value.outlook.selectors.sentences import (
    NAMED_FEW,
    Fact,
    delivered,
    in_a_row,
    money,
    running,
    tastes,
    what_is_next,
)
from secondslice.value.selectors import published_rows

TWO_YEARS = timedelta(days=730)
MOST_QUOTES = 5


@dataclass(frozen=True, slots=True)
class Content:
    """What can be told: facts with rows, and quotes to choose from."""

    area: str
    facts: Sequence[Fact]
    quotes: Sequence[Testimonial]
    language: str
    on: date

    @property
    def words(self) -> str:
        """Return the drafted text."""
        return "\n\n".join(one.words for one in self.facts)

    @property
    def look(self) -> str:
        """Return what stands for the facts as they are now."""
        return digest_of([(one.part.value, one.words) for one in self.facts])


@dataclass(frozen=True, slots=True)
class Written:
    """The page as it stands: drafted, or as somebody wrote it."""

    content: Content
    words: str
    quote: Testimonial | None
    page: OnePager | None
    is_stale: bool = False
    """The facts have changed since somebody wrote the words."""


def language_of(alarm: Alarm) -> str:
    """Return the language the executive reads."""
    own = alarm.workspace.language
    if alarm.contact is not None:
        return alarm.contact.language or own
    return (alarm.member.language if alarm.member else "") or own


def content_of(membership: Membership, alarm: Alarm, *, at: datetime) -> Content:
    """Return what can be told the executive of an alarm now, in the language he or she reads: eight queries."""
    language = language_of(alarm)
    with translation.override(language):
        return _content(membership, alarm, language, at)


def written_for(membership: Membership, alarm: Alarm, *, at: datetime) -> Written:
    """Return the page as it stands. A quote is on it only as long as it may be."""
    content = content_of(membership, alarm, at=at)
    page = OnePager.objects.filter(alarm=alarm).select_related("by", "message").first()
    if page is None:
        first = next(iter(content.quotes), None)
        return Written(content, content.words, first, None)
    mailable = _quotable(alarm, today=content.on)
    quote = mailable.filter(pk=page.quote_id).first() if page.quote_id else None
    is_stale = page.sent_at is None and page.look != content.look
    return Written(content, page.words, quote, page, is_stale)


def seen_of(alarm: Alarm, written: Written) -> str:
    """Return what stands for the page as it is: its words, its quote, and for whom it is."""
    quote = written.quote.words if written.quote else ""
    return digest_of([("words", written.words), ("quote", quote), ("for", alarm.executive_name)])


def projects_for(alarm: Alarm, *, today: date) -> QuerySet[Project]:
    """Return the projects of the executive's area that run or ended within two years, the latest first.

    Those in which he or she is an executive, those of the customer the alarm is about, those of the customers that
    the member is named for; of all customers where neither is known.
    """
    area = Q()
    if alarm.customer_id:
        area |= Q(customer=alarm.customer_id)
    if alarm.contact_id:
        mine = Stakeholder.objects.filter(contact=alarm.contact_id, role=Stakeholder.Role.EXECUTIVE)
        area |= Q(pk__in=mine.values("project"))
    if alarm.member_id:
        area |= Q(customer__executive=alarm.member_id)
    of_late = ~Q(phase=Project.Phase.OPERATION) | Q(ends_on__gt=today - TWO_YEARS)
    found = Project.objects.filter(area, of_late, workspace=alarm.workspace_id)
    return (
        found.exclude(phase=Project.Phase.STOPPED)
        .select_related("customer")
        .order_by("-ends_on", "-pk")
    )


def _quotable(alarm: Alarm, *, today: date) -> QuerySet[Testimonial]:
    """Return what may be quoted to the executive: reports are for our own, mails for people at customers."""
    own = alarm.contact_id is None
    place = Testimonial.Place.REPORTS if own else Testimonial.Place.BULLETIN
    return published_rows(alarm.workspace, today=today, place=place)


def _content(membership: Membership, alarm: Alarm, language: str, at: datetime) -> Content:
    today = clock.day_of(at, alarm.workspace.time_zone)
    projects = list(projects_for(alarm, today=today))
    keys = [one.pk for one in projects]
    names = sorted({one.customer.name for one in projects})
    facts = [
        delivered([one for one in projects if one.phase == Project.Phase.OPERATION]),
        running([one for one in projects if one.phase != Project.Phase.OPERATION]),
        *tastes(alarm, keys, at=at),
        money(membership, keys, today=today),
        what_is_next(projects, today=today),
    ]
    mine = _quotable(alarm, today=today)
    quotes = list(mine.filter(project__in=keys)[:MOST_QUOTES]) or list(mine[:NAMED_FEW])
    area = in_a_row(names) if names and len(names) <= NAMED_FEW else alarm.workspace.name
    return Content(area, [one for one in facts if one], quotes, language, today)
