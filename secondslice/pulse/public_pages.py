"""The respondent's pages: which one, filled with what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.http import HttpResponse
from django.utils import formats, translation
from django.utils.translation import gettext as _

from secondslice.pulse import nonces, rules
from secondslice.pulse.models import AnswerDetail, AskRules, Talked, Taste
from secondslice.pulse.modes import LEAST_TOGETHER, Mode
from secondslice.pulse.plates import TICK, Mark, plate
from secondslice.pulse.quoting import quoted_words
from secondslice.pulse.selectors.asks import label_of, shown_reasons
from secondslice.pulse.selectors.public import PublicAsk
from secondslice.pulse.services.settling import Added
from secondslice.pulse.talk_words import PRESSED, talked_presses, talked_state, talked_words

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; form-action 'self';"
    " frame-ancestors 'none'; base-uri 'none'"
)
HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": POLICY,
    # not no-referrer: browsers would then send `Origin: null` with the form
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex",
}
CALL = "call"
MARKS = range(11)
COMMON = (
    "workspace", "colour", "project", "owner", "question", "path", "quoted", "consent", "stand", "told",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Seen:
    """Who looks at the page, as far as it decides what the page holds."""

    path: str
    """/a/<token>"""
    network: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Beside:
    """What stands beside the answer on its page."""

    mark: int | None = None
    """What the person said it was worth."""
    talked: Talked | None = None
    """To how many others the person has told a No."""
    stand: str = ""
    """Where we stand with the answer, in a sentence; empty: nothing has followed yet."""


@dataclass(frozen=True, slots=True)
class Thanks:
    """What the browser sees that has answered anonymously."""

    taste: str
    added: Added
    proof: str
    """The receipt, signed with the time."""
    is_shown: bool


def ask_page(
    ask: PublicAsk,
    seen: Seen,
    *,
    choice: str,
    taken_back: bool = False,
    receipt: str = "",
    status: int = 200,
) -> HttpResponse:
    """Show the question; `choice` (y, n or -) is what was tapped in the mail.

    `receipt` is what an anonymous answer is kept under, when it is given here.
    """
    values = {"yes_nonce": _nonce(ask, seen, "y"), "no_nonce": _nonce(ask, seen, "n")}
    values |= {"receipt": receipt} if receipt else {}
    return _page(
        "ask",
        ask,
        seen,
        status=status,
        values=values,
        chosen=choice,
        taken_back=taken_back,
        is_again=bool(ask.quoted_adjustment),
    )


def second_act_page(
    ask: PublicAsk,
    seen: Seen,
    *,
    choice: str,
    is_proven: bool,
    note: str = "",
    receipt: str = "",
) -> HttpResponse:
    """Ask for one more act that no program makes by pressing what is there: tap the right project.

    Who has shown to be the person that answered first does not have to show it again.
    """
    nonce = _nonce(ask, seen, choice, act="2")
    place = rules.decoy_order(nonce)
    values = {"nonce": nonce, **({"proof": nonces.proof(ask.id)} if is_proven else {})}
    values |= {"receipt": receipt} if receipt else {}
    return _page(
        "second_act",
        ask,
        seen,
        values=values,
        chosen=choice,
        place=place,
        is_proven=is_proven,
        note=note,
    )


def thanks_page(
    ask: PublicAsk,
    seen: Seen,
    *,
    taste: str,
    added: Added,
    beside: Beside,
    note: str = "",
    status: int = 200,
) -> HttpResponse:
    """Say thank you, offer to undo, and ask what may be added. For the browser that has answered.

    What was `added` before stands in the form, so that sending it once more takes nothing away; so does the mark
    given for what it was worth. `note`: "again" when something did not arrive, "wait" when it may in a minute.
    """
    other = "n" if taste == Taste.YES else "y"
    worth = "" if not ask.worth else "ask" if beside.mark is None else "said"
    values = {"mark": str(beside.mark)} if worth == "said" else {}
    values |= {_mark(one): PRESSED if one == beside.mark else "" for one in MARKS} if worth else {}
    talked = talked_state(ask, taste, beside.talked)
    values |= talked_presses(beside.talked) if talked else {}
    values |= {
        "proof": nonces.proof(ask.id),
        "undo_nonce": _nonce(ask, seen, "u"),
        "other_nonce": _nonce(ask, seen, other),
        "details_nonce": _nonce(ask, seen, "d"),
    }
    return _page(
        "thanks",
        ask,
        seen,
        status=status,
        values=values,
        added=added,
        taste=taste,
        other=other,
        worth=worth,
        talked=talked,
        note=note,
        sentences={"stand": beside.stand, "told": talked_words(ask, beside.talked)},
    )


def anonymous_thanks_page(
    ask: PublicAsk, seen: Seen, thanks: Thanks, *, note: str = "", status: int = 200
) -> HttpResponse:
    """Say thank you to the browser that holds the receipt, and offer to undo until the answer is shown.

    `note`: "again" when something did not arrive, "shown" when it is too late, "name" when a name or number is missing.
    """
    other = "n" if thanks.taste == Taste.YES else "y"
    values = {
        "proof": thanks.proof,
        "undo_nonce": _nonce(ask, seen, "u"),
        "other_nonce": _nonce(ask, seen, other),
        "details_nonce": _nonce(ask, seen, "d"),
        "call_nonce": _nonce(ask, seen, "c"),
    }
    return _page(
        "thanks_anonymous",
        ask,
        seen,
        status=status,
        values=values,
        added=thanks.added,
        taste=thanks.taste,
        other=other,
        is_shown=thanks.is_shown,
        note=note,
    )


def closed_page(ask: PublicAsk, seen: Seen, *, status: int = 200) -> HttpResponse:
    """Say that an anonymous question is answered, to a browser that holds no receipt of the answer."""
    return _page("closed", ask, seen, status=status)


def called_page(ask: PublicAsk, seen: Seen) -> HttpResponse:
    """Say that the name has arrived, and where it is."""
    return _page("called", ask, seen)


def consent_to_call(ask: PublicAsk) -> str:
    """Return to what a person agrees who wants to be called, in the language of the page."""
    with translation.override(ask.language):
        if ask.is_anonymous:
            return _("The PMO lead may call me about %(project)s and keep my name for that.") % {
                "project": ask.project_name
            }
        return _("The PMO lead may call me about this answer.")


def saved_page(ask: PublicAsk, seen: Seen, *, left_out: bool = False) -> HttpResponse:
    """Say that what was added has arrived, who can read it, and when more reasons were chosen than are kept."""
    taste = "" if ask.is_anonymous else ask.taste
    return _page("saved", ask, seen, left_out=left_out, taste=taste)


def answered_page(
    ask: PublicAsk, seen: Seen, *, wrong_code: bool = False, stand: str = "", status: int = 200
) -> HttpResponse:
    """Show the answer that counts to a browser that did not give it; the code from the mail changes it."""
    other = "n" if ask.taste == Taste.YES else "y"
    moment = (ask.changed_at or seen.at).astimezone(ZoneInfo(ask.time_zone))
    with translation.override(ask.language):
        on = formats.date_format(moment, "DATE_FORMAT")
    values = {"nonce": _nonce(ask, seen, other), "on": on}
    first = ask.answered_at or seen.at
    return _page(
        "answered",
        ask,
        seen,
        status=status,
        values=values,
        taste=ask.taste,
        other=other,
        wrong_code=wrong_code,
        sentences={"stand": stand},
        may_change=rules.may_change(first_answered_at=first, at=seen.at),
    )


def gone_page(language: str) -> HttpResponse:
    """Say, in the same words for unknown, expired and withdrawn links, that there is no question here."""
    found = plate(
        "pulse/public/gone.html", key=(), slots=(), language=language, context=lambda _mark: {}
    )
    return _response(found.fill({}), status=404)


def _page(
    name: str,
    ask: PublicAsk,
    seen: Seen,
    *,
    status: int = 200,
    values: dict[str, str] | None = None,
    added: Added | None = None,
    sentences: Mapping[str, str] | None = None,
    **situation: object,
) -> HttpResponse:
    values, sentences = values or {}, {"stand": "", "told": "", **(sentences or {})}
    situation |= {"mode": ask.mode, "has_followed": bool(sentences["stand"])}
    typed = {"comment": added.comment, "wish": added.wants_next} if added else {}
    ticked = [*map(_reason, added.reasons), _quote(added.quote)] if added else []
    ticked += [CALL] if added and added.wants_call else []
    found = plate(
        f"pulse/public/{name}.html",
        key=(ask.workspace_id, ask.stamp, *sorted(situation.items())),
        slots=(*COMMON, *values, *typed),
        language=ask.language,
        context=lambda mark: {**situation, **_context(ask, situation, mark)},
    )
    words = {
        "workspace": ask.workspace_name,
        "colour": ask.colour,
        "project": ask.project_name,
        "owner": ask.owner_name,
        "question": ask.question,
        "quoted": _quoted(ask),
        "consent": consent_to_call(ask) if name == "thanks_anonymous" else "",
        **sentences,
        **typed,
    }
    page = found.fill(words, {"path": seen.path, **values}, ticked)
    return _response(page, status=status)


def _quoted(ask: PublicAsk) -> str:
    if not ask.quoted_adjustment:
        return ""
    with translation.override(ask.language):
        return quoted_words(told_us=ask.told_us, adjustment=ask.quoted_adjustment)


def _reason(code: str) -> str:
    return f"reason-{code}"


def _mark(value: int) -> str:
    return f"mark-{value}"


def _quote(value: str) -> str:
    return f"quote-{value}"


def _context(ask: PublicAsk, situation: dict[str, object], mark: Mark) -> dict[str, object]:
    chips = _chips(ask, str(situation.get("taste", "")))
    quotes = AnswerDetail.Quote.choices
    return {
        "reasons": [(code, label, mark(TICK + _reason(code))) for code, label in chips],
        "quotes": [(value, label, mark(TICK + _quote(value))) for value, label in quotes],
        "call_tick": mark(TICK + CALL),
        "marks": [(one, mark(_mark(one))) for one in MARKS] if situation.get("worth") else [],
        "nobody": mark("told-nobody") if situation.get("talked") else "",
        "few": mark("told-few") if situation.get("talked") else "",
        "least": _least(ask) if ask.mode != Mode.NAMED else "",
        "decoys": _three(int(str(situation.get("place", 1)))),
        "language": ask.language,
        "is_rtl": translation.get_language_info(ask.language.split("-")[0])["bidi"],
    }


def _chips(ask: PublicAsk, taste: str) -> Sequence[tuple[str, str]]:
    if not taste:
        return []
    shown = shown_reasons(ask.workspace_id, Taste(taste), language=ask.language)
    return [(one.code, label_of(one)) for one in shown]


def _least(ask: PublicAsk) -> int:
    """Return how many people stand behind every figure about answers in confidence."""
    rules_of_it = AskRules.objects.filter(workspace=ask.workspace_id).first()
    return rules_of_it.least_together if rules_of_it else LEAST_TOGETHER


def _three(place: int) -> list[str | None]:
    """Return three names of which None, at `place`, stands for the real project."""
    names: list[str | None] = [_("The company picnic"), _("New office plants")]
    return [*names[:place], None, *names[place:]]


def _nonce(ask: PublicAsk, seen: Seen, choice: str, *, act: str = "1") -> str:
    network = rules.network_digest(seen.network)
    return nonces.sign(nonces.Nonce(ask.id, seen.at, choice, act, network))


def _response(html: str, *, status: int) -> HttpResponse:
    body = html.encode()
    response = HttpResponse(body, status=status, headers=HEADERS)
    response["Content-Length"] = str(len(body))
    return response
