"""How it stands with the customer's signature of a benefit: told by every page and file in the same words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.utils import formats, timezone
from django.utils.translation import gettext as _

from secondslice.accounts.models import Membership
from secondslice.value.ledger.models import Benefit, Signature, SignRequest
from secondslice.value.ledger.selectors.lines import Line
from secondslice.value.ledger.selectors.waiting import (
    Lost,
    kept_from,
    lost_signatures,
    wait_of,
)


class Stands(StrEnum):
    """What has become of the question whether the figures have arrived."""

    NOT_ASKED = "not_asked"
    WAITS = "waits"
    """It is to be sent, and waits."""
    SENT = "sent"
    """It was sent, and nobody has answered."""
    CAME_BACK = "came_back"
    """It is with nobody: the mail came back, or nobody can be written to."""
    SIGNED = "signed"
    PARTLY = "partly"
    NOT = "not"


_SAID = {
    Signature.Verdict.ARRIVED: Stands.SIGNED,
    Signature.Verdict.PARTLY: Stands.PARTLY,
    Signature.Verdict.NOT: Stands.NOT,
}


@dataclass(frozen=True, slots=True)
class Asking:
    """How it stands, and since when, with the reason where there is one."""

    stands: Stands
    words: str
    """In a sentence or two; nothing where the signature speaks for itself."""

    @property
    def is_open(self) -> bool:
        """Tell whether an answer is still to come, or ought to."""
        return self.stands in {Stands.WAITS, Stands.SENT, Stands.CAME_BACK}


def askings(membership: Membership, lines: Sequence[Line]) -> dict[int, Asking]:
    """Return how it stands with each of these lines, by the key of its benefit: three queries at most.

    What the reader could learn of somebody who was asked in confidence is not told.
    """
    requests = [one.request for one in lines if one.request is not None]
    kept = kept_from(
        membership, [one for one in requests if one.state == SignRequest.State.WAITING]
    )
    measured = [one.benefit.pk for one in lines if one.benefit.stage != Benefit.Stage.PLANNED]
    lost = _by_benefit(lost_signatures(membership, benefits=measured)) if measured else {}
    return {one.benefit.pk: _asking(one, kept=kept, lost=lost) for one in lines}


def asking_of(membership: Membership, line: Line) -> Asking:
    """Return how it stands with one line."""
    return askings(membership, [line])[line.benefit.pk]


def _asking(line: Line, *, kept: set[int], lost: Mapping[int, Lost]) -> Asking:
    request, signature = line.request, line.signature
    if request is not None and (signature is None or signature.request_id != request.pk):
        if request.state == SignRequest.State.WAITING:
            wait = wait_of(request, is_kept=request.contact_id in kept)
            return Asking(Stands.WAITS, wait.words)
        return Asking(Stands.SENT, _sent(request))
    if line.benefit.pk in lost:
        return Asking(Stands.CAME_BACK, lost[line.benefit.pk].words)
    if signature is not None:
        return Asking(_SAID[Signature.Verdict(signature.verdict)], "")
    if line.benefit.stage == Benefit.Stage.CLAIMED:
        return Asking(Stands.NOT_ASKED, _("It was measured. Nobody has asked the customer."))
    return Asking(Stands.NOT_ASKED, "")


def _sent(request: SignRequest) -> str:
    told = {"name": request.contact.name, "day": day_in_words(request.sent_at or request.at)}
    return _("%(name)s was asked on %(day)s and has not answered.") % told


def day_in_words(at: datetime) -> str:
    """Return the day of a moment in the reader's zone and locale."""
    return formats.date_format(timezone.localtime(at), "DATE_FORMAT")


def _by_benefit(lost: Iterable[Lost]) -> dict[int, Lost]:
    found: dict[int, Lost] = {}
    for one in lost:  # the latest first
        found.setdefault(one.benefit.pk, one)
    return found
