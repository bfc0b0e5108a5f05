"""What the reasons that people have chosen are called in the language of whoever reads them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache, cached_property

from django.conf import settings
from django.utils import translation

from secondslice.accounts.models import Membership
from secondslice.pulse.chips import LABELS
from secondslice.pulse.models import AnswerDetail, Reason

_Key = tuple[str, str]
"""Taste and code."""
_KEPT = "_reason_names"


class ReasonNames:
    """The names of a workspace's reasons for one reader: one query, at the first reason that is to be named.

    A reason was chosen by the words that stood on the page. Where these still are what the reason is called in some
    language, or what the product calls it, they are read in the reader's language; where the workspace has renamed the
    reason since, the person's own words stay, for nobody has chosen the new ones.
    """

    def __init__(self, workspace_id: int, language: str) -> None:
        self._workspace_id = workspace_id
        self._language = language

    def of(self, details: AnswerDetail) -> list[str]:
        """Return the reasons that came with an answer, each by its name."""
        return self.named(details.taste, details.reasons)

    def named(self, taste: str, reasons: Iterable[Mapping[str, str]]) -> list[str]:
        """Return these reasons under an answer, each by its name."""
        return [self._name(taste, one["code"], one["label"]) for one in reasons]

    def called(self, taste: str, code: str) -> str:
        """Return what a reason is called now, also one that nobody chose; the code where nobody knows it."""
        usual, here = self._own.get((taste, code), ("", {}))
        products = _products_names(code)
        return here.get(self._language) or usual or products.get(self._language) or code

    def _name(self, taste: str, code: str, seen: str) -> str:
        usual, here = self._own.get((taste, code), ("", {}))
        products = _products_names(code)
        now = {language: here.get(language) or usual or name for language, name in products.items()}
        if seen in {usual, *now.values(), *here.values()}:
            return now.get(self._language) or seen
        if seen in products.values():
            return products.get(self._language) or seen
        return seen

    @cached_property
    def _own(self) -> dict[_Key, tuple[str, dict[str, str]]]:
        """Return of each reason its name in the workspace's language, where it has one of its own, and in others."""
        rows = Reason.objects.filter(workspace=self._workspace_id).values_list(
            "taste", "code", "label", "words__language", "words__label"
        )
        found: dict[_Key, tuple[str, dict[str, str]]] = {}
        for taste, code, label, language, words in rows.order_by():
            here = found.setdefault((taste, code), (label, {}))[1]
            if language:
                here[language] = words
        return found


def names_for(membership: Membership) -> ReasonNames:
    """Return the names for a member: of one request all pages and parts share them."""
    names: ReasonNames | None = getattr(membership, _KEPT, None)
    if names is None:
        names = ReasonNames(membership.workspace_id, membership.language)
        setattr(membership, _KEPT, names)
    return names


@cache
def _products_names(code: str) -> dict[str, str]:
    """Return what the product calls a reason, by language; nothing for one of a workspace's own."""
    names = {}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            names[language] = str(LABELS.get(code, ""))
    return names
