"""What executives say and what the outlook is made of, with the public ids of the rows."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from secondslice.accounts.models import Membership
from secondslice.value.counterfactual.models import CounterfactualAnswer
from secondslice.value.counterfactual.selectors.deeds import projects_to_compare
from secondslice.value.counterfactual.selectors.words import Word, latest_words
from secondslice.value.outlook.selectors.rows import rows_of


def words_until(membership: Membership, day: date) -> list[Word]:
    """Return the latest answer of each executive by that day: one query."""
    return latest_words(membership.workspace, until=day)


def refs_of_words(membership: Membership, words: Iterable[Word]) -> tuple[str, ...]:
    """Return the public ids of these answers: one query."""
    mine = CounterfactualAnswer.objects.filter(workspace=membership.workspace_id)
    rows = mine.filter(pk__in=[one.answer for one in words]).order_by("pk")
    return tuple(str(ref) for ref in rows.values_list("ref", flat=True))


def refs_to_compare(membership: Membership) -> tuple[str, ...]:
    """Return the public ids of the projects that are compared: one query."""
    rows = projects_to_compare(membership.workspace).values_list("ref", flat=True)
    return tuple(str(ref) for ref in rows)


def refs_of_deeds(membership: Membership, *, at: datetime) -> tuple[str, ...]:
    """Return the public ids of what the outlook observes: projects, answers by name, cases, what went around."""
    rows = rows_of(membership.workspace, at=at)
    works = (one.ref for mine in rows.works.values() for one in mine)
    answers = (one.ref for one in rows.answers)
    troubles = (one.ref for mine in rows.troubles.values() for one in mine)
    around = (one.ref for one in rows.around if one.ref is not None)
    return tuple(str(ref) for found in (works, answers, troubles, around) for ref in found)
