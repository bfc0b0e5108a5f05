"""A person's own words in a mail: what stands above the quote, without the signature. Plain text in, plain text out."""

from __future__ import annotations

import re
from collections.abc import Sequence

_WROTE = re.compile(
    r"""^(
      on\b.+\bwrote: | am\b.+\bschrieb\b.*: | le\b.+\ba\s+écrit\s*: | el\b.+\bescribió: | il\b.+\bha\s+scritto:
      | (em|a|no\s+dia)\b.+\bescreveu: | op\b.+\bschreef\b.*: | (في|بتاريخ)\b.*\d.*\bكتبت?\b.*
    )$""",
    re.IGNORECASE | re.VERBOSE,
)
"""The line above a quote, as mail programs write it in the languages of the product."""
_BEGINS_WROTE = re.compile(r"^(on|am|le|el|il|em|no dia|op|في|بتاريخ)\b.*\d", re.IGNORECASE)
_RULE = re.compile(r"^\s*([-_=*─]{5,}|-{2,}\s*\S.*\S\s*-{2,})\s*$")
"""A line across, as Outlook draws it, or one with words in it: -----Original Message-----"""
_FROM = re.compile(r"^\W*(from|von|de|da|van|من)\W*:", re.IGNORECASE)
_SENT = re.compile(
    r"^\W*(sent|date|to|subject|gesendet|datum|an|betreff|envoyé|à|objet|enviado|fecha|para|asunto|inviato|data|a"
    r"|oggetto|verzonden|aan|onderwerp|assunto|تاريخ|إلى|التاريخ|الموضوع)\W*:",
    re.IGNORECASE,
)
_DEVICE = re.compile(
    r"^(sent from my|get outlook for|von meinem .+ gesendet|gesendet (von|mit|aus)|holen sie sich outlook"
    r"|envoyé (de|depuis)|télécharger outlook|enviado desde|obtener outlook|inviato da|scarica outlook"
    r"|enviado (do|a partir)|obter o outlook|verzonden (vanaf|vanuit)|outlook voor|أُ?رسلت من)\b",
    re.IGNORECASE,
)
_MOST_WRAPPED = 3
_HEADER_LINES = 5


def own_words(text: str) -> str:
    r"""Return what the person wrote: above the quote, or, when nothing stands there, below it.

    >>> own_words("Yes\n\nOn Friday, 6 March 2026 at 9:30 Ava wrote:\n> Does it taste good?")
    'Yes'
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    lines = [
        line.replace("\N{NO-BREAK SPACE}", " ").strip("\u200e\u200f\u200b\ufeff") for line in lines
    ]
    return _tidy(lines[: _end(lines)]) or _tidy(_below(lines))


def _end(lines: Sequence[str]) -> int:
    """Return the number of the line at which the person's own words end."""
    for number, line in enumerate(lines):
        if _is_signature(line) or line.startswith(">") or _is_attribution(lines, number):
            return number
        if _RULE.match(line) or _is_header_block(lines, number):
            return number
    return len(lines)


def _is_signature(line: str) -> bool:
    return line.rstrip() == "--" or bool(_DEVICE.match(line.strip()))


def _is_attribution(lines: Sequence[str], number: int) -> bool:
    """Tell whether here begins "On ... Ava wrote:", which mail programs wrap as they like."""
    if _WROTE.match(lines[number].strip()):
        return True
    if not _BEGINS_WROTE.match(lines[number].strip()):
        return False
    some = [line.strip() for line in lines[number : number + _MOST_WRAPPED]]
    return any(_WROTE.match(" ".join(some[:count])) for count in range(2, len(some) + 1))


def _is_header_block(lines: Sequence[str], number: int) -> bool:
    """Tell whether here begins the head of the mail that is answered, as Outlook repeats it."""
    following = lines[number + 1 : number + _HEADER_LINES]
    return bool(_FROM.match(lines[number])) and any(_SENT.match(line) for line in following)


def _below(lines: Sequence[str]) -> list[str]:
    """Return what stands below the last quoted line, up to the signature; nothing where nothing is quoted."""
    quoted = [number for number, line in enumerate(lines) if line.startswith(">")]
    if not quoted:
        return []
    rest = list(lines[quoted[-1] + 1 :])
    ends = [number for number, line in enumerate(rest) if _is_signature(line) or _RULE.match(line)]
    return rest[: ends[0]] if ends else rest


def _tidy(lines: Sequence[str]) -> str:
    text = "\n".join(line.rstrip() for line in lines).strip()
    return re.sub(r"\n{3,}", "\n\n", text)
