"""What the bulletin's parts are called."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _

from secondslice.funnel.words import life_words
from secondslice.value.bulletin.models import Bulletin, BulletinCopy
from secondslice.value.bulletin.rules import told_reasons


def reason_words(counts: Mapping[str, int]) -> list[tuple[str, int]]:
    """Return for which reasons how many are left out, in words, the most first."""
    labels = {str(code): str(label) for code, label in BulletinCopy.Why.choices}
    labels["budget"] = _("heard from us enough for now (contact budget)")
    return [(labels[why], count) for why, count in told_reasons(counts).items()]


def segment_words(bulletin: Bulletin, *, service: str = "") -> str:
    """Return to whom a bulletin goes. `service`: the present name of its service."""
    if bulletin.segment == Bulletin.Segment.SERVICE:
        return _("Whoever has a part in a project of %(service)s") % {"service": service or "?"}
    if bulletin.segment == Bulletin.Segment.LIFE:
        return _("Customers: %(life)s") % {"life": life_words(bulletin.life)}
    return str(Bulletin.Segment(bulletin.segment).label)
