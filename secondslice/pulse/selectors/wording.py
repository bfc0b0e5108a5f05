"""The words in which people are asked. Reading writes nothing: words that nobody has stored yet are not stored."""

from __future__ import annotations

from django.utils import translation
from django.utils.translation import gettext as _

from secondslice.accounts.models import Workspace
from secondslice.pulse.models import Wording

QUESTION_MARKS = ("?", "؟", "\uff1f")
PRODUCTS_OWN = 1
"""The version of the product's own words; every later one was written by the workspace."""


def wording_in(workspace: Workspace, language: str) -> Wording:
    """Return the words for people of a language: one query, and nothing is stored.

    What the workspace wrote itself goes first: in this language, else in its own. Only where it wrote nothing are they
    the product's words.
    """
    current = {
        one.language: one
        for one in Wording.objects.filter(
            workspace=workspace, language__in={language, workspace.language}, is_current=True
        )
    }
    for code in (language, workspace.language):
        if code in current and current[code].version > PRODUCTS_OWN:
            return current[code]
    return current.get(language) or products_wording(workspace, language)


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
