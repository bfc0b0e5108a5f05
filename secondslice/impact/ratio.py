"""The ratio calculator: how many good experiences make up for a bad one. Plain values, no Django.

docs/model/ratios.md.
"""

from __future__ import annotations

from dataclasses import dataclass

from secondslice.analytics.ratios import ARTICLE, needed_by_ratings, needed_by_share
from secondslice.impact.rules import Badge, Numbers


@dataclass(frozen=True, slots=True)
class Aim:
    """What is to be held, and who answers or writes: shares from 0 to 1, the mark from 1 to 5."""

    target: float
    yes_voice: float
    no_voice: float
    mark: float
    happy_write: float
    unhappy_write: float


@dataclass(frozen=True, slots=True)
class Ratio:
    """Good experiences for each bad one: by your aim, by the article's own arithmetic, as it says, and as is told."""

    aim: Aim
    needed: float
    badge: Badge
    by_marks: float
    marks_badge: Badge
    article: int
    told: float
    told_badge: Badge


def aim_of(known: Numbers) -> Aim:
    """Return what the workspace aims for; everybody answers alike until something else is said."""
    return Aim(
        target=known["target_yes"],
        yes_voice=1.0,
        no_voice=1.0,
        mark=known["target_mark"],
        happy_write=known["review_rate_happy"],
        unhappy_write=known["review_rate_unhappy"],
    )


def ratio(known: Numbers, aim: Aim) -> Ratio:
    """Return the ratios for this aim.

    >>> from secondslice.impact.rules import Preset, numbers
    >>> known = numbers(Preset.CAUTIOUS, {})
    >>> found = ratio(known, aim_of(known))
    >>> round(found.needed), round(found.by_marks), found.article
    (9, 30, 40)
    """
    standard = aim_of(known)
    marks = ("target_mark", "review_rate_happy", "review_rate_unhappy")
    is_own = (aim.target, aim.yes_voice, aim.no_voice) != (standard.target, 1.0, 1.0)
    by_marks = (aim.mark, aim.happy_write, aim.unhappy_write)
    as_known = (standard.mark, standard.happy_write, standard.unhappy_write)
    return Ratio(
        aim=aim,
        needed=needed_by_share(aim.target, yes_voice=aim.yes_voice, no_voice=aim.no_voice),
        badge=Badge.OURS if is_own else known.badge("target_yes"),
        by_marks=needed_by_ratings(
            aim.mark, happy_write=aim.happy_write, unhappy_write=aim.unhappy_write
        ),
        marks_badge=known.badge(*marks) if by_marks == as_known else Badge.OURS,
        article=ARTICLE,
        told=known["pos_needed_per_neg"],
        told_badge=known.badge("pos_needed_per_neg"),
    )
