"""A day has gone by: files that no room knows are deleted."""

from __future__ import annotations

from datetime import datetime

from secondslice.recovery.selectors.correspondence import stored_files
from secondslice.recovery.services.attaching import sweep
from secondslice.value.ledger.selectors.details import stored_proofs


def files_swept(*, now: datetime) -> int:
    """Delete what belongs to no case and proves no benefit. Return how many."""
    return sweep(known=stored_files() | stored_proofs(), at=now)
