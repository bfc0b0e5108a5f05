"""What became of a copy of a report, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from secondslice.reports.rules import Dropped
from secondslice.value.counterfactual.words import WAITS

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

WHYS: dict[str, StrOrPromise] = {
    **WAITS,
    Dropped.REMOVED: _("taken off the list of readers"),
    Dropped.OFF: _("reports by mail were switched off"),
    Dropped.CLIENT: _("is with a client, and the report tells of all your customers"),
    Dropped.NO_EXECUTIVE: _("is no executive of a project any more"),
    Dropped.ERASED: _("had all own data erased"),
    Dropped.LATER: _("a later report has come meanwhile"),
    Dropped.REPLACED: _("the report was issued again"),
    Dropped.QUOTE_GONE: _("a quote in the report may not be shown any more"),
    Dropped.EXPIRED: _("the link has expired"),
    Dropped.REVOKED: _("the link was taken back"),
    Dropped.NO_LINK: _("the key of this installation was changed, so the link leads nowhere"),
}
"""Why a copy waits, or was left out."""
