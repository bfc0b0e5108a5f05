"""The ledger in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from secondslice.analytics.finance import NoRate

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

NO_IRR: dict[str, StrOrPromise] = {
    NoRate.NO_CHANGE: _("none: money only goes out, or only comes in"),
    NoRate.SEVERAL: _(
        "none: the flows change their sign more than once, so several rates would solve it"
    ),
    NoRate.OUT_OF_REACH: _("none that means anything"),
}
WAITS = {
    "touched": _("heard from us within the last days"),
    "year_full": _("heard from us often enough this year"),
    "paused": _("asked for a pause"),
    "case": _("something is being mended for them"),
    "silent": _("silent three times: talk instead"),
}
"""Why a mail has not left yet."""
