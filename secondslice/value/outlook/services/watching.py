"""Look once a day whether something has turned, and raise an alarm for what has: once, with an owner."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta

from django.db import transaction

from secondslice.accounts.models import Workspace
from secondslice.accounts.selectors import lead_of
from secondslice.analytics.cusum import average_run_length, run
from secondslice.pulse.models import Taste
from secondslice.value.outlook.models import Alarm, KnownExecutive, WatchTerms
from secondslice.value.outlook.selectors.rows import Answer
from secondslice.value.outlook.selectors.streams import PMO, Leader, Watched, tastes, watched
from secondslice.value.outlook.terms import chart_of, watch_terms

Kind = Alarm.Kind
NEVER = "never"
LATELY = timedelta(days=60)
"""What a chart signalled longer ago is no news: the first look goes back a year."""


@transaction.atomic
def watch(*, workspace: Workspace, at: datetime) -> int:
    """Look at one workspace, and raise what has turned. Return how many alarms were raised."""
    seen, terms = watched(workspace, at=at), watch_terms(workspace)
    found = [
        *_more_no(seen, terms),
        *_around(seen, terms),
        *_quiet(seen, terms),
        *_new(seen),
    ]
    _learn(seen)
    if not found:
        return 0
    owner = lead_of(workspace)
    for alarm in found:
        alarm.workspace, alarm.owner, alarm.raised_at = workspace, owner, at
    # Two unique keys keep what was raised before, and what is open, from being raised again.
    before = Alarm.objects.filter(workspace=workspace).count()
    Alarm.objects.bulk_create(found, ignore_conflicts=True)
    return Alarm.objects.filter(workspace=workspace).count() - before


def _more_no(seen: Watched, terms: WatchTerms) -> list[Alarm]:
    """Run the chart over the answers of all, and of each customer, from the last alarm on."""
    streams: dict[str, list[Answer]] = {PMO: list(seen.answers)}
    for one in seen.answers:
        streams.setdefault(f"customer:{one.customer}", []).append(one)
    found = (_more_no_at(seen, terms, about, answers) for about, answers in streams.items())
    return [one for one in found if one is not None]


def _more_no_at(
    seen: Watched, terms: WatchTerms, about: str, answers: list[Answer]
) -> Alarm | None:
    last = seen.last_of(Kind.MORE_NO, about)
    if last is not None:
        if last.is_open:
            return None
        answers = [one for one in answers if one.on > last.raised_at]
    chart = chart_of(terms)
    ran = run(chart, tastes(answers))
    if not ran.signals or answers[ran.signals[-1]].on <= seen.at - LATELY:
        return None
    place, began = ran.signals[-1], ran.began[-1]
    since = answers[began : place + 1]
    noes = [one for one in since if one.taste == Taste.NO]
    customer = None if about == PMO else since[0].customer
    worst = customer or Counter(one.customer for one in noes).most_common(1)[0][0]
    contact, member = seen.executive_of(worst)
    return Alarm(
        kind=Kind.MORE_NO,
        about=about,
        mark=str(answers[place].ref),
        customer_id=customer,
        contact_id=contact,
        member_id=member,
        facts={
            "no": len(noes),
            "of": len(since),
            "since": since[0].on.date().isoformat(),
            "base": terms.base,
            "shifted": terms.shifted,
            "limit": str(terms.limit),
            "false_alarm_every": round(average_run_length(chart, chart.base)),
            "noticed_after": round(average_run_length(chart, chart.shifted)),
            "asks": [str(one.ref) for one in noes],
        },
    )


def _around(seen: Watched, terms: WatchTerms) -> list[Alarm]:
    """Raise where as many projects as the terms say went around the PMO within a year, beyond those already told."""
    found = []
    for customer, gone in seen.around.items():
        about = f"customer:{customer}"
        before = seen.before.get((Kind.AROUND, about), ())
        told = {key for alarm in before for key in alarm.facts.get("keys", ())}
        fresh = [one for one in gone if one.key not in told]
        if len(fresh) < terms.around:
            continue
        contact, member = seen.executive_of(customer)
        found.append(
            Alarm(
                kind=Kind.AROUND,
                about=about,
                mark=fresh[0].key,
                customer_id=customer,
                contact_id=contact,
                member_id=member,
                facts={"count": len(fresh), "keys": [one.key for one in fresh]},
            )
        )
    return found


def _quiet(seen: Watched, terms: WatchTerms) -> list[Alarm]:
    """Raise for executives with whom nobody was in touch, the longest first, and no more at once than can be called."""
    is_open = sum(
        alarm.is_open
        for (kind, _about), alarms in seen.before.items()
        if kind == Kind.QUIET
        for alarm in alarms
    )
    silent: list[tuple[int, Leader]] = []
    for one in seen.leaders:
        days = (seen.today - one.since).days if one.since else 0
        last = seen.last_of(Kind.QUIET, f"contact:{one.contact}")
        is_told = last is not None and (last.is_open or last.mark == _mark(one))
        if days > terms.quiet_days and not is_told:
            silent.append((days, one))
    silent.sort(key=lambda pair: (-pair[0], pair[1].contact))
    return [
        Alarm(
            kind=Kind.QUIET,
            about=f"contact:{one.contact}",
            mark=_mark(one),
            customer_id=one.customers[0],
            contact_id=one.contact,
            facts={"days": days, "last": one.last.isoformat() if one.last else ""},
        )
        for days, one in silent[: max(0, terms.most_quiet - is_open)]
    ]


def _new(seen: Watched) -> list[Alarm]:
    """Raise for each executive who came where another one led before."""
    led = {customer for customer, _contact, _member in seen.known}
    found = []
    for customer, contact, member in sorted(
        seen.current - seen.known, key=lambda one: (one[0], one[1] or 0, one[2] or 0)
    ):
        if customer not in led:
            continue
        who = f"contact:{contact}" if contact else f"member:{member}"
        found.append(
            Alarm(
                kind=Kind.NEW,
                about=f"{who}:{customer}",
                mark=who,
                customer_id=customer,
                contact_id=contact,
                member_id=member,
                facts={},
            )
        )
    return found


def _learn(seen: Watched) -> None:
    """Keep who leads now. The first executives of a customer were there before we looked: they have no day."""
    led = {customer for customer, _contact, _member in seen.known}
    KnownExecutive.objects.bulk_create(
        [
            KnownExecutive(
                workspace=seen.workspace,
                customer_id=customer,
                contact_id=contact,
                member_id=member,
                since=seen.today if customer in led else None,
            )
            for customer, contact, member in seen.current - seen.known
        ],
        ignore_conflicts=True,
    )


def _mark(one: Leader) -> str:
    return one.last.isoformat() if one.last else NEVER
