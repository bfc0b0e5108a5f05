"""Warn of steps before and after they are late: each person once, whoever else works on it and whatever is killed."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime

from django.db import transaction

from secondslice.accounts.models import User
from secondslice.core.apart import apart
from secondslice.recovery.models import Case, CaseNote
from secondslice.recovery.selectors.clocks import Due, is_confided
from secondslice.recovery.selectors.readers import Reader, who_is_warned
from secondslice.recovery.services.listing import Line, tell_of_several
from secondslice.recovery.services.telling import tell

MOST_MAILS = 3
"""So many warnings of one pass come as mails of their own; who would get more gets one mail that lists them."""
Known = tuple[Due, list[Reader]]
"""A step to warn of, and who is to be warned."""


def warn_all(*, dues: Sequence[Due], at: datetime) -> None:
    """Warn of these steps, and whoever is to be warned of many by one mail. What fails keeps no other from its turn.

    What was told in confidence is counted and listed by itself: from a mail that comes otherwise, or not at all, an
    owner or lead who looks into the outbox would learn that there is a No.
    """
    confided = [due for due in dues if is_confided(due.case)]
    _warn_all([due for due in dues if due not in confided], at=at)
    _warn_all(confided, at=at)


@transaction.atomic
def warn(*, due: Due, at: datetime) -> list[User]:
    """Tell whoever has to know by now that a step is due or late, and write it down. Return who was told.

    The claim, the entries and the messages are one transaction: whoever comes second finds it done.
    """
    return [reader.user for reader in _warn(due, _readers(due, at=at), at=at)]


def _warn_all(dues: Sequence[Due], *, at: datetime) -> None:
    """Warn of these steps. The cases in a list share the transaction of all lists; every other one has its own."""
    known = _readers_of(dues, at=at)
    count = Counter(one.user.pk for _due, readers in known for one in readers)
    many = {user for user, warnings in count.items() if warnings > MOST_MAILS}
    listed: list[Known] = []
    for due, readers in known:
        if any(one.user.pk in many for one in readers):
            listed.append((due, readers))
            continue
        with apart(_about(due)), transaction.atomic():
            _warn(due, readers, at=at)
    if listed:
        with apart(f"The warnings about {len(listed)} cases"):
            _warn_in_lists(listed, many, at=at)


def _warn(
    due: Due, readers: list[Reader], *, at: datetime, later: Collection[int] = ()
) -> list[Reader]:
    """Claim a case, and tell its readers but those who are told `later`. Return who is warned."""
    if not _claim(due, readers, at=at):
        return []
    for reader in readers:
        if reader.user.pk not in later:
            _tell(due.case, reader, at=at)
    return readers


@transaction.atomic
def _warn_in_lists(listed: Sequence[Known], many: Collection[int], *, at: datetime) -> None:
    lines: dict[User, list[Line]] = defaultdict(list)
    for due, readers in listed:
        warned: list[Reader] = []
        with apart(_about(due)), transaction.atomic():
            warned = _warn(due, readers, at=at, later=many)
        for reader in warned:
            if reader.user.pk in many:
                lines[reader.user].append(Line(due.case, reader.level))
    for user, mine in lines.items():
        _tell_together(user, mine, at=at)


def _tell_together(user: User, lines: Sequence[Line], *, at: datetime) -> None:
    if len(lines) > MOST_MAILS:
        tell_of_several(to=user, lines=lines, at=at)
        return
    for line in lines:  # another worker was quicker with the others
        _tell(line.case, Reader(user, line.level), at=at)


def _readers_of(dues: Sequence[Due], *, at: datetime) -> list[Known]:
    known: list[Known] = []
    for due in dues:
        with apart(_about(due)):
            known.append((due, _readers(due, at=at)))
    return known


def _readers(due: Due, *, at: datetime) -> list[Reader]:
    return who_is_warned(due.case, before=due.case.warned, level=due.level, at=at)


def _about(due: Due) -> str:
    return f"The warning about case {due.case.ref}"


def _claim(due: Due, readers: Sequence[Reader], *, at: datetime) -> bool:
    """Take it on to warn of this step, and write down who is warned. Return False where somebody was quicker."""
    case = due.case
    as_read = Case.objects.filter(
        pk=case.pk,
        state=case.state,
        owner=case.owner_id,
        due_at=case.due_at,
        warned=case.warned,
    )
    if not as_read.update(warned=due.level):
        return False
    case.warned = due.level
    for reader in readers:
        CaseNote.objects.create(
            workspace_id=case.workspace_id,
            case=case,
            kind=CaseNote.Kind.WARNED,
            words=str(reader.level.value),
            owner=reader.user,
            at=at,
        )
    return True


def _tell(case: Case, reader: Reader, *, at: datetime) -> None:
    tell(
        case=case,
        to=reader.user,
        kind="recovery.step_due",
        at=at,
        context={"level": reader.level.name.lower()},
    )
