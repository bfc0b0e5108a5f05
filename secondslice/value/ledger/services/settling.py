"""Work out how far a benefit has come from what stands in its rows. Nobody types a stage in."""

from __future__ import annotations

from datetime import datetime

from secondslice.value.ledger.models import Benefit, Reading, Signature, SignRequest

Stage = Benefit.Stage


def held(*, benefit: Benefit) -> Benefit:
    """Hold a benefit until the end of the caller's transaction, and return it as it stands."""
    found = Benefit.objects.select_for_update(of=("self",), no_key=True)
    rows = found.filter(pk=benefit.pk).select_related("workspace", "project__customer", "owner")
    (held_now,) = rows  # unpacked: many benefits are held one after the other in one round
    return held_now


def settle(*, benefit: Benefit) -> None:
    """Store the stage that follows from readings, signature and verification."""
    signed = (
        Signature.objects.filter(benefit=benefit, is_valid=True, percent__gt=0)
        .exclude(verdict=Signature.Verdict.NOT)
        .select_related("verification")
        .first()
    )
    if signed is not None:
        is_verified = getattr(signed, "verification", None) is not None
        stage = Stage.VERIFIED if is_verified else Stage.COSIGNED
    else:
        found = Reading.objects.filter(
            benefit=benefit, kind=Reading.Kind.ACTUAL, is_current=True, value__isnull=False
        )
        stage = Stage.CLAIMED if found.exists() else Stage.PLANNED
    if benefit.stage != stage:
        benefit.stage = stage
        benefit.save(update_fields=["stage"])


def void(*, benefit: Benefit, at: datetime) -> bool:
    """Take the signature and the open request back: they are about other words. Return whether one was valid."""
    close_request(benefit=benefit)
    valid = Signature.objects.filter(benefit=benefit, is_valid=True)
    return bool(valid.update(is_valid=False, void_at=at))


def close_request(*, benefit: Benefit) -> None:
    """Let the link of the last mail lead nowhere any more; what was signed by it stays."""
    mine = SignRequest.objects.filter(benefit=benefit).exclude(state=SignRequest.State.OVER)
    mine.update(state=SignRequest.State.OVER)
