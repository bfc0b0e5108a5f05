"""What the respondent's page reads, in SQL written out: this is the product's one hot path.

The ORM takes several times as long to build these two statements as the database takes to answer them, and the whole
budget of an answer is under half a millisecond (docs/develop/intake.md has the measurements).
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from django.db import connection
from django.utils.dateparse import parse_date, parse_datetime

from secondslice.core.tokens import digest, looks_like_token
from secondslice.messaging.models import Message
from secondslice.pulse.models import AnswerDetail, Taste, WorthMark
from secondslice.pulse.modes import Mode
from secondslice.pulse.rules import Attempt, Visit, is_open

_ASK = """
SELECT a.id, a.workspace_id, a.project_id, a.customer_id, a.state, a.version, a.taste, a.language,
       a.quoted_adjustment, a.sent_on, a.expires_at, a.answered_at, a.changed_at,
       w.name, w.stamp, w.colour, w.time_zone, p.name, u.name, q.question, a.mode, a.way, a.worth,
       a.told_us, r.asks_talked, m.state, m.sent_at
FROM pulse_ask a
JOIN accounts_workspace w ON w.id = a.workspace_id
JOIN projects_project p ON p.id = a.project_id
JOIN pulse_wording q ON q.id = a.wording_id
LEFT JOIN accounts_user u ON u.id = a.owner_id
LEFT JOIN messaging_message m ON m.id = a.message_id
LEFT JOIN pulse_askrules r ON r.workspace_id = a.workspace_id
WHERE """

_VISITS = """
SELECT choice, at, network FROM pulse_linkvisit WHERE ask_id = %s ORDER BY at DESC LIMIT 50
"""

_ALL_EVIDENCE = """
SELECT * FROM (SELECT 'visit', choice, '', 0, at, '', network, '' FROM pulse_linkvisit
               WHERE ask_id = %s ORDER BY at DESC LIMIT 50) AS visits
UNION ALL
SELECT * FROM (SELECT 'attempt', taste, verdict, CASE WHEN counted THEN 1 ELSE 0 END, at, nonce, network, signals
               FROM pulse_answerrevision WHERE ask_id = %s ORDER BY number DESC LIMIT 50) AS attempts
UNION ALL
SELECT * FROM (SELECT 'detail', quote, wants_call, 0, at, comment, wants_next, CAST(reasons AS text)
               FROM pulse_answerdetail WHERE ask_id = %s AND taste = %s ORDER BY number DESC LIMIT 1) AS details
"""


@dataclass(frozen=True, slots=True)
class PublicAsk:
    """One ask with all that its public page shows and decides by."""

    id: int
    workspace_id: int
    project_id: int
    customer_id: int
    state: str
    version: int
    taste: str
    language: str
    quoted_adjustment: str
    sent_on: date
    expires_at: datetime
    answered_at: datetime | None
    changed_at: datetime | None
    workspace_name: str
    stamp: int
    colour: str
    time_zone: str
    project_name: str
    owner_name: str
    question: str
    mode: str
    way: str
    worth: str
    """When the person may also say what it was worth: Ask.Worth, or nothing."""
    told_us: str
    """In a re-ask: what the person told us then, as a sentence; empty: it was not kept."""
    asks_talked: bool
    """Whether the workspace asks after a No whether others were told."""
    mail_accepted_at: datetime | None
    """When a mail server took the mail; None when it was kept in the product or not sent yet."""

    @property
    def is_anonymous(self) -> bool:
        """Tell whether nothing that is written may lead from this question to its answer."""
        return self.mode == Mode.ANONYMOUS

    def may_say_talked(self, taste: str) -> bool:
        """Tell whether who answers so may say how many others were told: after a No, and when asked again after one."""
        is_about_a_no = taste == Taste.NO or bool(taste and self.quoted_adjustment)
        return self.asks_talked and is_about_a_no and not self.is_anonymous


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is known of an ask before a tap is judged."""

    visits: Sequence[Visit]
    attempts: Sequence[Attempt] = ()
    detail: AnswerDetail | None = None
    """What the person had added to the answer that is tapped now, when it was given before."""


def ask_behind(token: str, *, at: datetime) -> PublicAsk | None:
    """Return the ask that this secret link leads to: one query, none for nonsense.

    None for unknown, withdrawn and expired alike: the page must not tell which.
    """
    if not looks_like_token(token):
        return None
    return _ask(f"{_ASK} a.token_digest = %s", digest(token), at=at)


def open_ask(ask_id: int, *, at: datetime) -> PublicAsk | None:
    """Return this ask as its public page sees it, for a channel that knows it without a link: one query.

    None when it is withdrawn or expired.
    """
    return _ask(f"{_ASK} a.id = %s", ask_id, at=at)


def _ask(statement: str, key: str | int, *, at: datetime) -> PublicAsk | None:
    with connection.cursor() as cursor:
        cursor.execute(statement, [key])
        row = cursor.fetchone()
    if row is None:
        return None
    values = list(row)
    values[9] = _day(row[9])
    values[10:13] = [_moment(row[10]), _maybe_moment(row[11]), _maybe_moment(row[12])]
    values[18] = row[18] or row[13]  # nobody answers for the project any more: the PMO does
    values[24:] = [bool(row[24]), _accepted_at(row[25], row[26], at=at)]
    ask = PublicAsk(*values)
    spoke_at = ask.answered_at or ask.changed_at
    closed = ask.state in {"withdrawn", "expired"} or not is_open(
        expires_at=ask.expires_at, spoke_at=spoke_at, at=at
    )
    return None if closed else ask


def evidence(ask: PublicAsk, *, taste: str) -> Evidence:
    """Return what is known before this taste is judged: earlier visits, attempts and words, in one query."""
    with connection.cursor() as cursor:
        if ask.version == 0:  # nobody has tried yet: the short statement is enough
            cursor.execute(_VISITS, [ask.id])
            return Evidence([Visit(row[0], _moment(row[1]), row[2]) for row in cursor.fetchall()])
        cursor.execute(_ALL_EVIDENCE, [ask.id, ask.id, ask.id, taste])
        rows = cursor.fetchall()
    visits = [Visit(row[1], _moment(row[4]), row[6]) for row in rows if row[0] == "visit"]
    attempts = [
        Attempt(row[1], row[2], bool(row[3]), _moment(row[4]), row[5], row[6], row[7])
        for row in rows
        if row[0] == "attempt"
    ]
    details = [
        AnswerDetail(
            quote=row[1],
            wants_call=row[2],
            comment=row[5],
            wants_next=row[6],
            reasons=json.loads(row[7]),
        )
        for row in rows
        if row[0] == "detail"
    ]
    return Evidence(visits, attempts, details[0] if details else None)


def last_detail(ask: PublicAsk) -> AnswerDetail | None:
    """Return what the person has added to the answer that counts: one query."""
    return AnswerDetail.objects.filter(ask=ask.id, taste=ask.taste).order_by("-number").first()


def last_mark(ask: PublicAsk) -> int | None:
    """Return what the person said it was worth: one query, and none where that is not asked."""
    if not ask.worth:
        return None
    marks = WorthMark.objects.filter(ask=ask.id).order_by("-number")
    return marks.values_list("mark", flat=True).first()


def _accepted_at(state: str | None, sent_at: object, *, at: datetime) -> datetime | None:
    """Return when a mail server took the mail. One that looks at the links before it says so takes it just now."""
    if state == Message.State.SENDING:
        return at
    return _maybe_moment(sent_at) if state == Message.State.SENT else None


def _moment(value: object) -> datetime:
    """Return a moment as the two databases give it: aware, naive UTC, or text out of a UNION."""
    moment = value if isinstance(value, datetime) else parse_datetime(str(value))
    if moment is None:
        raise ValueError(f"{value!r} is no moment")
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _maybe_moment(value: object) -> datetime | None:
    return None if value is None else _moment(value)


def _day(value: object) -> date:
    day = value if isinstance(value, date) else parse_date(str(value))
    if day is None:
        raise ValueError(f"{value!r} is no day")
    return day
