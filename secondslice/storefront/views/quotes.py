"""Where the author of a quote decides in which places it stands, under which name, for how long, and takes it back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from secondslice.core import clock
from secondslice.core.errors import NotHere, RuleBroken
from secondslice.storefront import selectors
from secondslice.storefront.views.asking import visitor_page
from secondslice.storefront.views.persons import Leaf, must_be_a_person, nonce_for
from secondslice.value.consent.selectors.log import proposal_for
from secondslice.value.consent.services.wording import Choice
from secondslice.value.models import TOLD, Testimonial
from secondslice.value.publishing import YEARS, Approval, approve, behind, refuse

LONGEST_NUMBER = 4
"""Digits of the number of a wording."""


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def quote(request: HttpRequest, slug: str, token: str) -> HttpResponse:
    """Show the words as they would stand there; only a press on a button decides."""
    found, now = behind(token, slug=slug), clock.now()
    if found is None:
        raise NotHere(_("This link is over: the words were changed or taken back since."))
    status, is_changed, wrong = 200, False, ""
    if request.method == "POST" and request.POST.get("decide") == "no":
        refuse(testimonial=found, at=now)  # counts at once, whoever pressed
        found = behind(token, slug=slug) or found
    elif request.method == "POST":
        try:
            is_changed = not _approved(request, found, at=now)
            status = 409 if is_changed else 200
        except RuleBroken as refused:
            wrong, status = str(refused), 422
        found = behind(token, slug=slug) or found
    return visitor_page(
        "quote",
        selectors.storefront_of(found.workspace),
        status=status,
        quote=found,
        proposal=proposal_for(found),
        typed=request.POST if wrong else {},
        places=_places(found, typed=request.POST.getlist("places") if wrong else None),
        names=_names(found, typed=request.POST.get("under", "") if wrong else ""),
        years=[(one, bool(wrong) and request.POST.get("years") == str(one)) for one in YEARS],
        is_changed=is_changed,
        wrong=wrong,
        nonce=nonce_for(request, _leaf(found)),
        seen=_seen(found),
    )


def _seen(found: Testimonial) -> str:
    """Return what tells a page that was shown before something was decided from one that was shown after it."""
    return f"{found.state} {found.at:%Y%m%d%H%M%S%f}"


def _leaf(found: Testimonial) -> Leaf:
    return Leaf("quote", found.pk)


def _approved(request: HttpRequest, found: Testimonial, *, at: datetime) -> bool:
    """Publish as it was chosen; return False when the words are others by now. Raise RuleBroken, and change nothing."""
    approval = _approval(request, today=clock.day_of(at, found.workspace.time_zone))
    must_be_a_person(request, _leaf(found), chose=True)
    if request.POST.get("seen", "") != _seen(found):
        # A program repeats what a person sent, and would undo what was decided after it.
        raise RuleBroken(
            _(
                "Something was decided since this page was shown. Look at it once more, and press again."
            )
        )
    words = request.POST.get("words", "")
    return approve(
        testimonial=found, approval=approval, words=words, choice=_choice(request), at=at
    )


def _places(found: Testimonial, *, typed: Sequence[str] | None) -> list[dict[str, object]]:
    """Return where it may stand. None is ticked before its author has ticked it."""
    ticked = found.places if typed is None else typed
    return [
        {
            "value": value,
            "label": label,
            "stands": value in found.places,
            "is_ticked": value in ticked,
        }
        for value, label in TOLD.items()
    ]


def _names(found: Testimonial, *, typed: str) -> list[dict[str, object]]:
    """Return under which names it may stand, as they would be written there. None is ticked before its author did."""
    named = []
    for value, label in Testimonial.Name.choices:
        found_as = Testimonial(
            contact=found.contact, customer=found.customer, ask=found.ask, under=value
        ).signed
        named.append((value, f"{label}: {found_as}" if found_as else str(label)))
    if found.consent != Testimonial.Consent.NAMED:
        named.reverse()  # who said "without my name" finds that first
    chosen = typed or (found.under if found.state == Testimonial.State.PUBLISHED else "")
    return [
        {"value": value, "label": label, "is_ticked": value == chosen} for value, label in named
    ]


def _choice(request: HttpRequest) -> Choice:
    """Return which of the words that were shown the author wants."""
    number, which = request.POST.get("proposal", ""), request.POST.get("which", "stands")
    shown = int(number) if number.isdecimal() and len(number) <= LONGEST_NUMBER else 0
    return Choice(which, request.POST.get("mine", ""), shown)


def _approval(request: HttpRequest, *, today: date) -> Approval:
    """Return what was chosen. Raise RuleBroken where a name or a time is missing."""
    under, years = request.POST.get("under", ""), request.POST.get("years", "")
    if under not in Testimonial.Name.values:
        raise RuleBroken(_("Choose under which name it may stand."))
    if years not in {str(one) for one in YEARS}:
        raise RuleBroken(_("Choose for how long it may stand."))
    year = today.year + int(years)
    day = 28 if (today.month, today.day) == (2, 29) else today.day
    places = frozenset(request.POST.getlist("places")) & frozenset(Testimonial.Place.values)
    return Approval(under, date(year, today.month, day), places)
