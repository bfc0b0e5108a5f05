"""The question and the reasons of a workspace: where they start, and how they are changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import F, Max
from django.utils.text import slugify
from django.utils.translation import gettext as _

from secondslice.accounts.models import Workspace
from secondslice.core.errors import RuleBroken
from secondslice.pulse.chips import CAUSES, PRAISE, Chip
from secondslice.pulse.models import Reason, ReasonWords, Taste, Wording
from secondslice.pulse.selectors.asks import label_of, reasons_of
from secondslice.pulse.selectors.wording import PRODUCTS_OWN, products_wording, wording_in

MOST_SHOWN = 14


@dataclass(frozen=True, slots=True)
class ReasonChange:
    """What a workspace decides about one reason."""

    code: str
    label: str
    severity: str
    is_shown: bool


def wording_for(*, workspace: Workspace, language: str, point: str = "") -> Wording:
    """Return the words for people of a language at a taste point, stored, so that an ask can point to them."""
    found = wording_in(workspace, language, point=point)
    return found if found.pk else _stored(found)


@transaction.atomic
def reword(*, workspace: Workspace, language: str, question: str, intro: str) -> Wording:
    """Ask in other words from now on. What was asked before keeps the words it was asked with."""
    tell_processes(workspace)  # this also holds the row: two members who write at once take turns
    before = wording_in(workspace, language)
    _introduce_points(workspace, language, intro)
    if (before.question, before.intro) == (question, intro):
        return before
    _stored(products_wording(workspace, language))
    return _next(workspace, language, question=question, intro=intro)


@transaction.atomic
def use_products_words(*, workspace: Workspace, language: str) -> None:
    """Ask people of a language in the product's words again. What was asked before keeps the words it was asked with.

    A taste point with a question of its own keeps it.
    """
    tell_processes(workspace)
    mine = Wording.objects.filter(workspace=workspace, language=language, point="")
    mine.filter(is_current=True).exclude(version=PRODUCTS_OWN).update(is_current=False)
    mine.filter(version=PRODUCTS_OWN).update(is_current=True)
    _introduce_points(workspace, language, "")


def _introduce_points(workspace: Workspace, language: str, intro: str) -> None:
    """Let what asks in words of its own at a taste point begin like everything else; it keeps its question."""
    current = Wording.objects.filter(workspace=workspace, language=language, is_current=True)
    for one in current.exclude(point="").exclude(intro=intro):
        _next(workspace, language, point=one.point, question=one.question, intro=intro)


@transaction.atomic
def reword_point(*, workspace: Workspace, point: str, question: str) -> None:
    """Ask in words of its own at one taste point; without words in those of all. In the workspace's language."""
    tell_processes(workspace)
    mine = Wording.objects.filter(
        workspace=workspace, language=workspace.language, point=point, is_current=True
    )
    before = mine.first()
    if (before.question if before else "") == question:
        return
    mine.update(is_current=False)
    if question:
        intro = wording_in(workspace, workspace.language).intro
        _next(workspace, workspace.language, point=point, question=question, intro=intro)


def _next(
    workspace: Workspace, language: str, *, question: str, intro: str, point: str = ""
) -> Wording:
    mine = Wording.objects.filter(workspace=workspace, language=language, point=point)
    newest = mine.aggregate(version=Max("version"))["version"] or PRODUCTS_OWN
    mine.update(is_current=False)
    return Wording.objects.create(
        workspace=workspace,
        language=language,
        point=point,
        version=newest + 1,
        question=question,
        intro=intro,
    )


def _stored(wording: Wording) -> Wording:
    """Return this version as it is stored; only the first one to need it stores it."""
    made, _new = Wording.objects.get_or_create(
        workspace=wording.workspace,
        language=wording.language,
        version=wording.version,
        defaults={"question": wording.question},
    )
    return made


@transaction.atomic
def seed_reasons(*, workspace: Workspace) -> None:
    """Give a new workspace the reasons to start with. Doing it twice changes nothing."""
    Reason.objects.bulk_create(
        [*_reasons(workspace, Taste.NO, CAUSES), *_reasons(workspace, Taste.YES, PRAISE)],
        ignore_conflicts=True,
    )


@transaction.atomic
def change_reasons(
    *, workspace: Workspace, taste: Taste, changes: Sequence[ReasonChange], language: str = ""
) -> None:
    """Rename, weigh, order (as given), show or hide the reasons under one answer.

    The names are those in `language`; without it, or where it is the workspace's own, they are the names everywhere.
    """
    if not any(change.is_shown for change in changes):
        raise RuleBroken(_("At least one reason must be shown."))
    shown = sum(change.is_shown for change in changes)
    if shown > MOST_SHOWN:
        raise RuleBroken(
            _("%(shown)s reasons are shown, and only %(most)s fit on a phone. Hide some.")
            % {"shown": shown, "most": MOST_SHOWN}
        )
    elsewhere = language not in {"", workspace.language}
    for position, change in enumerate(changes):
        Reason.objects.filter(workspace=workspace, taste=taste, code=change.code).update(
            severity=change.severity,
            is_shown=change.is_shown,
            position=position,
            **({} if elsewhere else {"label": change.label}),
        )
    if elsewhere:
        _name_in(workspace, taste, changes, language)
    tell_processes(workspace)


def _name_in(
    workspace: Workspace, taste: Taste, changes: Sequence[ReasonChange], language: str
) -> None:
    """Keep the names of reasons in one more language; an empty one is none."""
    reasons = {one.code: one for one in Reason.objects.filter(workspace=workspace, taste=taste)}
    ReasonWords.objects.filter(reason__in=reasons.values(), language=language).delete()
    ReasonWords.objects.bulk_create(
        ReasonWords(
            workspace=workspace,
            reason=reasons[change.code],
            language=language,
            label=change.label,
        )
        for change in changes
        if change.label and change.code in reasons
    )


@transaction.atomic
def add_reason(
    *, workspace: Workspace, taste: Taste, label: str, severity: str = Reason.Severity.MINOR
) -> Reason:
    """Add a reason of the workspace's own. Raise RuleBroken when it is there already.

    It is hidden when as many are shown as fit on a phone.
    """
    tell_processes(workspace)  # this also holds the row: two members who add at once take turns
    there = list(reasons_of(workspace, taste))
    if any(label_of(one).casefold() == label.casefold() for one in there):
        raise RuleBroken(_("This reason is there already."))
    code = slugify(label)[:24] or "reason"
    taken = {one.code for one in there}
    code = next(c for n in range(1, 1000) if (c := code if n == 1 else f"{code}-{n}") not in taken)
    return Reason.objects.create(
        workspace=workspace,
        taste=taste,
        code=code,
        label=label,
        severity=severity,
        position=there[-1].position + 1 if there else 0,
        is_shown=sum(one.is_shown for one in there) < MOST_SHOWN,
    )


def _reasons(workspace: Workspace, taste: Taste, chips: Sequence[Chip]) -> list[Reason]:
    return [
        Reason(
            workspace=workspace,
            taste=taste,
            code=chip.code,
            severity=Reason.Severity.MAJOR if chip.is_major else Reason.Severity.MINOR,
            position=position,
        )
        for position, chip in enumerate(chips)
    ]


def tell_processes(workspace: Workspace) -> None:
    """Raise the stamp, so that every process lays its pages out anew."""
    Workspace.objects.filter(pk=workspace.pk).update(stamp=F("stamp") + 1)
