"""Files that were drawn lately, kept in this process: whoever has a link may fetch a file as often as they like.

Never on disk and never in the database: a file holds the words of quotes, which their authors may take back. What a
file is made of is its key, words included, so a file whose words may not be shown any more is never found again.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock

MOST_BYTES = 24_000_000
"""Of all files together: some hundred reports, or two with a large template."""


class Drawings:
    """Drawn files by what they are made of. The ones used last stay."""

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self._most = most_bytes
        self._kept: OrderedDict[Hashable, bytes] = OrderedDict()
        self._looking, self._drawing = Lock(), Lock()

    def get(self, key: Hashable, draw: Callable[[], bytes]) -> bytes:
        """Return the file with this key. One is drawn at a time, and what many ask for at once is drawn once."""
        found = self._look(key)
        if found is None:
            with self._drawing:
                found = self._look(key)
                if found is None:
                    found = draw()
                    self._keep(key, found)
        return found

    def _look(self, key: Hashable) -> bytes | None:
        with self._looking:
            if key in self._kept:
                self._kept.move_to_end(key)
            return self._kept.get(key)

    def _keep(self, key: Hashable, content: bytes) -> None:
        with self._looking:
            self._kept[key] = content
            while sum(map(len, self._kept.values())) > self._most:
                self._kept.popitem(last=False)
