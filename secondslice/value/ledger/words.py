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
HELD = "held"
"""Why a mail that nobody pressed for waits: in this workspace nothing leaves by itself."""
WAITS: dict[str, StrOrPromise] = {
    "touched": _("heard from us within the last days"),
    "year_full": _("heard from us often enough this year"),
    "paused": _("asked for a pause"),
    "case": _("something is being mended for them"),
    "silent": _("silent three times: talk instead"),
    "full": _("the PMO has too much to mend first"),
    HELD: _(
        "nothing leaves by itself in this workspace: press “Ask”, or let it under Plan, Settings"
    ),
}
"""Why a mail has not left yet."""
LOST: dict[str, StrOrPromise] = {
    "stopped": _(
        "%(name)s wants no mails. Talk in person, or choose another signer: nobody can sign for a customer."
    ),
    "unreachable": _(
        "Mail to %(name)s comes back. Correct the address, or choose another signer: nobody can sign for a customer."
    ),
    "bounced": _(
        "The mail to %(name)s came back. Correct the address, or choose another signer: nobody can sign for a customer."
    ),
    "nobody": _(
        "No sponsor and no owner in operations can be written to. Name one who can: nobody can sign for a customer."
    ),
}
"""Why a question for a signature died, and what to do."""
LOST_VALUES: dict[str, StrOrPromise] = {
    "stopped": _(
        "%(name)s wants no mails. Ask in person and enter the value, or name another owner."
    ),
    "unreachable": _(
        "Mail to %(name)s comes back. Correct the address, enter the value, or name another owner."
    ),
    "bounced": _(
        "The mail to %(name)s came back. Correct the address, enter the value, or name another owner."
    ),
}
"""Why a reminder that a value is due died, and what to do."""
