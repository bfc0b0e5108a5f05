"""The question put again after a recovery, and what a mail looks like before it is sent."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.html import format_html
from django.utils.translation import gettext as _

from secondslice.accounts.models import User
from secondslice.core.errors import RuleBroken
from secondslice.messaging.models import Message
from secondslice.messaging.selectors import chats_of
from secondslice.messaging.services import opened
from secondslice.projects.models import Project, Stakeholder
from secondslice.pulse.channels import Way
from secondslice.pulse.chat_letters import chat_message, way_of
from secondslice.pulse.letters import Round, draft_ask, mail_for, owner_of
from secondslice.pulse.models import Ask
from secondslice.pulse.modes import Mode
from secondslice.pulse.reply_addresses import example_address
from secondslice.pulse.selectors.asks import open_asks_of
from secondslice.pulse.selectors.people import Holds, rules_of
from secondslice.pulse.selectors.wording import wording_in
from secondslice.pulse.services.confiding import Wanted, choose_modes
from secondslice.pulse.services.posting import Letter, store
from secondslice.pulse.services.turns import permit_promised, take_turns
from secondslice.pulse.services.wording import wording_for
from secondslice.pulse.ways_out import NOWHERE

EXAMPLE_CODE = "000000"


@transaction.atomic
def re_ask(
    *, ask: Ask, adjustment: str, asked_by: User | None, at: datetime, told_us: str = ""
) -> Ask:
    """Ask the same person about the same project again, quoting what they told us and what was changed for them.

    It was promised, so it passes the floor; not a stop or a pause of the person. At night it waits for the morning.
    """
    project, contact = ask.project, ask.contact_id
    (standing,) = take_turns(workspace=project.workspace, contacts=[contact], at=at, holds=Holds())
    if open_asks_of(project, [contact], at=at):
        raise RuleBroken(
            _("%(name)s has not answered the last question yet. Wait for that answer.")
            % {"name": standing.contact.name}
        )
    permit = permit_promised(standing=standing, at=at)
    stakeholder = Stakeholder(project=project, contact=standing.contact, role=ask.role)
    this = Round(project, asked_by, permit.leaves_at, owner_of(project))
    wording = wording_for(workspace=project.workspace, language=this.language_of(stakeholder))
    draft = draft_ask(this, stakeholder, wording, mode=ask.mode)
    draft.ask.kind = Ask.Kind.RE_ASK
    draft.ask.told_us, draft.ask.quoted_adjustment = told_us, adjustment
    return store(letters=[Letter(permit, [(this, draft)])])[0]


def preview(
    *,
    project: Project,
    stakeholder: Stakeholder,
    asked_by: User,
    at: datetime,
    note: str,
    mode: str = "",
) -> Message:
    """Return the mail or chat message this person would get, opened. Nothing is stored, and its links lead nowhere.

    `mode` is how the member wants the person asked; empty: as the workspace says.
    """
    mode = mode or rules_of(project.workspace).mode_of(stakeholder.role)
    if mode == Mode.CONFIDENTIAL:
        (mode,) = choose_modes(
            workspace=project.workspace, wanted=[Wanted(project, stakeholder.role, mode)]
        )
    this = Round(project, asked_by, at, owner_of(project), note)
    wording = wording_in(project.workspace, this.language_of(stakeholder))
    draft = draft_ask(this, stakeholder, wording, mode=mode)
    way = way_of([(this, draft)], chats_of(project.workspace_id))
    if way is not Way.MAIL:
        message = chat_message([(this, draft)], way, NOWHERE, kind="pulse.ask")
        message.html = format_html("<pre>{}</pre>", message.text)
        return message
    mail = mail_for(this, draft, root="#", code=EXAMPLE_CODE, out=NOWHERE, reply=example_address())
    letter = opened(mail)
    mail.text, mail.html = letter.text, letter.html
    return mail
