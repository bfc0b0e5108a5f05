"""A person's own page, as HTML: which one, filled with what. It has no shell, no script it needs, and no account."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from django.http import HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from secondslice.core import clock
from secondslice.customers.models import Contact
from secondslice.customers.rules import LONGEST_PAUSE, Want, Wish, months_later
from secondslice.dashboard.selectors.own_page import Said, Standing
from secondslice.pulse import nonces, rules
from secondslice.pulse.public_pages import HEADERS, Seen
from secondslice.pulse.wish_words import want_words
from secondslice.value.models import Testimonial

LETTERS = {
    Want.PAUSE: "p",
    Want.AT_CLOSE: "c",
    Want.STOP: "s",
    Want.AGAIN: "a",
    Want.NO_BULLETIN: "n",
    Want.BULLETIN: "b",
    Want.ERASE: "e",
}
"""What stands in a nonce for each button."""
FIRST, ON_THE_PAGE, FROM_MAIL = "1", "2", "3"
"""Which act a nonce belongs to: the button, the one more tap below it, or that tap by the link of a mail."""


@dataclass(frozen=True, slots=True)
class Visit:
    """Whose page it is, and who looks at it."""

    contact: Contact
    seen: Seen
    language: str
    zone: str

    @classmethod
    def of(cls, contact: Contact, seen: Seen) -> Visit:
        """Return the visit, in the person's language and zone: kept here, for when the person is erased."""
        workspace = contact.workspace
        language = contact.language or workspace.language
        return cls(contact, seen, language, contact.time_zone or workspace.time_zone)

    @property
    def today(self) -> date:
        """Return the day where the person lives."""
        return clock.day_of(self.seen.at, self.zone)

    def nonce(self, want: Want, *, act: str = FIRST) -> str:
        """Return what proves that a press comes from this page."""
        network = rules.network_digest(self.seen.network)
        nonce = nonces.Nonce(self.contact.pk, self.seen.at, LETTERS[want], act, network)
        return nonces.sign(nonce, page=nonces.OF_A_PERSON)


def start_page(
    visit: Visit, standing: Standing, *, note: str = "", status: int = 200
) -> HttpResponse:
    """Show how we ask this person, and what can be wished. `note`: done, again, wait, date or nothing."""
    today = visit.today
    return _page(
        "start",
        visit,
        status=status,
        note=note,
        standing=standing,
        months_later=months_later(today),
        earliest=(today + timedelta(days=1)).isoformat(),
        latest=(today + LONGEST_PAUSE).isoformat(),
        nonces={want.name.lower(): visit.nonce(want) for want in LETTERS},
    )


def second_act_page(visit: Visit, wish: Wish, *, act: str = ON_THE_PAGE) -> HttpResponse:
    """Ask for one more act that no program makes by pressing what is there: tap the wish among three."""
    nonce = visit.nonce(wish.want, act=act)
    with translation.override(visit.language):
        words = want_words(wish.want, wish.until)
        choices = [_("Ask me every day"), _("Send me a pizza")]
    choices.insert(rules.decoy_order(nonce), words)
    return _page(
        "second_act",
        visit,
        is_from_mail=act == FROM_MAIL,
        nonce=nonce,
        wish=wish,
        words=words,
        choices=choices,
    )


def mailed_page(visit: Visit) -> HttpResponse:
    """Say that a mail asks whether it was meant, and nothing happens before."""
    return _page("mailed", visit, email=visit.contact.email)


def erase_page(visit: Visit) -> HttpResponse:
    """Say what it means to be erased, and ask whether it is meant."""
    return _page("erase", visit, nonce=visit.nonce(Want.ERASE))


def erased_page(visit: Visit) -> HttpResponse:
    """Say that it is done. The page is gone when this one is closed."""
    return _page("erased", visit)


def answers_page(visit: Visit, said: Sequence[Said], *, number: int, pages: int) -> HttpResponse:
    """Show what was asked, what was said, and what followed."""
    return _page(
        "answers",
        visit,
        said=said,
        newer=number - 1,
        older=number + 1 if number < pages else 0,
    )


def quotes_page(
    visit: Visit, quotes: Sequence[Testimonial], *, is_taken_back: bool
) -> HttpResponse:
    """Show what this person lent us, and where each stands, with a button that takes it back."""
    return _page("quotes", visit, quotes=quotes, is_taken_back=is_taken_back)


def stopped_page(visit: Visit, *, is_bulletin: bool = False) -> HttpResponse:
    """Answer a mail program that has pressed its button for the person: in a question, or in a bulletin."""
    return _page("stopped", visit, is_bulletin=is_bulletin)


def no_bulletin_page(visit: Visit) -> HttpResponse:
    """Offer to stop the bulletin, and nothing else: where the link in each bulletin leads."""
    return _page("no_bulletin", visit, nonce=visit.nonce(Want.NO_BULLETIN))


def everything_file(values: dict[str, object]) -> HttpResponse:
    """Return all we know of a person, to take along."""
    response = JsonResponse(values, json_dumps_params={"indent": 2, "ensure_ascii": False})
    return _with_headers(response, **{"Content-Disposition": 'attachment; filename="my-data.json"'})


def gone_page(language: str) -> HttpResponse:
    """Say, in the same words for unknown, replaced and erased, that there is nothing here."""
    with translation.override(language):
        html = render_to_string("dashboard/me/gone.html", {"language": language})
    return _with_headers(HttpResponse(html, status=404))


def _page(name: str, visit: Visit, *, status: int = 200, **values: object) -> HttpResponse:
    contact, language = visit.contact, visit.language
    common = {
        "contact": contact,
        "workspace": contact.workspace.name,
        "colour": contact.workspace.colour,
        "path": visit.seen.path,
        "language": language,
        "is_rtl": translation.get_language_info(language.split("-")[0])["bidi"],
    }
    with translation.override(language), timezone.override(ZoneInfo(visit.zone)):
        html = render_to_string(f"dashboard/me/{name}.html", {**common, **values})
    lines = (line.strip() for line in html.splitlines())
    return _with_headers(HttpResponse("\n".join(line for line in lines if line), status=status))


def _with_headers(response: HttpResponse, **more: str) -> HttpResponse:
    for name, value in {**HEADERS, **more}.items():
        response[name] = value
    return response
