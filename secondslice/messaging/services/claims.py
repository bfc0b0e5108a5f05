"""Whose a message in hand is: each worker lets go only of what is still its own, by the claim on the row.

An empty claim on a message that is being sent says that it was taken back meanwhile (`forgetting.take_back`): it may
have left in that moment, which nobody can stop, but where it has not it never does.
"""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Q

from secondslice.messaging.models import Message

TAKEN_BACK = "It was taken back before it left."
SENDING = Q(state=Message.State.SENDING)
IN_HAND = SENDING & ~Q(claim="")


def let_go(*, keys: Collection[int], claim: str, **values: object) -> int:
    """Change those of these messages that are still in this hand, and give up what was taken back. Return how many.

    What another worker has taken up since is left to it. The caller owns the transaction.
    """
    mine = Message.objects.filter(SENDING, pk__in=keys)
    changed = mine.filter(claim=claim).update(**{"claim": "", **values}) if claim else 0
    give_up_taken_back(keys=keys)
    return changed


def give_up_taken_back(*, keys: Collection[int] | None = None) -> int:
    """End what was taken back and is in no hand any more, all or of these. The caller owns the transaction.

    Nothing has come back: no bounce of the address follows.
    """
    found = Message.objects.filter(SENDING, claim="")
    if keys is not None:
        found = found.filter(pk__in=keys)
    return found.update(state=Message.State.FAILED, last_error=TAKEN_BACK)
