"""What helps with a cause: the workspace's own words where it has some, else the product's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import translation

from secondslice.accounts.models import User, Workspace
from secondslice.pulse.models import Reason, Taste
from secondslice.pulse.selectors.asks import label_of, reasons_of
from secondslice.recovery.models import Case, Playbook
from secondslice.recovery.playbooks import PLAYS, Remedy, filled, lines_of, mail_of, play_for
from secondslice.recovery.selectors.owners import ABOUT_OWNER


@dataclass(frozen=True, slots=True)
class Help:
    """What the page of a case shows about its cause."""

    cause: str
    questions: Sequence[str]
    remedies: Sequence[Remedy]
    mail: str
    """To the customer, in his language, with his own words."""


@dataclass(frozen=True, slots=True)
class CausePlay:
    """One cause with its weight and what is said to it here."""

    code: str
    name: str
    severity: str
    is_shown: bool
    is_own: bool
    """Whether the workspace has words of its own for it."""
    is_about_owner: bool
    questions: str
    remedies: str
    mail: str


def help_with(case: Case, *, name: str, said: str, by: User) -> Help | None:
    """Return what helps with the cause of this case, called `name`; None while nobody knows it: one query.

    `said` is what the customer said with the newest No.
    """
    if not case.cause:
        return None
    own = Playbook.objects.filter(workspace=case.workspace_id, code=case.cause).first()
    play = play_for(case.cause)
    with translation.override(case.ask.language):
        mail = (own.mail if own else "") or mail_of(play)
    words = {
        "{name}": case.contact.name,
        "{project}": case.project.name,
        "{words}": said or name,
        "{me}": by.name,
    }
    return Help(
        cause=name,
        questions=lines_of(own.questions) if own and own.questions else _texts(play.questions),
        remedies=remedies_of(case.cause, own),
        mail=filled(mail, words),
    )


def remedies_of(code: str, own: Playbook | None) -> tuple[Remedy, ...]:
    """Return the usual changes for a cause; a line of the workspace's that is one of ours keeps what fills the form."""
    ours = play_for(code).remedies
    if own is None or not own.remedies:
        return ours
    known = {str(one.words): one for one in ours}
    return tuple(known.get(line, Remedy(line)) for line in lines_of(own.remedies))


def suggestion(case: Case, number: str) -> Remedy | None:
    """Return the change that somebody has chosen from the playbook by its number; None for nonsense."""
    if not number.isdecimal() or not case.cause:
        return None
    own = Playbook.objects.filter(workspace=case.workspace_id, code=case.cause).first()
    return dict(enumerate(remedies_of(case.cause, own))).get(int(number))


def cause_plays(workspace: Workspace, *, language: str) -> list[CausePlay]:
    """Return every cause of a workspace with what is said to it, in the order of the settings: two queries."""
    own = {one.code: one for one in Playbook.objects.filter(workspace=workspace)}
    reasons = reasons_of(workspace, Taste.NO, language=language)
    return [_cause_play(one, own.get(one.code)) for one in reasons]


def cause_play(workspace: Workspace, code: str, *, language: str) -> CausePlay | None:
    """Return one cause with what is said to it; None where there is no such cause."""
    found = reasons_of(workspace, Taste.NO, language=language).filter(code=code).first()
    own = Playbook.objects.filter(workspace=workspace, code=code).first()
    if found is None and code in PLAYS:
        found = Reason(code=code)  # the workspace has none of its own yet
    return _cause_play(found, own) if found else None


def product_play(code: str) -> tuple[str, str, str]:
    """Return the product's questions, changes and mail as texts, one to a line, in the active language."""
    play = play_for(code)
    questions = "\n".join(_texts(play.questions))
    remedies = "\n".join(str(one.words) for one in play.remedies)
    return questions, remedies, mail_of(play)


def _cause_play(reason: Reason, own: Playbook | None) -> CausePlay:
    questions, remedies, mail = product_play(reason.code)
    return CausePlay(
        code=reason.code,
        name=label_of(reason),
        severity=reason.get_severity_display(),
        is_shown=reason.is_shown,
        is_own=bool(own and (own.questions or own.remedies or own.mail)),
        is_about_owner=own.is_about_owner if own else reason.code in ABOUT_OWNER,
        questions=own.questions if own and own.questions else questions,
        remedies=own.remedies if own and own.remedies else remedies,
        mail=own.mail if own and own.mail else mail,
    )


def _texts(texts: Sequence[object]) -> tuple[str, ...]:
    return tuple(str(text) for text in texts)
