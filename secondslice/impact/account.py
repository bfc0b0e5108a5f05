"""The word-of-mouth account: who may have heard of a No, and what recovery books back. Plain values, no Django.

Estimates, never measurements: docs/model/reach.md. The departments of an organisation are one company, in which people
talk to each other; each client is one of its own.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from math import inf

from secondslice.analytics.word_of_mouth import Talk, reach


@dataclass(frozen=True, slots=True)
class Told:
    """One No: who said it, how many days ago, and after how many days the person was recovered (None: not yet).

    `said`: how many others were told, by the person's own words; it goes before every guess (None: not said).
    """

    person: Hashable
    days: float
    ended: float | None = None
    said: int | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """What one No comes to, in people: who may have heard so far, whom recovery spared, who may have heard of that."""

    told: float
    spared: float
    good: float
    is_said: bool = False
    """Whether `told` is what the person said."""


@dataclass(frozen=True, slots=True)
class Balance:
    """What some No come to among the people there are: different people, none counted twice.

    For `said` of the No the people themselves said how many they told. `heard` is all who may have heard of any of
    them; of these, `booked_back` heard only from who was recovered since, so that `open` is left.
    """

    people: int
    unresolved: int
    recovered: int
    said: int
    heard: float
    open: float
    spared: float
    good: float

    @property
    def booked_back(self) -> float:
        """Return how many people recovery has booked back."""
        return self.heard - self.open


def line(no: Told, *, people: int, talk: Talk, good_talk: Talk) -> Line:
    """Return what a No comes to where so many people are known; nobody is told by himself.

    >>> talk, good = Talk(12, 30), Talk(5, 30)
    >>> line(Told("Ben", 30), people=25, talk=talk, good_talk=good)
    Line(told=6.0, spared=0.0, good=0.0, is_said=False)
    >>> line(Told("Ben", 60, ended=30), people=25, talk=talk, good_talk=good)
    Line(told=6.0, spared=6.0, good=2.5, is_said=False)
    >>> line(Told("Ben", 300), people=3, talk=talk, good_talk=good).told
    2.0
    >>> line(Told("Ben", 300, said=1), people=25, talk=talk, good_talk=good).told
    1.0
    """
    others = float(max(0, people - 1))
    guessed = talk.told(no.days, until=inf if no.ended is None else no.ended)
    is_said = no.said is not None
    told = min(others, guessed if no.said is None else float(no.said))
    if no.ended is None:
        return Line(told, 0.0, 0.0, is_said=is_said)
    return Line(
        told=told,
        spared=max(0.0, min(others, talk.tellers) - told),
        good=min(others, good_talk.told(no.days - no.ended)),
        is_said=is_said,
    )


def balance(noes: Iterable[Told], *, people: int, talk: Talk, good_talk: Talk) -> Balance:
    """Return what these No of one company come to. Who said No twice tells no more people than once.

    >>> several = [Told("Ben", 9_999), Told("Bo", 9_999), Told("Bea", 9_999, ended=9_000)]
    >>> found = balance(several, people=25, talk=Talk(12, 30), good_talk=Talk(5, 30))
    >>> [round(one, 1) for one in (found.heard, found.open, found.booked_back)]
    [21.5, 18.2, 3.2]
    """
    listed = list(noes)
    lines = [line(one, people=people, talk=talk, good_talk=good_talk) for one in listed]
    pairs = list(zip(listed, lines, strict=True))
    still = [(no, found) for no, found in pairs if no.ended is None]
    return Balance(
        people=people,
        unresolved=len(still),
        recovered=len(listed) - len(still),
        said=sum(found.is_said for found in lines),
        heard=reach(people, _by_person(pairs)),
        open=reach(people, _by_person(still)),
        spared=min(float(people), sum(found.spared for found in lines)),
        good=reach(people, [found.good for found in lines]),
    )


def _by_person(pairs: Iterable[tuple[Told, Line]]) -> list[float]:
    most: dict[Hashable, float] = {}
    for no, found in pairs:
        most[no.person] = max(most.get(no.person, 0.0), found.told)
    return list(most.values())


def total(balances: Iterable[Balance]) -> Balance:
    """Return the sum over companies that do not talk to each other."""
    listed = list(balances)
    return Balance(
        people=sum(one.people for one in listed),
        unresolved=sum(one.unresolved for one in listed),
        recovered=sum(one.recovered for one in listed),
        said=sum(one.said for one in listed),
        heard=sum(one.heard for one in listed),
        open=sum(one.open for one in listed),
        spared=sum(one.spared for one in listed),
        good=sum(one.good for one in listed),
    )
