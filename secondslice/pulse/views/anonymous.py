"""The respondent's page of an anonymous question: what the browser holds is all that leads to the answer.

Before the answer each page carries a fresh receipt; the answer is kept under the one that came with it. Afterwards the
browser brings it along, signed with the time, as a cookie or in the page for those without.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.http import HttpRequest, HttpResponse

from secondslice.core.tokens import looks_like_token, new_token
from secondslice.pulse import nonces, rules
from secondslice.pulse import public_pages as pages
from secondslice.pulse.forms import CallForm, DetailsForm
from secondslice.pulse.models import AnonymousAnswer
from secondslice.pulse.public_pages import Seen, Thanks
from secondslice.pulse.rules import CHANGE_DAYS
from secondslice.pulse.selectors.public import PublicAsk, evidence
from secondslice.pulse.services import anonymous
from secondslice.pulse.services.answering import Outcome, Person, take_answer
from secondslice.pulse.services.settling import MOST_REASONS, Added
from secondslice.pulse.views.taps import browser_of, nonce_of, seen_by, tail_of, tap_of

COOKIE = "receipt"
SALT = "pulse.receipt"
TASTES = {"y": "yes", "n": "no"}
CHANGED_IN = timedelta(days=CHANGE_DAYS)


@dataclass(frozen=True, slots=True)
class Press:
    """A form of this page that was sent."""

    request: HttpRequest
    ask: PublicAsk
    seen: Seen
    nonce: nonces.Nonce | None
    kind: str
    """y, n; u: take it back; d: words to it; c: please call me; empty: none of ours."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """What shows that this browser has answered, and since when it holds it: it is good for some days."""

    secret: str
    since: datetime

    def signed(self) -> str:
        """Return it as the browser keeps it."""
        return Signer(salt=SALT).sign(f"{self.secret}.{int(self.since.timestamp())}")


@dataclass(frozen=True, slots=True)
class Own:
    """The answer of this browser, and the receipt that shows it."""

    answer: AnonymousAnswer
    receipt: Receipt


def may_note_visit(ask: PublicAsk) -> bool:
    """Tell whether it may be noted that a link of this question was opened: not once it is answered anonymously."""
    return not (ask.is_anonymous and ask.state == "answered")


def as_it_stands(
    request: HttpRequest,
    ask: PublicAsk,
    seen: Seen,
    *,
    choice: str = "-",
    note: str = "",
    status: int = 200,
) -> HttpResponse:
    """Show the question, or what this browser has answered; to others, that it is answered."""
    if ask.state != "answered":
        return pages.ask_page(ask, seen, choice=choice, receipt=new_token(), status=status)
    own = _own(ask, _held_receipt(request, at=seen.at))
    if own is None:
        return pages.closed_page(ask, seen, status=status)
    return _thanks(ask, seen, own, note=note, status=status)


def take(request: HttpRequest, token: str, ask: PublicAsk, choice: str) -> HttpResponse | None:
    """Take what was sent. None: somebody answered in this moment, read the question again."""
    nonce = nonce_of(request, ask, choice)
    kind = choice or (nonce.choice if nonce else "")
    press = Press(request, ask, seen_by(request, token), nonce, kind)
    if ask.state != "answered":
        return _take_answer(press)
    own = _own(ask, _held_receipt(request, at=press.seen.at) or _same_press(press))
    if own is None or nonce is None:
        return as_it_stands(request, ask, press.seen, note="again", status=409)
    if kind == "d":
        return _add(press, own)
    return _call(press, own) if kind == "c" else _change(press, own)


def _take_answer(press: Press) -> HttpResponse | None:
    request, ask, seen = press.request, press.ask, press.seen
    if press.kind not in TASTES:
        return as_it_stands(request, ask, seen)
    tap = tap_of(request, ask, press.nonce, TASTES[press.kind], evidence(ask, taste=""))
    given = request.POST.get("receipt", "")
    receipt = given if looks_like_token(given) else new_token()
    person = Person(browser=browser_of(request), receipt=receipt)
    outcome = take_answer(ask=ask, tap=tap, person=person)
    if outcome is Outcome.COUNTED:
        own = Own(AnonymousAnswer(taste=tap.taste), Receipt(receipt, seen.at))
        return _with_receipt(_thanks(ask, seen, own), seen, own.receipt)
    if outcome is Outcome.OVERTAKEN:
        return None
    note = "wait" if outcome is Outcome.WAIT else ""
    return pages.second_act_page(
        ask, seen, choice=press.kind, is_proven=False, note=note, receipt=receipt
    )


def _add(press: Press, own: Own) -> HttpResponse:
    added = DetailsForm(press.request.POST).added()
    if not anonymous.add_to_anonymous(ask=press.ask, answer=own.answer, added=added):
        return _too_late(press, own)
    left_out = len(set(added.reasons)) > MOST_REASONS
    return pages.saved_page(press.ask, press.seen, left_out=left_out)


def _call(press: Press, own: Own) -> HttpResponse:
    form, ask = CallForm(press.request.POST), press.ask
    if not form.is_complete:
        return _thanks(ask, press.seen, own, note="name", status=422)
    call = anonymous.Call(form.name, form.address, consent=pages.consent_to_call(ask))
    key = tail_of(press.request, press.nonce)
    anonymous.ask_for_call(ask=ask, call=call, key=key, at=press.seen.at)
    return pages.called_page(ask, press.seen)


def _change(press: Press, own: Own) -> HttpResponse:
    """Turn the answer into the other one, or take it back."""
    ask, seen, taste = press.ask, press.seen, TASTES.get(press.kind, "")
    if taste == own.answer.taste:  # the same press again
        return _with_receipt(_thanks(ask, seen, own), seen, own.receipt)
    if not _is_persons(press):
        return _thanks(ask, seen, own, note="again", status=409)
    if taste:
        if anonymous.change_anonymous(ask=ask, receipt=own.receipt.secret, taste=taste):
            return _thanks(ask, seen, Own(AnonymousAnswer(taste=taste), own.receipt))
    elif anonymous.take_back_anonymous(ask=ask, receipt=own.receipt.secret):
        return pages.ask_page(ask, seen, choice="-", taken_back=True, receipt=new_token())
    return _too_late(press, own)


def _is_persons(press: Press) -> bool:
    """Tell whether a person pressed this. The receipt proves nothing alone: a scanner repeats a form with it."""
    tap = tap_of(press.request, press.ask, press.nonce, "", evidence(press.ask, taste=""))
    found = [sign for sign in rules.signals(tap) if sign is not rules.Signal.NO_SCRIPT]
    return rules.verdict(found, second_act=False) == "human"


def _too_late(press: Press, own: Own) -> HttpResponse:
    return _thanks(press.ask, press.seen, own, note="shown", status=409)


def _thanks(
    ask: PublicAsk, seen: Seen, own: Own, *, note: str = "", status: int = 200
) -> HttpResponse:
    codes = tuple(reason["code"] for reason in own.answer.reasons)
    thanks = Thanks(
        taste=own.answer.taste,
        added=Added(codes, own.answer.comment),
        proof=own.receipt.signed(),
        is_shown=own.answer.is_revealed,
    )
    return pages.anonymous_thanks_page(ask, seen, thanks, note=note, status=status)


def _own(ask: PublicAsk, receipt: Receipt | None) -> Own | None:
    if receipt is None:
        return None
    answer = anonymous.answer_with(ask=ask, receipt=receipt.secret)
    return Own(answer, receipt) if answer else None


def _held_receipt(request: HttpRequest, *, at: datetime) -> Receipt | None:
    """Return the receipt that this browser brings along, as long as an answer may be changed."""
    given = request.COOKIES.get(COOKIE) or request.POST.get("proof", "")
    try:
        secret, _, since = Signer(salt=SALT).unsign(given).rpartition(".")
    except BadSignature:
        return None
    receipt = Receipt(secret, datetime.fromtimestamp(int(since), tz=UTC))
    return receipt if at - receipt.since < CHANGED_IN else None


def _same_press(press: Press) -> Receipt | None:
    """Return the receipt of a form that is sent a second time: by a double click, not by a scanner elsewhere."""
    given, nonce = press.request.POST.get("receipt", ""), press.nonce
    if nonce is None or not looks_like_token(given):
        return None
    here = nonce.network == rules.network_digest(press.seen.network)
    fresh = press.seen.at - nonce.shown_at < rules.NONCE_LIFE
    return Receipt(given, nonce.shown_at) if here and fresh else None


def _with_receipt(response: HttpResponse, seen: Seen, receipt: Receipt) -> HttpResponse:
    response.set_cookie(
        COOKIE,
        receipt.signed(),
        max_age=CHANGED_IN,
        path=seen.path,
        httponly=True,
        secure=settings.SECURE,
        samesite="Lax",
    )
    return response
