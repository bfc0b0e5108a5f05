"""Keep secrets out of the logs."""

from __future__ import annotations

import logging
import re

_SECRET_PATH = re.compile(
    r"(/(?:a|q|widget|me|join|report|set-up|password/reset|menu/[\w-]+/(?:book|confirm|quote|use|value|without|measure))/)[A-Za-z0-9_:.-]{12,}"
)


def without_tokens(text: str) -> str:
    """Return `text` with the secret part of our links replaced.

    >>> without_tokens("GET /a/0123456789abcdefABCDEF/y 200")
    'GET /a/[secret]/y 200'
    >>> without_tokens("GET /menu/acme/value/0123456789abcdefABCDEF 200")
    'GET /menu/acme/value/[secret] 200'
    >>> without_tokens("GET /report/0123456789abcdefABCDEF/report.pdf 200")
    'GET /report/[secret]/report.pdf 200'
    """
    return _SECRET_PATH.sub(r"\1[secret]", text)


class WithoutTokens(logging.Formatter):
    """A log formatter that takes the tokens out of every line, those of tracebacks too, before it is written."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the whole text of the record, without tokens."""
        return without_tokens(super().format(record))
