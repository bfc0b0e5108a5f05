"""Where the owner in operations enters a value. GET and HEAD show; only the button keeps one."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation

from django.http import HttpRequest, HttpResponse
from django.utils import formats, translation
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from secondslice.core import clock
from secondslice.core.errors import NotHere, RuleBroken
from secondslice.storefront import selectors
from secondslice.storefront.views.asking import visitor_page
from secondslice.storefront.views.persons import Leaf, must_be_a_person, nonce_for
from secondslice.value.ledger.access import reminder_behind
from secondslice.value.ledger.models import Benefit
from secondslice.value.ledger.rules import CENT
from secondslice.value.ledger.selectors.signing import value_by
from secondslice.value.ledger.services.measuring import take_value

MOST = Decimal(10) ** 14
LONGEST = 24


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def measure(request: HttpRequest, slug: str, token: str) -> HttpResponse:
    """Ask for the value of one period in one small form."""
    found = reminder_behind(token, slug=slug)
    if found is None or found.contact is None:
        raise NotHere(_("This link is over: the value is not asked any more."))
    with translation.override(found.contact.language or found.workspace.language):
        status, wrong, leaf = 200, "", Leaf("measure", found.pk)
        if request.method == "POST":
            try:
                must_be_a_person(request, leaf, chose=bool(request.POST.get("value", "").strip()))
                value = number_in(request.POST.get("value", ""))
                note = request.POST.get("note", "")
                if not take_value(reminder=found, value=value, note=note, at=clock.now()):
                    raise NotHere(_("This link is over: the value is not asked any more."))
            except RuleBroken as refused:
                status, wrong = 422, str(refused)
        benefit = found.benefit
        is_money = benefit.kind == Benefit.Kind.MONEY
        return visitor_page(
            "measure",
            selectors.storefront_of(found.workspace),
            status=status,
            reminder=found,
            benefit=benefit,
            unit=benefit.currency if is_money else benefit.unit,
            is_sum=benefit.how == Benefit.How.SUM,
            known=value_by(found),
            wrong=wrong,
            typed=request.POST if wrong else {},
            nonce=nonce_for(request, leaf, again=bool(wrong)),
        )


def number_in(text: str) -> Decimal | None:
    """Return a number as the reader's language writes it, with or without its grouping; None for anything else.

    Where a language groups by a space, a point before three digits may be either: such a number is refused, for a
    value that is wrong by a thousand is worse than a second try.
    """
    plain = "".join(text.split())[:LONGEST]
    grouping = str(formats.get_format("THOUSAND_SEPARATOR")).strip()
    decimal = re.escape(str(formats.get_format("DECIMAL_SEPARATOR")))
    if grouping:
        sign = re.escape(grouping)
        if re.fullmatch(rf"[+-]?\d{{1,3}}({sign}\d{{3}})+({decimal}\d*)?", plain):
            plain = plain.replace(grouping, "")
    elif re.fullmatch(r"[+-]?\d{1,3}(\.\d{3})+", plain) and decimal != re.escape("."):
        return None
    try:
        value = Decimal(re.sub(decimal, ".", plain))
    except InvalidOperation:
        return None
    return value.quantize(CENT) if value.is_finite() and abs(value) < MOST else None
