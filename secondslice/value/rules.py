"""What stands for somebody's words. Plain values in, plain values out."""

from __future__ import annotations

import hashlib


def words_digest(words: str) -> str:
    r"""Return what stands for these words: the same however a form or a mail ends its lines.

    >>> words_digest("One page.\r\nOn Fridays.") == words_digest("One page.\nOn Fridays.")
    True
    >>> words_digest("One page.") == words_digest("Two pages.")
    False
    """
    return hashlib.sha256("\n".join(words.splitlines()).encode()).hexdigest()
