"""Read an answer out of a person's own words. Text in, plain values out: no Django, no clock, no database.

Strict on purpose: "No problem, all is well" begins with No and means Yes. So the word must stand alone, or be followed
by a full stop, a comma or the like; whatever is not clear is no answer, and a person reads it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

YES, NO = "yes", "no"
WORDS = {
    YES: {"yes", "y", "yep", "yeah", "ja", "oui", "sí", "si", "sì", "sim", "نعم", "👍", "✅", "✔"},
    NO: {"no", "n", "nope", "nein", "non", "não", "nao", "nee", "لا", "👎", "❌"},
}
"""Words that mean the same in every language of the product, whoever writes them."""
LETTERS = {
    "de": {"j": YES}, "nl": {"j": YES}, "fr": {"o": YES}, "es": {"s": YES}, "it": {"s": YES}, "pt": {"s": YES},
}  # fmt: skip
"""Letters that only readers of one language use: Ja/Nein, Oui/Non, Sì/No."""
STOP = {
    "stop", "stopp", "unsubscribe", "abmelden", "abbestellen", "désabonner", "désinscrire", "désinscription", "arrêt",
    "baja", "cancelar", "darse de baja", "cancella", "cancellami", "disiscrivimi", "descadastrar", "remover", "parar",
    "afmelden", "uitschrijven", "stoppen", "إلغاء الاشتراك", "إلغاء", "توقف",
}  # fmt: skip
_MARKS = r".,;:!?\-–—،؛؟…"
_ANSWER = re.compile(
    r"^\W*?(?P<word>[^\W\d_]+|👍|👎|✅|✔|❌)\ufe0f?[\U0001f3fb-\U0001f3ff]?(?P<rest>.*)$"
)
_AFTER = re.compile(
    r"""^[*_"'»”]*\s*(?: $ | [.,;:!?…،؛؟)\]]+["'*]*\s*(?P<more>.*)$ | (?<=\s)[-–—]+\s(?P<dash>.*)$
    | (?P<smile>[^\w\s'"*\-–—/&].*)$ )""",
    re.VERBOSE,
)
_NUMBER = re.compile(
    r"^\s*\(?(?P<number>\d{1,2})\s*[.):\-–]?\s+(?P<said>\S.*)$|^\s*\(?(\d{1,2})[.):\-–](\S.*)$"
)
_GREETING = re.compile(
    r"^(hi|hello|hey|dear|good (morning|afternoon|day)|hallo|guten (tag|morgen)|moin|liebe[r]?|sehr geehrte[r]?|bonjour"
    r"|salut|cher|chère|hola|buenos días|buenas|estimad[oa]|ciao|buongiorno|salve|gentile|olá|ola|bom dia|caro|cara"
    r"|goedemorgen|goedendag|beste|dag|مرحبا|السلام عليكم|أهلا|صباح الخير|عزيزي|عزيزتي)\b[^.?:]*$",
    re.IGNORECASE,
)
_CLOSING = re.compile(
    r"^(best|kind|warm|many thanks|thanks|thank you|regards|cheers|sincerely|yours|viele grüße|liebe grüße"
    r"|mit freundlichen|beste grüße|freundliche|grüße|gruß|danke|vg|lg|mfg|cordialement|bien à|merci|salutations"
    r"|saludos|un saludo|atentamente|gracias|cordiali|distinti|saluti|grazie|cumprimentos|atenciosamente|obrigad[oa]"
    r"|abraço|met vriendelijke|groeten|groet|mvg|bedankt|مع التحية|تحياتي|شكرا)\b.{0,30}$",
    re.IGNORECASE,
)
_MOST_GREETING = 6


@dataclass(frozen=True, slots=True)
class Reading:
    """What a mail says: by the place of the project in the mail (from 1) the taste and the words about it."""

    tastes: dict[int, str] = field(default_factory=dict)
    comments: dict[int, str] = field(default_factory=dict)
    wants_stop: bool = False


def read_reply(words: str, *, projects: int, language: str, subject: str = "") -> Reading:
    r"""Return the answers in a person's own words to a mail about so many projects.

    >>> read_reply("Yes, thank you", projects=1, language="en").tastes
    {1: 'yes'}
    >>> read_reply("No problem", projects=1, language="en").tastes
    {}
    >>> read_reply("1. Ja\n2. Nein: zu spät", projects=2, language="de").comments
    {2: 'zu spät'}
    """
    lines = _without_frame(words)
    if _is_stop(lines, subject):
        return Reading(wants_stop=True)
    return _one(lines, language) if projects == 1 else _several(lines, projects, language)


def _without_frame(words: str) -> list[str]:
    """Return the lines between the greeting and the good-bye."""
    lines = [line.strip() for line in words.splitlines()]
    while lines and (not lines[0] or _is_greeting(lines[0])):
        lines.pop(0)
    ends = [place for place, line in enumerate(lines) if place and _CLOSING.match(line)]
    return lines[: ends[0]] if ends else lines


def _is_greeting(line: str) -> bool:
    return (
        bool(_GREETING.match(line)) and len(line.split()) <= _MOST_GREETING and not _taste(line, "")
    )


def _is_stop(lines: Sequence[str], subject: str) -> bool:
    """Tell whether the first line, or, in a mail without words, the subject asks for an end."""
    first = next(iter(lines), "")
    return _bare(first) in STOP or _bare(subject) in STOP


def _bare(text: str) -> str:
    return re.sub(rf"[{_MARKS}\"'*]", "", text).strip().casefold()


def _one(lines: Sequence[str], language: str) -> Reading:
    found = _taste(lines[0], language) if lines else None
    if found is None:
        return Reading()
    comment = _joined([found[1], *lines[1:]])
    return Reading({1: found[0]}, {1: comment} if comment else {})


def _several(lines: Sequence[str], projects: int, language: str) -> Reading:
    tastes: dict[int, str] = {}
    said: dict[int, list[str]] = {}
    place = 0
    for line in lines:
        numbered = _numbered(line, language)
        if numbered is None:
            if place:
                said[place].append(line)
            continue
        place, taste, more = numbered
        if place > projects or place in tastes:
            return Reading()  # not our numbers, or said twice: a person must read it
        tastes[place], said[place] = taste, [more]
    comments = {one: _joined(words) for one, words in said.items()}
    return Reading(tastes, {one: words for one, words in comments.items() if words})


def _numbered(line: str, language: str) -> tuple[int, str, str] | None:
    match = _NUMBER.match(line)
    if match is None:
        return None
    number, words = (match[1], match[2]) if match[1] else (match[3], match[4])
    found = _taste(words, language)
    return (int(number), *found) if found and int(number) else None


def _taste(line: str, language: str) -> tuple[str, str] | None:
    """Return the answer with which a line begins, and the rest of the line; None when it is not clear."""
    match = _ANSWER.match(line)
    if match is None:
        return None
    word = match["word"].casefold()
    taste = next((one for one, words in WORDS.items() if word in words), "")
    taste = taste or LETTERS.get(language.partition("-")[0], {}).get(word, "")
    after = _AFTER.match(match["rest"])
    if not taste or after is None:
        return None
    rest = (after["more"] or after["dash"] or after["smile"] or "").strip()
    return None if _says_the_other(rest, taste, language) else (taste, rest)


def _says_the_other(rest: str, taste: str, language: str) -> bool:
    """Tell whether the line goes on with the other answer: "Yes, no, I do not know", "Yes/No"."""
    other = _taste(rest, language) if rest else None
    return other is not None and other[0] != taste


def _joined(lines: Sequence[str]) -> str:
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
