"""The words in which people are asked. Reading writes nothing: words that nobody has stored yet are not stored."""

from __future__ import annotations

from itertools import product

from django.utils import translation
from django.utils.translation import gettext as _

from secondslice.accounts.models import Workspace
from secondslice.pulse.models import Wording

QUESTION_MARKS = ("?", "؟", "\uff1f")
PRODUCTS_OWN = 1
"""The version of the product's own words; every later one was written by the workspace."""


def wording_in(workspace: Workspace, language: str, *, point: str = "") -> Wording:
    """Return the words for people of a language: one query, and nothing is stored.

    What the workspace wrote itself in this language goes first: for this taste point, then for all of them. Where it
    wrote nothing, people of this language are asked in the product's words. American and British English are one
    language here: what is written in the workspace's serves the other.
    """
    languages = _languages(workspace, language)
    current = {
        (one.point, one.language): one
        for one in Wording.objects.filter(
            workspace=workspace,
            language__in=languages,
            point__in={point, ""},
            is_current=True,
        )
    }
    for key in product(dict.fromkeys((point, "")), languages):
        if key in current and current[key].version > PRODUCTS_OWN:
            return current[key]
    return current.get(("", language)) or products_wording(workspace, language)


def _languages(workspace: Workspace, language: str) -> list[str]:
    """Return the languages in whose words somebody of this language is asked: this one, the workspace's like it."""
    own = workspace.language
    is_like_it = own.partition("-")[0] == language.partition("-")[0]
    return list(dict.fromkeys([language, own] if is_like_it else [language]))


def words_of_points(workspace: Workspace) -> dict[str, str]:
    """Return the questions of single taste points, in the workspace's language, by code of the point."""
    found = Wording.objects.filter(
        workspace=workspace, language=workspace.language, is_current=True
    ).exclude(point="")
    return dict(found.values_list("point", "question"))


def products_wording(workspace: Workspace, language: str) -> Wording:
    """Return the product's own words in a language, not stored."""
    with translation.override(language):
        question = _("Does your project taste good?")
    return Wording(workspace=workspace, language=language, version=PRODUCTS_OWN, question=question)


def is_a_question(text: str) -> bool:
    """Tell whether a text ends with a question mark of one of the alphabets.

    >>> is_a_question("Does it?"), is_a_question("It does.")
    (True, False)
    """
    return text.endswith(QUESTION_MARKS)
