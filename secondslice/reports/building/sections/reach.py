"""How many people may have heard of what is not mended: an estimate that says what it is made of."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from secondslice.impact import selectors
from secondslice.impact.account_page import account_page
from secondslice.impact.ratio import aim_of, ratio
from secondslice.reports.building import words
from secondslice.reports.building.scope import Scope
from secondslice.reports.document import Figure, Lack, Section, Source


def section(scope: Scope) -> Section:
    """Return what the word-of-mouth account says today."""
    noes = selectors.noes(scope.reader, now=scope.evening)
    told = [(one, selectors.told_of(one, now=scope.evening)) for one in noes]
    still = [str(one.ref) for one, no in told if no.ended is None]
    back = [str(one.ref) for one, no in told if no.ended is not None]
    if not noes:
        lack = _("Nobody has said No within the last year, so there is nothing to be heard of.")
        return Section("reach", _("No unmended No is talked about"), (Lack(lack),))
    known = scope.numbers
    account = account_page(scope.reader, known, ratio(known, aim_of(known)), now=scope.evening)
    open_, booked = round(account.total.open), round(account.total.booked_back)
    note = _("An estimate, never a measurement: up to %(tellers)s people hear of each No, and nobody twice.") % {
        "tellers": words.number(round(account.tellers)),
    }  # fmt: skip
    path = scope.path("impact:overview")
    text = ngettext("%(count)s person", "%(count)s people", open_) % {"count": words.number(open_)}
    return Section(
        "reach",
        _("About %(people)s may have heard of what is not mended") % {"people": text},
        (
            Figure(
                "reach.open", _("May have heard of an unmended No"), text, str(open_), note,
                Source(_("Unmended No that count now"), path, tuple(still)),
                badge=account.talk_badge.value,
            ),
            Figure(
                "reach.back", _("Booked back by mending"), words.number(booked), str(booked),
                _("Heard only from people who have said Yes since."),
                Source(_("All No of the last year, mended and not"), path, (*still, *back)),
                badge=account.talk_badge.value,
            ),
        ),
    )  # fmt: skip
