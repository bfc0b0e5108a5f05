"""A question for one person and the mail that carries it, not stored yet: what every way of asking shares."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from secondslice.accounts.models import User, Workspace
from secondslice.accounts.selectors import keeper_of, lead_of
from secondslice.core import clock
from secondslice.core.tokens import derived_token, digest
from secondslice.messaging.layouts import Words
from secondslice.messaging.models import Message
from secondslice.messaging.rules import MARK
from secondslice.messaging.services import Envelope, compose
from secondslice.projects.models import Project, Stakeholder
from secondslice.pulse import nonces
from secondslice.pulse.models import Ask, Wording
from secondslice.pulse.modes import Mode
from secondslice.pulse.selectors.asks import LIFE
from secondslice.pulse.selectors.people import rules_of
from secondslice.pulse.ways_out import WaysOut

ASK, REPLY = "ask", "reply"
HEADERS = {"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "OOF, AutoReply"}


@dataclass(frozen=True, slots=True)
class Round:
    """What the mails of one round of asking share."""

    project: Project
    asked_by: User | None
    at: datetime
    owner: User
    """Who answers for the project now."""
    note: str = ""

    @property
    def workspace(self) -> Workspace:
        """Return the PMO that asks."""
        return self.project.workspace

    def language_of(self, stakeholder: Stakeholder) -> str:
        """Return the language of the mail to this person."""
        return stakeholder.contact.language or self.workspace.language


@dataclass(frozen=True, slots=True)
class Draft:
    """A question that is not stored yet, with the secret of its links."""

    ask: Ask
    token: str

    @property
    def root(self) -> str:
        """Return the address of its page."""
        return f"{settings.BASE_URL}/a/{self.token}"


def owner_of(project: Project) -> User:
    """Return who answers for a project: its manager, else the PMO lead."""
    return project.manager or lead_of(project.workspace)


def draft_ask(
    this: Round,
    stakeholder: Stakeholder,
    wording: Wording,
    *,
    ref: uuid.UUID | None = None,
    mode: str = Mode.NAMED,
) -> Draft:
    """Return the question to one person about one project, with the secret of its links.

    `mode` is how the person is asked: from here on it stays so.
    """
    project, ref = this.project, ref or uuid.uuid4()
    token = derived_token(ASK, ref.hex)
    ask = Ask(
        ref=ref,
        workspace=this.workspace,
        project=project,
        customer_id=project.customer_id,
        contact=stakeholder.contact,
        owner=this.owner,
        asked_by=this.asked_by,
        wording=wording,
        mode=mode,
        language=this.language_of(stakeholder),
        role=stakeholder.role,
        phase=project.phase,
        token_digest=digest(token),
        sent_at=this.at,
        sent_on=clock.day_of(this.at, this.workspace.time_zone),
        expires_at=this.at + LIFE,
    )
    return Draft(ask, token)


def mail_for(
    this: Round, draft: Draft, *, root: str, code: str, out: WaysOut, reply: str = ""
) -> Message:
    """Return the mail that asks about one project. `reply`: where it is answered by replying; empty: nowhere."""
    shared = {
        **_shared(this, draft.ask),
        "mode": draft.ask.mode,
        "by_reply": bool(reply),
        "note": this.note,
        "is_pmo": asker_of(this) == this.workspace.name,
        "ask": {
            "told_us": draft.ask.told_us,
            "quoted_adjustment": draft.ask.quoted_adjustment,
        },
    }
    return compose(
        kind="pulse.ask" if draft.ask.kind == Ask.Kind.FIRST else "pulse.ask_again",
        envelope=_envelope([(this, draft)], out, reply),
        language=draft.ask.language,
        context=shared,
        key=_key(shared),
        words={
            **_words(this, draft.ask),
            "project.name": this.project.name,
            "owner.name": this.owner.name,
        },
        secrets={
            "yes": f"{root}/y",
            "no": f"{root}/n",
            "look": root,
            "hidden": f"{root}/x",
            "code": in_threes(code),
            REPLY: reply,
            **out.secrets,
        },
    )


def mail_for_several(
    lines: Sequence[tuple[Round, Draft]],
    *,
    out: WaysOut,
    kind: str = "pulse.ask_several",
    reply: str = "",
) -> Message:
    """Return the mail that asks one person about several projects: each a line with its own Yes and No."""
    first, draft = lines[0]
    secrets = {"hidden": f"{draft.root}/x", REPLY: reply, **out.secrets}
    shown, words = [], _words(first, draft.ask)
    for place, (this, one) in enumerate(lines):
        secrets |= {
            f"yes{place}": f"{one.root}/y",
            f"no{place}": f"{one.root}/n",
            f"code{place}": in_threes(nonces.code(one.ask.pk)),
        }
        marks = {name: MARK.format(f"{name}{place}") for name in ("yes", "no", "code")}
        shown.append({"mode": one.ask.mode, **_own(this, one.ask, lines), **marks})
        words[f"lines.{place}.project.name"] = this.project.name
    shared = {
        **_shared(first, draft.ask),
        "lines": shown,
        "mode": _mode_of(lines),
        **_replies(lines, reply),
    }
    return compose(
        kind=kind,
        envelope=_envelope(lines, out, reply),
        language=draft.ask.language,
        context=shared,
        key=_key(shared),
        words=words,
        secrets=secrets,
    )


def _own(this: Round, ask: Ask, lines: Sequence[tuple[Round, Draft]]) -> dict[str, object]:
    """Return what a line has of its own: its question where the first one's is another, and its personal line."""
    question = ask.wording.question
    is_the_first = question == lines[0][1].ask.wording.question
    return {"question": "" if is_the_first else question, "note": note_of(this, lines)}


def note_of(this: Round, lines: Sequence[tuple[Round, Draft]]) -> str:
    """Return the personal line of one round, with who wrote it where several people ask at once."""
    several_ask = len({asker_of(one) for one, _draft in lines}) > 1
    return f"{asker_of(this)}: {this.note}" if this.note and several_ask else this.note


def _envelope(lines: Sequence[tuple[Round, Draft]], out: WaysOut, reply: str) -> Envelope:
    this, draft = lines[0]
    asker, workspace, contact = asker_of(this), this.workspace.name, draft.ask.contact
    mark = MARK.format(REPLY) if reply else ""
    answers_to = this.asked_by or this.owner
    if any(one.ask.mode != Mode.NAMED for _round, one in lines):
        # Whoever replies in his own words names himself: to who may know it, not to who is rated.
        answers_to = keeper_of(this.workspace)
    return Envelope(
        to=contact.email,
        to_name=contact.name,
        from_name=f"{asker}, {workspace}" if asker != workspace else asker,
        reply_to=mark or answers_to.email,
        headers={**HEADERS, **out.headers(this.workspace, reply_mark=mark)},
        about=contact.ref,
    )


def _shared(this: Round, ask: Ask) -> dict[str, object]:
    """Return what the mails of a round share: plain values, of which their layout is made and by which it is kept."""
    workspace, wording = this.workspace, ask.wording
    return {
        "workspace": {"name": workspace.name, "colour": workspace.colour},
        "wording": {"question": wording.question, "intro": wording.intro},
        "least": rules_of(workspace).least_together if ask.mode != Mode.NAMED else 0,
    }


def _words(this: Round, ask: Ask) -> Words:
    """Return what differs from person to person in every mail that asks."""
    return {"contact.name": ask.contact.name, "asker": asker_of(this)}


def _key(shared: Mapping[str, object]) -> tuple[object, ...]:
    """Return what a layout is kept under: all that it is made of.

    >>> _key({"least": 5, "lines": [{"mode": "named"}]})
    (('least', 5), ('lines', ((('mode', 'named'),),)))
    """
    return tuple((name, _frozen(value)) for name, value in sorted(shared.items()))


def _frozen(value: object) -> object:
    if isinstance(value, Mapping):
        return _key(value)
    return tuple(_frozen(one) for one in value) if isinstance(value, list) else value


def _mode_of(lines: Sequence[tuple[Round, Draft]]) -> str:
    """Return the mode of a mail: named only when each of its questions is."""
    modes = {one.ask.mode for _round, one in lines}
    return modes.pop() if len(modes) == 1 else Mode.CONFIDENTIAL.value


def _replies(lines: Sequence[tuple[Round, Draft]], reply: str) -> dict[str, object]:
    return {"by_reply": bool(reply), "numbered": bool(reply) and len(lines) > 1}


def asker_of(this: Round) -> str:
    """Return who asks: the member who pressed the button, or the PMO."""
    return this.asked_by.name if this.asked_by else this.workspace.name


def in_threes(code: str) -> str:
    """Return a code as it is easiest to type. Nothing breaks the line in it, or turns it round among Arabic words."""
    return f"{code[:3]}\N{NO-BREAK SPACE}{code[-3:]}"
