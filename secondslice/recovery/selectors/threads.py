"""One case with everything that belongs to it, in the order in which it happened."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import Prefetch

from secondslice.customers.models import Preference
from secondslice.customers.rules import Hold
from secondslice.pulse.models import AnswerDetail, AnswerRevision, Ask, Taste
from secondslice.pulse.selectors.asks import open_asks_of
from secondslice.pulse.selectors.reason_names import ReasonNames
from secondslice.recovery import rules
from secondslice.recovery.adjustment_words import line_of
from secondslice.recovery.models import Adjustment, Case, CaseNote, ReAsk, Waiver
from secondslice.recovery.rules import NotYet
from secondslice.recovery.selectors.causes import cause_names
from secondslice.recovery.selectors.correspondence import Piece, correspondence
from secondslice.recovery.selectors.waiting import NEVER_THERE, times_asked_again

ORDER = ("asked", "adjusted", "asked_again", "answered", "unsaid", "silent", "not_delivered")


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that happened. `kind` decides how the page words it; who did it is a member or the customer."""

    at: datetime
    kind: str
    who: str
    words: str = ""
    taste: str = ""
    reasons: list[str] = field(default_factory=list)
    day: date | None = None
    other: str = ""
    why: str = ""
    """Why the case went to somebody else by itself; of a warning how far it has gone, of an adjustment its kind."""
    call: str = ""
    """To what the customer agreed who wants to be called."""


@dataclass(frozen=True, slots=True)
class CaseFile:
    """What the page of a case shows beside the case itself."""

    entries: list[Entry | Piece]
    adjustments: list[Adjustment]
    """As they were written down."""
    adjustment: Adjustment | None
    """The newest one."""
    call: str
    """To what the customer agreed who wants to be called, as things stand now; empty: no."""
    why_not_ask_again: NotYet | None
    waiver: Waiver | None
    """Somebody wants to give the case up, and a second person has to decide."""
    cause: str
    """What lies behind the No, in words."""
    waiting: Ask | None
    """The question that was put again and waits for its hour."""


def case_file(case: Case, *, at: datetime, today: date, names: ReasonNames) -> CaseFile:
    """Return the thread of a case, and whether the customer can be asked again: fourteen queries, two with reasons."""
    causes = cause_names(case)
    asks = _asks(case)
    adjustments = list(
        Adjustment.objects.filter(case=case).select_related("by").order_by("at", "pk")
    )
    notes = CaseNote.objects.filter(case=case).select_related("by", "owner")
    newest = adjustments[-1] if adjustments else None
    happened = [
        *(entry_of(note, cause=causes.get(note.words, note.words)) for note in notes),
        *(_of_adjustment(one) for one in adjustments),
        *(entry for ask in asks for entry in _of_ask(ask, names)),
    ]
    entries: list[Entry | Piece] = [*happened, *correspondence(case)]
    return CaseFile(
        entries=sorted(entries, key=_place),
        adjustments=adjustments,
        adjustment=newest,
        call=_call(happened),
        why_not_ask_again=rules.why_not_ask_again(
            case.state,
            in_force_from=newest.starts_on if newest else None,
            today=today,
            is_waiting=_is_asked(case, at),
            times=sum(ask.pk != case.ask_id and ask.state not in NEVER_THERE for ask in asks),
            hold=wish_in_the_way(case, today=today) or "",
        ),
        waiver=Waiver.objects.filter(case=case, decided_at=None).select_related("asked_by").first(),
        cause=causes.get(case.cause, case.cause),
        waiting=next((ask for ask in asks if ask.is_again and ask.is_yet_to_leave(at)), None),
    )


def said_with_no(file: CaseFile) -> str:
    """Return what the customer said with the newest No, or the reasons chosen."""
    entries = [one for one in file.entries if isinstance(one, Entry)]
    answers = [one for one in entries if one.kind == "answered" and one.taste == Taste.NO]
    return (answers[-1].words or "; ".join(answers[-1].reasons)) if answers else ""


def why_not_ask_again(
    case: Case, *, at: datetime, today: date
) -> tuple[NotYet | None, Adjustment | None]:
    """Return why a re-ask is refused now, or None, and the adjustment that it would quote."""
    newest = Adjustment.objects.filter(case=case).order_by("-at", "-pk").first()
    why = rules.why_not_ask_again(
        case.state,
        in_force_from=newest.starts_on if newest else None,
        today=today,
        is_waiting=_is_asked(case, at),
        times=times_asked_again(case),
        hold=wish_in_the_way(case, today=today) or "",
    )
    return why, newest


def _call(entries: list[Entry]) -> str:
    answers = [entry for entry in entries if entry.kind in {"answered", "unsaid"}]
    return max(answers, key=lambda entry: entry.at).call if answers else ""


def wish_in_the_way(case: Case, *, today: date) -> Hold | None:
    """Return which wish of the customer forbids the re-ask, although it was promised."""
    found = Preference.objects.filter(contact=case.contact_id).first()
    return found.hold(today=today, promised=True) if found else None


def _place(entry: Entry | Piece) -> tuple[datetime, int]:
    """Return by what the thread is ordered: of one moment, what was done comes before the note that it led to."""
    return entry.at, ORDER.index(entry.kind) if entry.kind in ORDER else len(ORDER)


def _asks(case: Case) -> list[Ask]:
    """Return the question that brought the No and all re-asks, with every counted answer and its words."""
    ids = [case.ask_id, *ReAsk.objects.filter(case=case).values_list("ask_id", flat=True)]
    counted = AnswerRevision.objects.filter(counted=True).order_by("number")
    return list(
        Ask.objects.filter(pk__in=ids)
        .select_related("contact", "asked_by")
        .prefetch_related(
            Prefetch("revisions", queryset=counted, to_attr="counted_answers"),
            Prefetch("details", queryset=AnswerDetail.objects.order_by("number"), to_attr="added"),
        )
        .order_by("sent_at", "pk")
    )


def _is_asked(case: Case, at: datetime) -> bool:
    """Tell whether the person can still answer a question about this project, from this case or not."""
    return open_asks_of(case.project, [case.contact_id], at=at).exists()


def _of_ask(ask: Ask, names: ReasonNames) -> Iterator[Entry]:
    asker = ask.asked_by.name if ask.asked_by else ""
    again = ask.kind == Ask.Kind.RE_ASK
    if again and ask.state == Ask.State.WITHDRAWN:
        return  # it never left; the note about it says why
    yield Entry(
        at=ask.sent_at,
        kind="asked_again" if again else "asked",
        who=asker,
        words=ask.quoted_adjustment,
        other=ask.contact.name,
    )
    if again and ask.state == Ask.State.EXPIRED:
        yield Entry(at=ask.expires_at, kind="silent", who=ask.contact.name)
    if again and ask.state == Ask.State.BOUNCED:
        yield Entry(at=ask.sent_at, kind="not_delivered", who=ask.contact.name)
    answers: list[AnswerRevision] = getattr(ask, "counted_answers", [])
    details: list[AnswerDetail] = getattr(ask, "added", [])
    for number, answer in enumerate(answers):
        until = answers[number + 1].at if number + 1 < len(answers) else None
        yield _of_answer(ask, answer, _last_words(details, answer, until), names)


def _of_answer(
    ask: Ask, answer: AnswerRevision, words: AnswerDetail | None, names: ReasonNames
) -> Entry:
    return Entry(
        at=answer.at,
        kind="answered" if answer.taste else "unsaid",
        who=ask.contact.name,
        taste=answer.taste,
        words=words.comment if words else "",
        reasons=names.of(words) if words else [],
        call=words.wants_call if words else "",
    )


def _last_words(
    details: list[AnswerDetail], answer: AnswerRevision, until: datetime | None
) -> AnswerDetail | None:
    """Return the last thing the person added to this answer before giving another."""
    mine = [
        one
        for one in details
        if one.taste == answer.taste and one.at >= answer.at and (until is None or one.at < until)
    ]
    return mine[-1] if mine else None


def _of_adjustment(one: Adjustment) -> Entry:
    who = one.by.name if one.by else ""
    return Entry(
        at=one.at, kind="adjusted", who=who, words=line_of(one), day=one.starts_on, why=one.kind
    )


def entry_of(note: CaseNote, *, cause: str = "") -> Entry:
    """Return an entry of the log as threads word it; `cause` is what the cause that it names is called."""
    who = note.by.name if note.by else ""
    other = note.owner.name if note.owner else ""
    if note.kind == CaseNote.Kind.WARNED:  # its words are a time_limits.Warned
        return Entry(at=note.at, kind=note.kind, who=who, other=other, why=note.words)
    return Entry(
        at=note.at,
        kind=note.kind,
        who=who,
        words=cause if note.kind == CaseNote.Kind.CAUSE else note.words,
        other=other,
        day=note.day,
        why=str(note.get_why_display()),
    )
