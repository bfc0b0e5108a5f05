"""The page after a Yes: what it offers, and what it says when somebody has chosen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote

from django.conf import settings
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from secondslice.funnel.again.rules import What
from secondslice.funnel.again.selectors.fitting import what_fits
from secondslice.funnel.menu.models import ServiceVersion
from secondslice.projects.models import Stakeholder
from secondslice.pulse import nonces, rules
from secondslice.pulse.models import Ask
from secondslice.pulse.public_pages import HEADERS, Seen
from secondslice.pulse.selectors.public import PublicAsk
from secondslice.storefront.models import Storefront
from secondslice.storefront.selectors import asked_about, open_cases, storefront_of


@dataclass(frozen=True, slots=True)
class Table:
    """Whom we serve, and what is on the table."""

    page: PublicAsk
    ask: Ask
    offers: Sequence[ServiceVersion]
    waits: bool
    """What this person told us is still being mended: first that, then we ask what is next."""


def table_of(page: PublicAsk) -> Table:
    """Return what this person may be offered.

    While anybody's case on the project is open nothing is offered; only whose case it is reads why, for nobody else is
    told that somebody said No.
    """
    ask = asked_about(page.id)
    cases = open_cases(ask.project)
    return Table(page, ask, [] if cases else what_fits(ask), ask.contact_id in cases)


def offer_page(
    table: Table,
    seen: Seen,
    *,
    words: str = "",
    needs_words: bool = False,
    is_again: bool = False,
    status: int = 200,
) -> HttpResponse:
    """Ask what is next."""
    network = rules.network_digest(seen.network)
    nonce = nonces.sign(nonces.Nonce(table.page.id, seen.at, "s", "1", network))
    return _page(
        "next",
        table.page,
        seen,
        status=status,
        offers=table.offers,
        waits=table.waits,
        words=words,
        needs_words=needs_words,
        is_again=is_again,
        nonce=nonce,
        proof=nonces.proof(table.page.id),
    )


def taken_page(
    table: Table, seen: Seen, *, what: What, version: ServiceVersion | None
) -> HttpResponse:
    """Say what happens now, and give a sponsor something to hand on. Nothing is known of whom it goes to."""
    with translation.override(table.page.language):
        forward = _forward(table)
        mail = f"mailto:?subject={quote(forward[0])}&body={quote(forward[1])}" if forward else ""
        return _page(
            "taken",
            table.page,
            seen,
            is_not_now=what is What.NOT_NOW,
            service=version.name if version else "",
            forward=forward[1] if forward else "",
            mail=mail,
        )


def _forward(table: Table) -> tuple[str, str] | None:
    """Return the subject and the text that a sponsor may send to a colleague; None while the storefront is closed."""
    workspace = table.ask.workspace
    is_open = storefront_of(workspace).openness != Storefront.Openness.OFF
    if table.ask.role != Stakeholder.Role.SPONSOR or not is_open:
        return None
    address = settings.BASE_URL + reverse("storefront_public:menu", args=[workspace.slug])
    subject = _("What %(name)s can do for you") % {"name": workspace.name}
    text = _("I work with %(name)s and am content. This is what they offer: %(address)s")
    return subject, text % {"name": workspace.name, "address": address}


def _page(
    name: str, page: PublicAsk, seen: Seen, *, status: int = 200, **context: object
) -> HttpResponse:
    with translation.override(page.language):
        text = render_to_string(
            f"storefront/{name}.html",
            {
                "workspace": page.workspace_name,
                "colour": page.colour,
                "project": page.project_name,
                "owner": page.owner_name,
                "question": page.question,
                "mode": page.mode,
                "path": seen.path,
                "language": page.language,
                "is_rtl": translation.get_language_bidi(),
                **context,
            },
        )
    return HttpResponse(text, status=status, headers=HEADERS)
