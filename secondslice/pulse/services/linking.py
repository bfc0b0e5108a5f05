"""Give a person's own link by hand: into a chat of one's own, or to be read from a phone.

Only who runs the PMO may hold such a link, and not for a project that he or she manages: nobody holds the link with
which he is rated. It is a question like any other: it counts in the budget, and who gave it is written down.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from secondslice.accounts.models import Membership
from secondslice.accounts.rules import RUNS_THE_PMO
from secondslice.accounts.services.auditing import audit
from secondslice.core.errors import RuleBroken
from secondslice.core.tokens import derived_token, digest
from secondslice.projects.models import Stakeholder
from secondslice.pulse import nonces
from secondslice.pulse.access import may_be_read_by
from secondslice.pulse.budget import Why
from secondslice.pulse.letters import ASK, Round, draft_ask, in_threes, owner_of
from secondslice.pulse.models import Ask
from secondslice.pulse.modes import Mode
from secondslice.pulse.plan_models import BY_HAND, PlannedAsk
from secondslice.pulse.selectors.asks import open_asks_of, perhaps_open
from secondslice.pulse.selectors.by_hand import hand_for
from secondslice.pulse.selectors.people import Holds, Standing
from secondslice.pulse.services.by_hand import refuse_who_is_left_out
from secondslice.pulse.services.confiding import Wanted, choose_modes
from secondslice.pulse.services.posting import store_by_link
from secondslice.pulse.services.turns import permit_by_link, take_turns
from secondslice.pulse.services.wording import wording_for


@dataclass(frozen=True, slots=True)
class Given:
    """A link that somebody takes along."""

    link: str
    code: str
    """For changing the answer from another device."""
    expires_at: datetime
    is_new: bool
    """The person was asked by this very link; else it is that of a question that went out before."""


def why_no_link(*, by: Membership, part: Stakeholder) -> str:
    """Return, in words, why this member may not hold this person's link; nothing when he or she may."""
    if by.role not in RUNS_THE_PMO:
        return _("Only who runs the PMO may hold the link of somebody else.")
    if part.project.manager_id == by.user_id:
        return _(
            "You manage this project, and nobody holds the link with which he is rated. Ask another owner or PMO lead."
        )
    return ""


@transaction.atomic
def give_link(
    *, part: Stakeholder, by: Membership, holds: Holds, at: datetime, reason: str = ""
) -> Given:
    """Return the link of this person's question about this project, and write down who holds it.

    Whoever has no question open is asked by it, without a mail. Raise RuleBroken where that may not be: `reason` says
    why it cannot wait, where the contact budget would put it off.
    """
    if refusal := why_no_link(by=by, part=part):
        raise RuleBroken(refusal)
    project = part.project
    (standing,) = take_turns(
        workspace=project.workspace, contacts=[part.contact_id], at=at, holds=holds
    )
    _refuse_what_was_confided(part, by=by, at=at)
    asks = open_asks_of(project, [part.contact_id], at=at).filter(may_be_read_by(by))
    ask = asks.order_by("-sent_at").first()
    is_new = ask is None
    if ask is None:
        ask = _ask_by_link(part, standing, by=by, holds=holds, at=at, reason=reason)
    elif ask.owner_id == by.user_id and project.manager_id is not None:
        raise RuleBroken(
            _(
                "This question is about the time in which you managed the project, and nobody holds the link with"
                " which he is rated. Ask another owner or PMO lead."
            )
        )
    token = derived_token(ASK, ask.ref.hex)
    if digest(token) != ask.token_digest:
        raise RuleBroken(
            _(
                "The link of this question was made with another SECONDSLICE_SECRET_KEY. Wait until it expires."
            )
        )
    audit(
        workspace=project.workspace,
        actor=by.user,
        verb=gettext_noop("took the personal link of"),
        subject=part.contact.name,
        about=part.contact.ref,
        at=at,
        detail={"project": project.name, **({"reason": reason} if reason and is_new else {})},
    )
    return Given(
        link=f"{settings.BASE_URL}/a/{token}",
        code=in_threes(nonces.code(ask.pk)),
        expires_at=ask.expires_at,
        is_new=is_new,
    )


def _refuse_what_was_confided(part: Stakeholder, *, by: Membership, at: datetime) -> None:
    """Refuse as long as a question that this member may not read is perhaps open: answered or not sounds the same."""
    mine = Ask.objects.filter(project=part.project, contact=part.contact)
    if mine.filter(perhaps_open(at=at)).exclude(may_be_read_by(by)).exists():
        raise RuleBroken(
            _("This question was asked in confidence: its link is the person's alone.")
        )


def _ask_by_link(
    part: Stakeholder,
    standing: Standing,
    *,
    by: Membership,
    holds: Holds,
    at: datetime,
    reason: str,
) -> Ask:
    project, workspace = part.project, part.project.workspace
    refuse_who_is_left_out(project=project, standings=[standing])
    (mode,) = choose_modes(workspace=workspace, wanted=[Wanted(project, part.role)])
    if mode != Mode.NAMED and not by.keeps_confidences:
        raise RuleBroken(_("This person is asked in confidence: its link is the person's alone."))
    hand = hand_for(project, holds=holds)
    decision = hand.first_day(_as_in_a_talk(standing))
    permit = permit_by_link(standing=standing, found=decision, at=at, reason=reason)
    this = Round(project, by.user, permit.leaves_at, owner_of(project))
    own = Stakeholder(project=project, contact=standing.contact, role=part.role)
    wording = wording_for(workspace=workspace, language=this.language_of(own))
    draft = draft_ask(this, own, wording, mode=mode)
    ask = store_by_link(permit=permit, line=(this, draft))
    _give_up_what_was_planned(ask, standing)
    PlannedAsk.objects.create(
        workspace=workspace,
        project=project,
        contact=standing.contact,
        occasion=f"{BY_HAND}:{ask.ref.hex}",
        point=BY_HAND,
        at_close=hand.at_close,
        wanted_on=standing.today,
        on=standing.today,
        why=decision.why.value,
        state=PlannedAsk.State.SENT,
        ask=ask,
        released_at=at,
        asked_by=by.user,
    )
    return ask


def _as_in_a_talk(standing: Standing) -> Standing:
    """Return what the budget says where no mail is needed: silence, and mail that comes back, hold nothing up."""
    return replace(standing, person=replace(standing.person, unreachable=False, silent_in_a_row=0))


def _give_up_what_was_planned(ask: Ask, standing: Standing) -> None:
    """What was to be asked about this project until today is asked by the link."""
    PlannedAsk.objects.filter(
        project=ask.project,
        contact=ask.contact,
        state=PlannedAsk.State.PLANNED,
        wanted_on__lte=standing.today,
    ).update(state=PlannedAsk.State.GIVEN_UP, on=None, why=Why.NEXT_IS_NEAR.value)
