"""The lists of this room as files."""

from __future__ import annotations

from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from secondslice.accounts.models import Membership
from secondslice.pulse.models import Ask, Station
from secondslice.pulse.selectors.asks import asks, filtered, words_of
from secondslice.pulse.selectors.narrowing import Narrow, narrowed
from secondslice.pulse.selectors.reason_names import ReasonNames, names_for
from secondslice.pulse.selectors.stations import station_list, tally_of
from secondslice.ui.exports import CHUNK, Cell, Sheet


def ask_sheet(membership: Membership, narrow: Narrow, *, show: str, at: datetime) -> Sheet:
    """Return every ask of one filter, in the order of the page, with what came back."""
    headers = (
        _("Answer"), _("Person"), _("Customer"), _("Project"), _("Asked"), _("Asked by"), _("Answered"), _("Words"),
        _("Not delivered because"),
    )  # fmt: skip
    found = narrowed(filtered(asks(membership), show=show, at=at), narrow)
    names = names_for(membership)
    return Sheet(_("Ask"), headers, (_row(ask, names) for ask in found.iterator(CHUNK)))


def _row(ask: Ask, names: ReasonNames) -> tuple[Cell, ...]:
    not_delivered = bool(getattr(ask, "not_delivered", False))
    return (
        _("Not delivered") if not_delivered else ask.get_taste_display() or ask.get_state_display(),
        ask.contact.name,
        ask.customer.name,
        ask.project.name,
        timezone.localtime(ask.sent_at),
        ask.asked_by.name if ask.asked_by else "",
        timezone.localtime(ask.changed_at) if ask.taste and ask.changed_at else None,
        words_of(ask, names),
        str(getattr(ask, "delivery_error", "")) if not_delivered else "",
    )


def station_sheet(membership: Membership, *, show: str, today: date) -> Sheet:
    """Return the stations of one filter, with what was answered as far as it may be told."""
    headers = (
        _("Name"), _("Kind"), _("About"), _("Question"), _("Open from"), _("Last day"), _("Answers"), _("Shown: Yes"),
        _("Shown: No"),
    )  # fmt: skip
    found = station_list(membership, show=show, today=today)
    return Sheet(_("Stations"), headers, (_station_row(one) for one in found.iterator(CHUNK)))


def _station_row(station: Station) -> tuple[Cell, ...]:
    tally = tally_of(station)
    return (
        station.name,
        station.get_kind_display(),
        station.project.name if station.project else _("The PMO as a whole"),
        station.question,
        station.opens_on,
        station.closes_on,
        tally.n,
        tally.yes if tally.shown else None,
        tally.no if tally.shown else None,
    )
