"""Who wrote this mail: a person, or a program that answers for one? Headers in, a word out.

After RFC 3834 (automatic responses), and what mail programs do instead of following it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from enum import StrEnum

Header = Callable[[str], str]
"""Return a header's value, decoded, or an empty text."""

_AWAY = re.compile(
    r"""^\W*(
      auto(mat(ic|ed))?[\s-]*(reply|response) | out\s+of\s+(the\s+)?office | away\s+from | i\s+am\s+(away|out)\b
      | abwesen(heit|d) | automatische\s+(antwort|rückantwort) | (ich\s+bin\s+)?nicht\s+im\s+büro
      | réponse\s+automatique | absence\b | absent | message\s+d.absence
      | respuesta\s+autom[aá]tica | fuera\s+de\s+la?\s*oficina | ausente
      | risposta\s+automatica | fuori\s+(sede|ufficio) | assente
      | resposta\s+autom[aá]tica | fora\s+do\s+escritório | ausência
      | automatisch\s+antwoord | afwezig | niet\s+op\s+kantoor
      | رد\s+تلقائي | الرد\s+التلقائي | خارج\s+المكتب
    )""",
    re.IGNORECASE | re.VERBOSE,
)
_RETURNED = re.compile(
    r"undeliver|delivery (status|failure|has failed|incomplete)|mail delivery|failure notice|returned mail"
    r"|unzustellbar|non remis|no se puede entregar|non recapitabile|onbestelbaar",
    re.IGNORECASE,
)
_DAEMON = re.compile(r"\b(mailer-?daemon|postmaster)@", re.IGNORECASE)
_BULK = {"bulk", "junk", "list", "auto_reply"}
_SAYS_SO = ("X-Autoreply", "X-Autorespond", "X-Autoresponder", "X-Auto-Response-Suppress")


class Machine(StrEnum):
    """What kind of program wrote a mail; empty: a person, as far as one can see."""

    NONE = ""
    AWAY = "away"
    """An automatic reply: out of office, received, on holiday."""
    RETURNED = "returned"
    """A mail server's report, in whatever form."""
    LIST = "list"
    """A mailing list or a newsletter."""


def machine(header: Header) -> Machine:
    """Return what kind of program wrote the mail with these headers."""
    subject = header("Subject")
    if _DAEMON.search(header("From")) or _RETURNED.search(subject):
        return Machine.RETURNED
    if _is_answer_of_a_program(header) or _AWAY.match(subject):
        return Machine.AWAY
    if header("Return-Path").strip() == "<>":
        return Machine.AWAY
    is_list = header("List-Id") or header("Precedence").strip().lower() in _BULK
    return Machine.LIST if is_list else Machine.NONE


def _is_answer_of_a_program(header: Header) -> bool:
    said = header("Auto-Submitted").partition(";")[0].strip().lower()
    return said not in {"", "no"} or any(header(name) for name in _SAYS_SO)
