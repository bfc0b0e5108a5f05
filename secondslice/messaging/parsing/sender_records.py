"""Judge whether a domain is set up so that its mail is believed: records in, findings out.

After SPF (RFC 7208), DKIM (RFC 6376) and DMARC (RFC 7489). Nothing here asks the DNS: `look` gives the texts at a name,
and raises whatever it likes when it cannot.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import load_der_public_key

from secondslice.messaging.parsing.authentication import Checked, Verdict

Look = Callable[[str], Sequence[str]]
MOST_LOOKUPS = 10
"""More than so many questions, and SPF fails for good (RFC 7208, 4.6.4)."""
GOOD_KEY, LEAST_KEY = 2048, 1024
"""Bits of an RSA key (RFC 8301, 3.2)."""
MUST_BE_SIGNED = ("list-unsubscribe", "list-unsubscribe-post")
"""Mail programs offer the button of RFC 8058 only when these headers are signed (there, section 4)."""
_TERM = re.compile(
    r"^(?P<sign>[+\-~?]?)(?P<name>all|include|a|mx|ptr|ip4|ip6|exists)(?P<rest>[:/].*)?$",
    re.IGNORECASE,
)
_ASKS = {"include", "a", "mx", "ptr", "exists"}


class Grade(StrEnum):
    """How good a finding is."""

    GOOD = "good"
    LOOK = "look"
    """It works, and could be better."""
    BAD = "bad"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was found. `code` says what, in messaging/words.py; `values` go into its sentence."""

    about: str
    """SPF, DKIM, DMARC, MX or RFC 8058."""
    grade: Grade
    code: str
    values: dict[str, str] = field(default_factory=dict)
    found: str = ""
    """The record as it stands."""
    add_at: str = ""
    add: str = ""
    """The record to add or to put in its place, and its name."""


def spf(domain: str, *, look: Look, sends_from: str) -> Finding:
    """Judge the SPF record of the domain in the envelope. `sends_from`: our mail server's name, where it is known."""
    records = [one for one in look(domain) if one.lower().split(" ")[0] == "v=spf1"]
    own = f"a:{sends_from}" if sends_from else "include:spf.your-mail-provider.example"
    advice = {"add_at": domain, "add": f"v=spf1 {own} ~all"}
    values = {"domain": domain}
    if not records:
        return Finding("SPF", Grade.BAD, "spf_none", values, **advice)
    if len(records) > 1:
        return Finding("SPF", Grade.BAD, "spf_many", values, found=" | ".join(records))
    (record,) = records
    wrong = [term for term in record.split()[1:] if not _is_spf_term(term)]
    if wrong:
        return Finding("SPF", Grade.BAD, "spf_wrong", {**values, "term": wrong[0]}, found=record)
    count = _lookups(record, look, seen={domain.lower()})
    if count > MOST_LOOKUPS:
        return Finding("SPF", Grade.BAD, "spf_deep", {**values, "count": str(count)}, found=record)
    code, grade = _end_of_spf(record)
    return Finding("SPF", grade, code, {**values, "count": str(count)}, found=record)


def _is_spf_term(term: str) -> bool:
    return bool(_TERM.match(term)) or bool(
        re.match(r"^(redirect|exp|[a-z][\w.-]*)=", term, re.IGNORECASE)
    )


def _lookups(record: str, look: Look, *, seen: set[str]) -> int:
    """Return how many questions it takes to follow a record to its end."""
    count = 0
    for term in record.split()[1:]:
        if count > MOST_LOOKUPS:
            break
        target = _next(term)
        if match := _TERM.match(term):
            count += match["name"].lower() in _ASKS
        elif target:
            count += 1
        if target and target not in seen:
            seen.add(target)
            for one in look(target):
                if one.lower().startswith("v=spf1"):
                    count += _lookups(one, look, seen=seen)
    return count


def _next(term: str) -> str:
    """Return the domain whose record is followed by this term, or nothing."""
    match = re.match(r"^[+\-~?]?(?:include:|redirect=)([\w.-]+)$", term, re.IGNORECASE)
    return match[1].lower().rstrip(".") if match else ""


def _end_of_spf(record: str) -> tuple[str, Grade]:
    terms = record.lower().split()
    for term in terms[1:]:
        match = _TERM.match(term)
        if match and match["name"] == "all":
            if match["sign"] in {"", "+"}:
                return "spf_open", Grade.BAD
            return (
                ("spf_good", Grade.GOOD)
                if match["sign"] in {"-", "~"}
                else ("spf_vague", Grade.LOOK)
            )
    has_redirect = any(term.startswith("redirect=") for term in terms)
    return ("spf_good", Grade.GOOD) if has_redirect else ("spf_vague", Grade.LOOK)


def dkim(domain: str, selector: str, *, look: Look) -> Finding:
    """Judge the public key that receivers find under a selector."""
    name = f"{selector}._domainkey.{domain}"
    values = {"name": name}
    records = [one for one in look(name) if "p=" in one.replace(" ", "")]
    if not records:
        return Finding("DKIM", Grade.BAD, "dkim_none", values, add_at=name)
    if len(records) > 1:
        return Finding("DKIM", Grade.BAD, "dkim_many", values, found=" | ".join(records))
    (record,) = records
    tags = _tags(record)
    grade, code, bits = _key(tags)
    if grade is Grade.GOOD and "y" in tags.get("t", "").lower().split(":"):
        grade, code = Grade.LOOK, "dkim_testing"
    return Finding("DKIM", grade, code, {**values, "bits": bits}, found=record)


def _key(tags: dict[str, str]) -> tuple[Grade, str, str]:
    raw = re.sub(r"\s", "", tags.get("p", ""))
    if not raw:
        return Grade.BAD, "dkim_revoked", ""
    if tags.get("k", "rsa").lower() == "ed25519":
        return Grade.GOOD, "dkim_modern", ""
    try:
        key = load_der_public_key(base64.b64decode(raw, validate=True))
    except (ValueError, binascii.Error, UnsupportedAlgorithm):
        return Grade.BAD, "dkim_broken", ""
    bits = key.key_size if isinstance(key, RSAPublicKey) else 0
    if bits < LEAST_KEY:
        return Grade.BAD, "dkim_weak", str(bits)
    return (
        (Grade.GOOD, "dkim_good", str(bits))
        if bits >= GOOD_KEY
        else (Grade.LOOK, "dkim_short", str(bits))
    )


def dmarc(domain: str, *, look: Look) -> Finding:
    """Judge the policy of the domain in From, or of the organisation above it."""
    for one in _and_above(domain):
        name = f"_dmarc.{one}"
        records = [
            text for text in look(name) if text.lower().replace(" ", "").startswith("v=dmarc1")
        ]
        if records:
            return _policy(name, records)
    name = f"_dmarc.{_organisation(domain)}"
    record = f"v=DMARC1; p=none; rua=mailto:dmarc@{_organisation(domain)}"
    return Finding("DMARC", Grade.BAD, "dmarc_none", {"domain": domain}, add_at=name, add=record)


def _policy(name: str, records: Sequence[str]) -> Finding:
    values = {"name": name}
    if len(records) > 1:
        return Finding("DMARC", Grade.BAD, "dmarc_many", values, found=" | ".join(records))
    (record,) = records
    policy = _tags(record).get("p", "").lower()
    if policy not in {"none", "quarantine", "reject"}:
        return Finding("DMARC", Grade.BAD, "dmarc_broken", values, found=record)
    if policy == "none":
        return Finding("DMARC", Grade.LOOK, "dmarc_watches", values, found=record)
    return Finding("DMARC", Grade.GOOD, "dmarc_good", {**values, "policy": policy}, found=record)


def _tags(record: str) -> dict[str, str]:
    parts = [part.partition("=") for part in record.split(";") if "=" in part]
    return {name.strip().lower(): value.strip() for name, _equals, value in parts}


def _and_above(domain: str) -> list[str]:
    """Return a domain and, below it, that of its organisation."""
    return list(dict.fromkeys([domain, _organisation(domain)]))


def _organisation(domain: str) -> str:
    """Return the last labels of a domain: two, or three where the last two belong to a country (co.uk, com.br).

    A guess where the list of public suffixes would know; it is only used to suggest and to compare.

    >>> _organisation("mail.pmo.acme.com"), _organisation("pmo.acme.co.uk"), _organisation("acme.de")
    ('acme.com', 'acme.co.uk', 'acme.de')
    """
    labels = domain.lower().rstrip(".").split(".")
    of_a_country = len(labels[-1]) == 2 and len(labels) > 2 and len(labels[-2]) <= 3  # noqa: PLR2004
    return ".".join(labels[-(3 if of_a_country else 2) :])


def aligned(one: str, other: str) -> bool:
    """Tell whether two domains belong to one organisation, as DMARC's relaxed alignment asks.

    >>> aligned("bounces.acme.com", "pmo.acme.com"), aligned("acme.com", "provider.example")
    (True, False)
    """
    return _organisation(one) == _organisation(other)


def envelope(sender: str, comes_back_to: str) -> Finding | None:
    """Say what it means that mails come back to another domain than they are from; None when it is the same."""
    if aligned(sender, comes_back_to):
        return None
    values = {"sender": sender, "domain": comes_back_to}
    return Finding("DMARC", Grade.LOOK, "not_aligned", values)


def takes_mail(address: str, servers: Sequence[str]) -> Finding:
    """Judge whether replies to an address can reach anybody."""
    if not servers:
        return Finding("MX", Grade.BAD, "mx_none", {"address": address})
    return Finding("MX", Grade.GOOD, "mx_good", {"address": address}, found=", ".join(servers))


@dataclass(frozen=True, slots=True)
class Arrived:
    """What the headers of a mail say that arrived."""

    sender: str
    """The domain in From."""
    checked: Checked
    signed: Sequence[str]
    """The headers that a signature of ours covers, in lower case."""


def arrived(mail: Arrived) -> list[Finding]:
    """Judge what a receiver found in a mail of ours."""
    if not mail.checked.server:
        return [Finding("", Grade.UNKNOWN, "nobody_checked")]
    found = [
        _check("SPF", mail.checked.spf.verdict, mail.checked.spf.domain),
        _check("DKIM", mail.checked.dkim.verdict, mail.checked.dkim.domain),
        _check("DMARC", mail.checked.dmarc.verdict, mail.sender),
    ]
    signature = mail.checked.dkim
    if signature.verdict is Verdict.PASS and not aligned(signature.domain, mail.sender):
        values = {"sender": mail.sender, "domain": signature.domain}
        found.append(Finding("DKIM", Grade.LOOK, "signed_by_another", values))
    return [*found, *_button(mail.signed)]


def _check(about: str, verdict: Verdict, domain: str) -> Finding:
    grades = {
        Verdict.PASS: Grade.GOOD,
        Verdict.FAIL: Grade.BAD,
        Verdict.NONE: Grade.BAD,
        Verdict.ERROR: Grade.BAD,
    }
    code = f"arrived_{verdict.value or 'not_checked'}"
    values = {"what": about, "domain": domain}
    return Finding(about, grades.get(verdict, Grade.UNKNOWN), code, values)


def _button(signed: Iterable[str]) -> list[Finding]:
    names = {name.lower() for name in signed}
    if not names:
        return []
    missing = [name for name in MUST_BE_SIGNED if name not in names]
    if missing:
        return [Finding("RFC 8058", Grade.LOOK, "button_not_signed", {"names": ", ".join(missing)})]
    return [Finding("RFC 8058", Grade.GOOD, "button_signed")]
