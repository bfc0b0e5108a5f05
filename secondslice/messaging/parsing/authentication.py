"""Did SPF, DKIM and DMARC hold? What the receiving mail server wrote about it into a mail (RFC 8601)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

_COMMENT = re.compile(r"\([^()]*\)")
_RESULT = re.compile(r"^\s*([a-z0-9-]+)(?:/\d+)?\s*=\s*([a-z]+)", re.IGNORECASE)
_PROPERTY = re.compile(r"\b(?:smtp|header|policy)\.([a-z-]+)\s*=\s*(\S+)", re.IGNORECASE)


class Verdict(StrEnum):
    """How a check ended; empty: nobody checked."""

    NOT_CHECKED = ""
    PASS = "pass"  # noqa: S105  (no password)
    FAIL = "fail"
    NONE = "none"
    """There was nothing to check: no record, no signature."""
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Check:
    """One check: how it ended, and of which domain."""

    verdict: Verdict = Verdict.NOT_CHECKED
    domain: str = ""
    selector: str = ""


@dataclass(frozen=True, slots=True)
class Checked:
    """What a receiver found."""

    server: str = ""
    spf: Check = Check()
    dkim: Check = Check()
    dmarc: Check = Check()

    @property
    def is_forged(self) -> bool:
        """Tell whether the domain in From says that it did not send this."""
        return self.dmarc.verdict is Verdict.FAIL


def checked_by_the_receiver(value: str) -> Checked:
    """Return what one Authentication-Results header says: the topmost is that of the server nearest to the reader.

    >>> found = checked_by_the_receiver("mx.acme.example; spf=pass smtp.mailfrom=pmo.example; dmarc=fail")
    >>> found.server, found.spf.verdict, found.spf.domain, found.is_forged
    ('mx.acme.example', <Verdict.PASS: 'pass'>, 'pmo.example', True)
    """
    server, _semicolon, rest = _without_comments(value).partition(";")
    found: dict[str, list[Check]] = {}
    for part in rest.split(";"):
        if match := _RESULT.match(part):
            found.setdefault(match[1].lower(), []).append(_check(match[2].lower(), part))
    return Checked(
        server=server.split()[0] if server.split() else "",
        spf=_best(found.get("spf", [])),
        dkim=_best(found.get("dkim", [])),
        dmarc=_best(found.get("dmarc", [])),
    )


def _without_comments(value: str) -> str:
    """Return the value without what stands in brackets, which may be nested."""
    before = ""
    while before != value:
        before, value = value, _COMMENT.sub(" ", value)
    return value


def _check(result: str, part: str) -> Check:
    said = {match[1].lower(): match[2].strip('"').rstrip(";") for match in _PROPERTY.finditer(part)}
    domain = (
        said.get("d")
        or said.get("i")
        or said.get("mailfrom")
        or said.get("from")
        or said.get("helo")
        or ""
    )
    return Check(_verdict(result), domain.rpartition("@")[2].lower(), said.get("s", ""))


def _verdict(result: str) -> Verdict:
    if result == "pass":
        return Verdict.PASS
    if result in {"none", "neutral"}:
        return Verdict.NONE
    return Verdict.FAIL if result in {"fail", "softfail", "hardfail", "policy"} else Verdict.ERROR


def _best(found: list[Check]) -> Check:
    """Return the check that passed, of several (a mail may carry more than one signature)."""
    if not found:
        return Check()
    return next((one for one in found if one.verdict is Verdict.PASS), found[0])
