"""Where the author of a quote decides in which places it stands, under which name, for how long, and takes it back."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from secondslice.core import clock
from secondslice.core.errors import NotHere, RuleBroken
from secondslice.storefront import selectors
from secondslice.storefront.views.asking import visitor_page
from secondslice.storefront.views.programs import is_a_program
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
    if request.method == "POST" and not is_a_program(request):
        today = clock.day_of(now, found.workspace.time_zone)
        approval = _approval(request, today=today)
        if request.POST.get("decide") == "no":
            refuse(testimonial=found, at=now)
        elif approval is not None:
            try:
                is_changed = not approve(
                    testimonial=found,
                    approval=approval,
                    words=request.POST.get("words", ""),
                    choice=_choice(request),
                    at=now,
                )
            except RuleBroken as refused:
                wrong, status = str(refused), 422
            status = 409 if is_changed else status
        found = behind(token, slug=slug) or found
    return visitor_page(
        "quote",
        selectors.storefront_of(found.workspace),
        status=status,
        quote=found,
        proposal=proposal_for(found),
        typed=request.POST if wrong else {},
        places=_places(found),
        names=_names(found, typed=request.POST.get("under", "")),
        years=YEARS,
        is_changed=is_changed,
        wrong=wrong,
    )


def _places(found: Testimonial) -> list[dict[str, object]]:
    """Return where it may stand. None is ticked before its author has ticked it."""
    return [
        {"value": value, "label": label, "stands": value in found.places}
        for value, label in TOLD.items()
    ]


def _names(found: Testimonial, *, typed: str) -> list[dict[str, object]]:
    """Return under which names it may stand, as they would be written there."""
    named = []
    for value, label in Testimonial.Name.choices:
        found_as = Testimonial(
            contact=found.contact, customer=found.customer, ask=found.ask, under=value
        ).signed
        named.append((value, f"{label}: {found_as}" if found_as else str(label)))
    if found.consent != Testimonial.Consent.NAMED:
        named.reverse()  # who said "without my name" finds that first
    chosen = typed or found.under or named[0][0]
    return [
        {"value": value, "label": label, "is_ticked": value == chosen} for value, label in named
    ]


def _choice(request: HttpRequest) -> Choice:
    """Return which of the words that were shown the author wants."""
    number, which = request.POST.get("proposal", ""), request.POST.get("which", "stands")
    shown = int(number) if number.isdecimal() and len(number) <= LONGEST_NUMBER else 0
    return Choice(which, request.POST.get("mine", ""), shown)


def _approval(request: HttpRequest, *, today: date) -> Approval | None:
    under, years = request.POST.get("under", ""), request.POST.get("years", "")
    if under not in Testimonial.Name.values or years not in {str(one) for one in YEARS}:
        return None
    year = today.year + int(years)
    day = 28 if (today.month, today.day) == (2, 29) else today.day
    places = frozenset(request.POST.getlist("places")) & frozenset(Testimonial.Place.values)
    return Approval(under, date(year, today.month, day), places)
