"""The weak spots of a report in one place, so that nobody has to look for them."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from secondslice.reports.document import Lack, Section, Text


def spots(sections: Sequence[Section]) -> tuple[str, ...]:
    """Return what the sections say is weak, each once, in order."""
    return tuple(dict.fromkeys(one for section in sections for one in section.weak))


def section(sections: Sequence[Section]) -> Section:
    """Return the section that names them; that none was found is said too."""
    found = spots(sections)
    if not found:
        lack = _(
            "No weak spot was found by what is counted here. That does not mean that there is none."
        )
        return Section("weak", _("Weak spots"), (Lack(lack),))
    return Section("weak", _("Weak spots"), tuple(Text(one) for one in found))
