"""Choose how each person is asked: by name, confidentially or anonymously, before the question is sent.

A member's choice goes first, else the workspace's for the person's part. What cannot be kept is not promised: fewer
than five at once cannot be anonymous, and nobody confides in who is rated. What goes out by the plan is then asked in
the next mode that can be kept, and says so in its mail; what a member asked for is refused in words.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from secondslice.accounts.models import Workspace
from secondslice.accounts.selectors import keepers_of
from secondslice.core.errors import RuleBroken
from secondslice.projects.models import Project
from secondslice.pulse.modes import Mode, Refusal, why_not
from secondslice.pulse.selectors.people import rules_of

NEXT = {Mode.ANONYMOUS: Mode.CONFIDENTIAL, Mode.CONFIDENTIAL: Mode.NAMED}
"""What is promised instead of what cannot be kept."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """One question that is about to be sent."""

    project: Project
    role: str
    """The person's part in the project."""
    chosen: str = ""
    """What a member chose; empty: as the workspace says."""


def choose_modes(*, workspace: Workspace, wanted: Sequence[Wanted]) -> list[str]:
    """Return how each of these people, who are asked at once, is asked."""
    usual = rules_of(workspace)
    modes = [Mode(one.chosen or usual.mode_of(one.role)) for one in wanted]
    if set(modes) == {Mode.NAMED}:
        return [mode.value for mode in modes]
    keepers = [user.pk for user in keepers_of(workspace)]
    for mode, instead in NEXT.items():
        together = Counter(
            one.project.pk for one, its in zip(wanted, modes, strict=True) if its is mode
        )
        modes = [
            instead
            if its is mode and _why_not(mode, one.project, together, usual.least_together, keepers)
            else its
            for one, its in zip(wanted, modes, strict=True)
        ]
    return [mode.value for mode in modes]


def must_be_kept(*, project: Project, mode: str, people: int) -> None:
    """Raise RuleBroken when a member chose a mode that cannot be promised to so many people asked at once."""
    workspace = project.workspace
    least = rules_of(workspace).least_together
    keepers = [user.pk for user in keepers_of(workspace)]
    found = _why_not(Mode(mode), project, {project.pk: people}, least, keepers)
    if found is not None:
        raise RuleBroken(_words(found, project=project, least=least))


def _why_not(
    mode: Mode,
    project: Project,
    together: Mapping[int, int],
    least: int,
    keepers: Collection[int],
) -> Refusal | None:
    return why_not(
        mode,
        people=together.get(project.pk, 0),
        least=least,
        rated=project.manager_id,
        keepers=keepers,
    )


def _words(refusal: Refusal, *, project: Project, least: int) -> str:
    manager = project.manager.name if project.manager else ""
    return {
        Refusal.TOO_FEW: _(
            "Fewer than %(least)s people would get the question at once, and each could be guessed. Choose more,"
            " or ask confidentially."
        ),
        Refusal.RATED_RUNS_THE_PMO: _(
            "%(manager)s manages this project and runs the PMO, and would read what is told in confidence. Ask by name."
        ),
        Refusal.NOBODY_TO_CONFIDE_IN: _(
            "Nobody here may read what is told in confidence. Invite a PMO lead who was not rated so far,"
            " or ask by name."
        ),
    }[refusal] % {"least": least, "manager": manager}
