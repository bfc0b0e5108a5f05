"""The public pages of a station: which one, filled with what.

They are laid out for each visitor, unlike those of a personal link: a room full of people is some dozens of pages.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from secondslice.pulse import rules, slips
from secondslice.pulse.models import AnonymousAnswer, Station, Taste
from secondslice.pulse.public_pages import HEADERS, POLICY
from secondslice.pulse.selectors.asks import label_of, shown_reasons
from secondslice.pulse.slips import Slip

Kind = Station.Kind


@dataclass(frozen=True, slots=True)
class Look:
    """Who looks at a station, as far as it decides what the page holds."""

    path: str
    """/q/<token>"""
    network: str
    at: datetime


def question_page(
    station: Station, look: Look, *, taken_back: bool = False, status: int = 200
) -> HttpResponse:
    """Ask."""
    slip = _slip(station, look, "a")
    return _page("ask", station, look, status=status, slip=slip, taken_back=taken_back)


def one_more_act_page(station: Station, look: Look, *, taste: str, slip: Slip) -> HttpResponse:
    """Ask for one more, different act: tap the right name of three. The answer keeps its number, so it counts once."""
    again = slips.sign(
        Slip(station.pk, look.at, "a", "2", rules.network_digest(look.network), number=slip.number)
    )
    with translation.override(station.language):
        names: list[str | None] = [_("The company picnic"), _("New office plants")]
    names.insert(rules.decoy_order(again), None)
    return _page("second_act", station, look, slip=again, taste=taste, names=names)


def thanks_page(
    station: Station,
    look: Look,
    *,
    answer: AnonymousAnswer,
    receipt: str,
    note: str = "",
    status: int = 200,
) -> HttpResponse:
    """Say thank you, offer to change or undo, and ask what may be added: to the browser with the receipt.

    `note`: "saved" when words have arrived, "shown" when the answer cannot be changed any more.
    """
    shown = shown_reasons(station.workspace_id, Taste(answer.taste), language=station.language)
    with translation.override(station.language):
        reasons = [(one.code, label_of(one)) for one in shown]
    return _page(
        "thanks",
        station,
        look,
        status=status,
        answer=answer,
        receipt=receipt,
        reasons=reasons,
        ticked={reason["code"] for reason in answer.reasons},
        other=Taste.NO if answer.taste == Taste.YES else Taste.YES,
        slip=_slip(station, look, "d"),
        undo_slip=_slip(station, look, "u"),
        change_slip=_slip(station, look, "a"),
        note=note,
        is_done=True,
    )


def told_page(station: Station, look: Look, *, what: str, status: int = 200) -> HttpResponse:
    """Say one thing. `what`: counted, too_many, call_noted or not_here."""
    return _page("told", station, look, status=status, what=what, is_done=True)


def call_page(
    station: Station,
    look: Look,
    *,
    typed: dict[str, str],
    wrong: Sequence[str] = (),
    status: int = 200,
) -> HttpResponse:
    """Offer to be called: a page of its own, so that a name never stands beside an answer."""
    return _page(
        "call",
        station,
        look,
        status=status,
        slip=_slip(station, look, "c"),
        typed=typed,
        wrong=wrong,
    )


def enrol_page(
    station: Station, look: Look, *, is_wrong: bool = False, status: int = 200
) -> HttpResponse:
    """Ask for the code that makes this device a kiosk."""
    slip = _slip(station, look, "e")
    return _page("enrol", station, look, status=status, slip=slip, is_wrong=is_wrong, is_done=True)


def gone_page(language: str) -> HttpResponse:
    """Say, in the same words for unknown, closed and not yet open stations, that there is no question here."""
    with translation.override(language):
        html = render_to_string("pulse/public/station_gone.html", {"language": language})
    return _response(html, status=404, frames="'none'")


def consent_words(station: Station) -> str:
    """Return what somebody agrees to who leaves a name, in the station's language."""
    with translation.override(station.language):
        words = _(
            "%(pmo)s may use this name and address to call me once about this. It is deleted 30 days after the call."
        )
    return words % {"pmo": station.workspace.name}


def _page(
    name: str, station: Station, look: Look, *, status: int = 200, **more: object
) -> HttpResponse:
    project = station.project
    manager = project.manager if project else None
    context = {
        "station": station,
        "question": station.question,
        "workspace": station.workspace.name,
        "colour": station.workspace.colour,
        "project": project.name if project else "",
        "owner": manager.name if manager else "",
        "consent": consent_words(station),
        "path": look.path,
        "language": station.language,
        "is_rtl": translation.get_language_info(station.language.split("-")[0])["bidi"],
        "is_kiosk": station.kind == Kind.KIOSK,
        "is_widget": station.kind == Kind.WIDGET,
        **more,
    }
    with translation.override(station.language):
        html = render_to_string(f"pulse/public/station_{name}.html", context)
    frames = " ".join(station.origins) if station.kind == Kind.WIDGET else ""
    return _response(html, status=status, frames=frames or "'none'")


def _slip(station: Station, look: Look, kind: str) -> str:
    return slips.sign(Slip(station.pk, look.at, kind, "1", rules.network_digest(look.network)))


def _response(html: str, *, status: int, frames: str) -> HttpResponse:
    lines = (line.strip() for line in html.splitlines())
    body = "\n".join(line for line in lines if line).encode()
    response = HttpResponse(body, status=status, headers=HEADERS)
    response["Content-Security-Policy"] = POLICY.replace(
        "frame-ancestors 'none'", f"frame-ancestors {frames}"
    )
    response["Content-Length"] = str(len(body))
    return response
