"""Who was heard: the sponsors of running projects, and the projects nobody has answered about."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from secondslice.analytics.proportions import proportion
from secondslice.pulse.selectors.coverage import STATES
from secondslice.pulse.selectors.for_dashboard import ACTIVE
from secondslice.reports.building import words
from secondslice.reports.building.scope import Scope
from secondslice.reports.building.sections.taste import in_time
from secondslice.reports.document import Block, Figure, Lack, Section, Source, Table
from secondslice.reports.rules import LEAST
from secondslice.reports.selectors.rows import sponsor_states

YEAR = timedelta(days=365)


def section(scope: Scope) -> Section:
    """Return how many sponsors of running projects answered within a year."""
    states = sponsor_states(scope.reader, since=scope.today - YEAR, at=scope.evening)
    counts = Counter(heard for _ref, heard in states)
    whole, said = len(states), counts["answered"]
    running = [one for one in scope.projects if one.phase in ACTIVE]
    if not whole:
        lack = _("No running project has a sponsor, so nobody could be asked.")
        return Section("coverage", _("Nobody to ask"), (Lack(lack),), (lack,))
    path = scope.path("pulse:coverage", months="12")
    source = Source(_("Sponsors of running projects"), path, tuple(ref for ref, _heard in states))
    blocks: list[Block] = []
    if whole < LEAST:
        told = {"said": said, "whole": whole}
        blocks.append(
            Lack(_("%(said)s of %(whole)s sponsors answered: too few for a share.") % told)
        )
    else:
        found = proportion(yes=said, n=whole)
        note = _("%(said)s of %(whole)s sponsors of running projects answered within a year.") % {
            "said": words.number(said), "whole": words.number(whole),
        }  # fmt: skip
        blocks.append(
            Figure("coverage.heard", _("Sponsors heard"), words.share(found.share), f"{said / whole:.6f}", note, source)
        )  # fmt: skip
    heard_of = {one.project for one in in_time(scope) if one.taste}
    unheard = [one for one in running if one.pk not in heard_of]
    blocks += [
        Figure(
            "coverage.unheard", _("Running projects without an answer"), words.number(len(unheard)), str(len(unheard)),
            ngettext("Of %(count)s running project, within a year.", "Of %(count)s running projects, within a year.",
                     len(running))
            % {"count": words.number(len(running))},
            Source(_("Running projects about which nobody has answered by name"), scope.path("projects:list"),
                   tuple(one.ref for one in unheard)),
        ),
        Table(
            "coverage.states", _("What became of the question"), (_("State"), _("Sponsors")),
            tuple((str(name), words.number(counts[state])) for state, name in STATES.items() if counts[state]),
            source, numeric=(1,),
        ),
    ]  # fmt: skip
    title = _("%(said)s of %(whole)s sponsors of running projects were heard") % {
        "said": words.number(said),
        "whole": words.number(whole),
    }
    return Section("coverage", title, tuple(blocks), tuple(_weak(whole - said)))


def _weak(unheard: int) -> list[str]:
    if not unheard:
        return []
    text = ngettext(
        "%(count)s sponsor of a running project was not heard within a year.",
        "%(count)s sponsors of running projects were not heard within a year.",
        unheard,
    )
    return [text % {"count": unheard}]
