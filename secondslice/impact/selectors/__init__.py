"""Everything the rest of the product may read from this room."""

from __future__ import annotations

from secondslice.impact.selectors.numbers import last_change, numbers_of

__all__ = ["last_change", "numbers_of"]
