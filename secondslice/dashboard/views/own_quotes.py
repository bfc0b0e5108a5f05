"""What a person lent us, on the own page: where it stands, and one tap to take it back.

That tap is believed whoever made it: what a program takes back by mistake is let stand again with one more tap, what
stands against its author's wish is not mended by anything.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from secondslice.dashboard import own_pages
from secondslice.dashboard.views.own_page import gone, visit_of
from secondslice.value.consent.selectors.log import quotes_of
from secondslice.value.publishing import take_back


def quotes(request: HttpRequest, token: str) -> HttpResponse:
    """Show them; a press on a button takes one back."""
    visit = visit_of(request, token)
    if visit is None:
        return gone(request)
    is_taken_back = False
    if request.method == "POST" and not request.POST.get("website"):
        ref = request.POST.get("take_back", "")
        is_taken_back = take_back(contact=visit.contact, ref=ref, at=visit.seen.at)
    return own_pages.quotes_page(visit, quotes_of(visit.contact), is_taken_back=is_taken_back)
