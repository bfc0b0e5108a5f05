"""Secrets stay out of the log."""

from __future__ import annotations

import logging

import pytest

from secondslice.core.logs import WithoutTokens

TOKEN = "0123456789abcdefABCDEF"


def test_neither_a_line_nor_the_traceback_under_it_holds_a_token() -> None:
    with pytest.raises(ValueError, match=TOKEN) as raised:
        raise ValueError(f"no page at /a/{TOKEN}/y")
    found = (raised.type, raised.value, raised.tb)
    record = logging.LogRecord("x", logging.ERROR, "x", 1, "GET %s", (f"/me/{TOKEN}",), found)

    text = WithoutTokens().format(record)

    assert TOKEN not in text
    assert "GET /me/[secret]" in text
    assert "ValueError: no page at /a/[secret]/y" in text
