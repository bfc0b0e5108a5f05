"""What of an ask stands in the monthly counts, as text: "no,cadence,format,". Plain values, no Django.

Each code of a reason stands between two commas, so that a search for one finds no other.
"""

from __future__ import annotations

from collections.abc import Iterable


def tally_of(taste: str, reasons: Iterable[str]) -> str:
    """Return an answer and the codes of its reasons as text; nothing for no answer.

    >>> tally_of("no", ["cadence", "format"]), tally_of("yes", []), tally_of("", [])
    ('no,cadence,format,', 'yes,', '')
    """
    return "".join(f"{one}," for one in (taste, *reasons)) if taste else ""


def read_tally(tally: str) -> tuple[str, list[str]]:
    """Return the taste and the codes of the reasons.

    >>> read_tally("no,cadence,format,"), read_tally("")
    (('no', ['cadence', 'format']), ('', []))
    """
    taste, *codes = tally.split(",")
    return taste, [code for code in codes if code]
