"""How a list is paged: by the key of its last row."""

from __future__ import annotations

from ninja import Field, Schema


class Paging(Schema):
    """Which part of a list."""

    after: str = Field(
        "", max_length=400, description="`next` of the part before; empty: the first."
    )
    limit: int = Field(50, ge=1, le=200)
