"""The pages of the themes: everything as this member may know it, counted from the comments this member may read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from secondslice.accounts.models import Membership
from secondslice.analytics.themes import LEAST_COMMENTS, LEAST_PEOPLE
from secondslice.impact.themes import rules
from secondslice.impact.themes.access import visible_themes
from secondslice.impact.themes.models import Theme, ThemeComment
from secondslice.impact.themes.rules import LEAST, Quarter, Said
from secondslice.impact.themes.selectors.comments import that_count
from secondslice.pulse.access import visible_asks
from secondslice.pulse.models import Ask, Taste

_Key = tuple[str, str]
"""Answer and language."""


@dataclass(frozen=True, slots=True)
class Card:
    """One theme in the list."""

    theme: Theme
    words: tuple[str, ...]
    comments: int
    people: int
    examples: tuple[str, ...]
    """Named comments, the most typical first."""


@dataclass(frozen=True, slots=True)
class Section:
    """The comments under one answer in one language."""

    taste: str
    language: str
    comments: int
    people: int
    cards: Sequence[Card] = ()

    @property
    def missing_comments(self) -> int:
        """Return how many more comments are needed before themes are looked for."""
        return max(0, LEAST_COMMENTS - self.comments)

    @property
    def missing_people(self) -> int:
        """Return how many more people must have written."""
        return max(0, LEAST_PEOPLE - self.people)

    @property
    def outside(self) -> int:
        """Return how many comments are in none of the themes shown."""
        return self.comments - sum(card.comments for card in self.cards)


@dataclass(frozen=True, slots=True)
class Themes:
    """The page of all themes."""

    sections: Sequence[Section] = ()
    comments: int = 0


@dataclass(frozen=True, slots=True)
class ThemePage:
    """The page of one theme."""

    card: Card
    quarters: Sequence[Quarter]
    moved: bool
    """Whether the last quarter differs from the first that can be told by more than chance."""
    asks: Sequence[Ask]
    """The questions whose comments were given by name, the most typical first."""
    unquoted: int
    """Comments in confidence: counted, not shown one by one."""


def themes_of(membership: Membership, *, now: datetime) -> Themes:
    """Return all themes this member may see, with the most people first: three queries."""
    known = list(visible_themes(membership).order_by("position", "pk"))
    said, places = _comments(membership, now=now)
    of_theme = _of_themes(known, said)
    cards: defaultdict[_Key, list[Card]] = defaultdict(list)
    for theme in known:
        card = _card(theme, of_theme[theme.pk])
        if card is not None:
            cards[theme.taste, theme.language].append(card)
    sections = [
        Section(
            taste, language, len(mine), rules.people_in(mine),
            sorted(cards[taste, language], key=lambda card: (-card.people, card.words)),
        )
        for (taste, language), mine in sorted(places.items(), key=_place)
    ]  # fmt: skip
    return Themes(sections, len(said))


def _place(found: tuple[_Key, list[Said]]) -> tuple[bool, int, str]:
    (taste, language), mine = found
    return taste != Taste.NO, -len(mine), language


def theme_page(
    membership: Membership, theme: Theme, *, now: datetime, today: date
) -> ThemePage | None:
    """Return one theme with its comments; None when fewer than five people stand behind what this member may read."""
    said, places = _comments(membership, now=now)
    mine = _of_themes([theme], said)[theme.pk]
    card = _card(theme, mine)
    if card is None:
        return None
    found = rules.quarters(mine, places[theme.taste, theme.language], today=today)
    told = [one for one in found if one.is_told]
    named = [one.key for one in mine if one.is_named]
    rows = visible_asks(membership).select_related("contact", "project").in_bulk(named)
    texts = {one.key: one.text for one in mine}
    for key, row in rows.items():
        row.theme_words = texts[key]  # type: ignore[attr-defined]
    return ThemePage(
        card=card,
        quarters=found,
        moved=len(told) > 1 and rules.has_moved(told[0], told[-1]),
        asks=[rows[key] for key in named],
        unquoted=len(mine) - len(named),
    )


def _comments(
    membership: Membership, *, now: datetime
) -> tuple[Mapping[int, Said], dict[_Key, list[Said]]]:
    """Return the comments this member may read, by their key, and by answer and language."""
    asks = visible_asks(membership).filter(sent_at__gte=now - rules.WINDOW)
    rows = that_count(asks).values_list(
        "pk", "ask", "ask__contact", "comment", "ask__sent_on", "ask__mode", "taste", "ask__language"
    )  # fmt: skip
    by_key: dict[int, Said] = {}
    places: dict[_Key, list[Said]] = {}
    for key, ask, person, text, on, mode, taste, language in rows.order_by("pk"):
        one = Said(person, text, on, ask, mode == Ask.Mode.NAMED)
        by_key[key] = one
        places.setdefault((taste, language.partition("-")[0]), []).append(one)
    return by_key, places


def _of_themes(known: Sequence[Theme], said: Mapping[int, Said]) -> dict[int, list[Said]]:
    """Return the comments of each theme that are among these, the most typical first."""
    found: dict[int, list[Said]] = {theme.pk: [] for theme in known}
    rows = ThemeComment.objects.filter(theme__in=list(found)).order_by("theme", "position")
    for theme, detail in rows.values_list("theme", "detail"):
        if detail in said:
            found[theme].append(said[detail])
    return found


def _card(theme: Theme, mine: Sequence[Said]) -> Card | None:
    """Return a theme for the list; None when too few people stand behind it, or no word is left."""
    people = rules.people_in(mine)
    if people < LEAST:
        return None
    words = rules.words_of(theme.words, mine, language=theme.language)
    if not words:
        return None
    named = dict.fromkeys(one.text for one in mine if one.is_named)
    return Card(theme, words, len(mine), people, tuple(named)[: rules.EXAMPLES])
