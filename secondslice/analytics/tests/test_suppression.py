from __future__ import annotations

import doctest
from collections.abc import Iterable, Sequence
from fractions import Fraction
from itertools import chain, combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from secondslice.analytics import suppression
from secondslice.analytics.suppression import Piece, hide_small, seal

MINIMUM = 3
WAITS = (0, 10, 20)
Vector = tuple[int, ...]


def test_examples_in_the_module_hold() -> None:
    assert doctest.testmod(suppression).failed == 0


class Span:
    """Everything that can be reckoned from some sums by adding, subtracting and dividing."""

    def __init__(self, sums: Iterable[Vector]) -> None:
        self.rows: dict[int, list[Fraction]] = {}
        for one in sums:
            self._reduce(one, keep=True)

    def gives_away(self, one: Vector) -> bool:
        return self._reduce(one, keep=False)

    def _reduce(self, one: Vector, *, keep: bool) -> bool:
        rest = [Fraction(value) for value in one]
        for place in range(len(rest)):
            if not rest[place]:
                continue
            if place not in self.rows:
                if keep:
                    lead = rest[place]
                    self.rows[place] = [value / lead for value in rest]
                return False
            factor = rest[place]
            rest = [a - factor * b for a, b in zip(rest, self.rows[place], strict=True)]
        return True


def subsets(size: int) -> Iterable[tuple[int, ...]]:
    return chain.from_iterable(combinations(range(size), many) for many in range(1, size + 1))


def test_span_knows_a_difference_when_it_sees_one() -> None:
    span = Span([(1, 1, 1), (1, 1, 0)])

    assert span.gives_away((0, 0, 1))
    assert not span.gives_away((1, 0, 0))


# person (0 to 5, or nobody), project (three of two customers), the day on which it came
given_pieces = st.lists(
    st.tuples(st.none() | st.integers(0, 5), st.integers(0, 2), st.integers(0, 6)),
    min_size=1,
    max_size=9,
)
looks = st.lists(st.integers(1, 40), min_size=1, max_size=5)


def _units(project: int) -> tuple[str, str, str]:
    return f"project {project}", f"customer {project // 2}", "workspace"


def _told(pieces: Sequence[tuple[int | None, int, int]], days: Sequence[int]) -> list[Vector]:
    """Return every sum shown on any of these days: of each project, each customer and all, as people see them."""
    groups: list[tuple[tuple[str, str, str], int, tuple[int, ...]]] = []
    taken: set[int] = set()
    told = []
    for day in sorted(days):
        waiting = [
            Piece(key, person, _units(project), day - came)
            for key, (person, project, came) in enumerate(pieces)
            if came <= day and key not in taken
        ]
        for one in seal(waiting, minimum=MINIMUM, waits=WAITS):
            units = _units(pieces[one.keys[0]][1])
            groups.append((units, one.level, one.keys))
            taken |= set(one.keys)
        for level in range(len(WAITS)):
            for unit in {_units(project)[level] for project in range(3)}:
                inside = [
                    keys for units, at, keys in groups if at <= level and units[level] == unit
                ]
                told.append(
                    tuple(int(any(key in keys for keys in inside)) for key in range(len(pieces)))
                )
    return told


@settings(max_examples=150, deadline=None)
@given(given_pieces, looks)
def test_no_sequence_of_shown_tables_gives_away_fewer_people_than_the_minimum(
    pieces: list[tuple[int | None, int, int]], days: list[int]
) -> None:
    span = Span(_told(pieces, days))

    for chosen in subsets(len(pieces)):
        people = {pieces[key][0] for key in chosen} - {None}
        if len(people) < MINIMUM:
            vector = tuple(int(key in chosen) for key in range(len(pieces)))
            assert not span.gives_away(vector), f"{chosen} can be reckoned from what was shown"


@given(given_pieces)
def test_nobody_waits_where_enough_others_wait_too(
    pieces: list[tuple[int | None, int, int]],
) -> None:
    waiting = [
        Piece(key, person, _units(project), age=99)
        for key, (person, project, _came) in enumerate(pieces)
    ]
    taken = {key for one in seal(waiting, minimum=MINIMUM, waits=WAITS) for key in one.keys}
    left = {piece.person for piece in waiting if piece.key not in taken} - {None}

    assert len(left) < MINIMUM


def test_five_answers_of_one_person_are_no_group() -> None:
    same = [Piece(n, "ben", ("tills",), age=0) for n in range(5)]

    assert seal(same, minimum=5, waits=(0,)) == []


def test_silent_questions_go_along_and_make_no_group() -> None:
    silent = [Piece(n, None, ("tills",), age=0) for n in range(9)]
    five = [Piece(10 + n, n, ("tills",), age=0) for n in range(5)]

    assert seal(silent, minimum=5, waits=(0,)) == []
    (group,) = seal([*silent, *five], minimum=5, waits=(0,))
    assert (len(group.keys), group.people) == (14, 5)


def test_wider_group_takes_only_those_who_have_waited() -> None:
    old = [Piece(n, n, (f"project {n}", "sales"), age=60) for n in range(5)]
    new = [Piece(9, 9, ("project 9", "sales"), age=59)]

    (group,) = seal([*old, *new], minimum=5, waits=(0, 60))

    assert (group.level, group.unit, group.keys) == (1, "sales", (0, 1, 2, 3, 4))


tables = st.dictionaries(st.sampled_from("abcdefg"), st.integers(0, 12), max_size=7)


@given(tables)
def test_table_beside_its_total_gives_away_no_small_cell(people: dict[str, int]) -> None:
    shown = hide_small(people, minimum=5)
    cells = sorted(people)
    # One column for each cell: what is shown, and the total where it is.
    sums = [tuple(int(cell == one) for one in cells) for cell in shown.cells]
    if shown.total:
        sums.append(tuple(1 for _cell in cells))
    span = Span(sums)

    for chosen in subsets(len(cells)):
        behind = sum(people[cells[place]] for place in chosen)
        if 0 < behind < 5:
            vector = tuple(int(place in chosen) for place in range(len(cells)))
            known_empty = {place for place, cell in enumerate(cells) if not people[cell]}
            if set(chosen) & known_empty:
                continue  # the same as without the empty cell, which is another of these subsets
            assert not span.gives_away(vector)


@given(tables)
def test_table_of_large_cells_hides_nothing(people: dict[str, int]) -> None:
    large = {key: 5 + value for key, value in people.items()}

    shown = hide_small(large, minimum=5)

    assert shown.cells == set(large)
    assert shown.total == bool(large)
