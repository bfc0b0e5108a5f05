"""What the front page of value says of each part of the room: one figure, what it counts, and where it stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from secondslice.accounts.models import Membership
from secondslice.accounts.rules import ACCESS, may_pass
from secondslice.value.counterfactual.selectors.words import words_for
from secondslice.value.ledger.selectors.figures import Figures
from secondslice.value.outlook.selectors.watch import open_alarms
from secondslice.value.usage.selectors.standing import usage_counts


@dataclass(frozen=True, slots=True)
class Glance:
    """One part of the room in one figure."""

    name: str
    figure: str
    words: str
    address: str
    """The name of the address it leads to, and `part` of it."""
    part: str = ""


def glances(membership: Membership, figures: Figures, *, today: date) -> list[Glance]:
    """Return the parts that this member may open, each with its figure: three queries beside the ledger's own."""
    found = [
        Glance(
            _("Due to be measured"),
            str(len(figures.due)),
            ngettext("benefit", "benefits", len(figures.due)),
            "ledger:page",
            "due",
        ),
        Glance(
            _("Not confirmed, and why"),
            str(len(figures.doubts)),
            ngettext("benefit", "benefits", len(figures.doubts)),
            "ledger:page",
            "doubts",
        ),
    ]
    if _opens("usage:list", membership):
        used = usage_counts(membership, today=today)
        words = _("of %(n)s results in operation are in use, %(partly)s partly, %(unused)s not")
        told = {"n": used.n, "partly": used.partly, "unused": used.unused}
        found.append(Glance(_("In use?"), str(used.fully), words % told, "usage:list"))
    if _opens("counterfactual:page", membership):
        said = len(words_for(membership))
        words = ngettext(
            "executive has said what this place would look like without you",
            "executives have said what this place would look like without you",
            said,
        )
        found.append(Glance(_("Without the PMO"), str(said), words, "counterfactual:page"))
    if _opens("outlook:watch", membership):
        alarms = open_alarms(membership).order_by().count()
        words = ngettext("alarm is open", "alarms are open", alarms)
        found.append(Glance(_("Watch"), str(alarms), words, "outlook:watch"))
    return found


def _opens(name: str, membership: Membership) -> bool:
    return may_pass(ACCESS[name], membership.role)
