"""Words in cells -> our choices: phases, roles, kinds of customer, languages, time zones."""

from __future__ import annotations

import re
from functools import cache
from zoneinfo import available_timezones

from django.conf import settings
from django.conf.locale import LANG_INFO

from secondslice.customers.models import Customer
from secondslice.projects.imports.columns import plain
from secondslice.projects.imports.words import choice_words
from secondslice.projects.models import Project, Stakeholder

_FAMILY_FIRST = re.compile(r"([^,()]*\w[^,()]*),\s*([^\W\d_][^,()]*?)(\s*\([^()]*\))?")
_AFTER_NAMES = frozenset(
    "jr sr ii iii iv esq phd dphil md mba msc bsc ma ba llm pmp cpa pe dba".split()  # noqa: SIM905  (one line, not twenty)
)
_CODE = re.compile(r"([a-z]{2,3})(?:-[a-z0-9]{2,6})?\Z")


def person_name(text: str) -> str:
    """Return a person's name as one is greeted by it: address books put the family name and a comma first.

    >>> person_name("Brandt, Ben"), person_name("van der Berg, Dr. Anna (IT)"), person_name("Bea Bianchi")
    ('Ben Brandt', 'Dr. Anna van der Berg (IT)', 'Bea Bianchi')
    >>> person_name("John Smith, Jr."), person_name("Ann Lee, Ph.D."), person_name("Lee, Ann, PMP")
    ('John Smith, Jr.', 'Ann Lee, Ph.D.', 'Lee, Ann, PMP')
    """
    match = _FAMILY_FIRST.fullmatch(text)
    if match is None or match[2].replace(".", "").lower() in _AFTER_NAMES:
        return text
    return f"{match[2]} {match[1].strip()}{match[3] or ''}"


def phase_in(text: str) -> str | None:
    """Return the phase that a word means, or None for a word we do not know.

    >>> phase_in("In Progress"), phase_in("Im Betrieb"), phase_in("Blue")
    (Project.Phase.EXECUTION, Project.Phase.OPERATION, None)
    """
    return _choice(text, "phase", Project.Phase)


def role_in(text: str) -> str | None:
    """Return the role that a word means, or None."""
    return _choice(text, "role", Stakeholder.Role)


def customer_kind_in(text: str) -> str | None:
    """Return the kind of customer that a word means, or None."""
    return _choice(text, "customer_kind", Customer.Kind)


def language_in(text: str, *, own: str = "") -> str | None:
    """Return the code of a language, from its code or its name: one that the product speaks, where one is close.

    Of several that are as close it is the workspace's `own`.

    >>> language_in("de_CH"), language_in("Français"), language_in("svenska"), language_in("Klingonisch")
    ('de', 'fr', 'sv', None)
    >>> language_in("English"), language_in("en", own="en-gb"), language_in("en_GB"), language_in("xx")
    ('en-us', 'en-gb', 'en-gb', None)
    """
    code = text.strip().lower().replace("_", "-")
    match = _CODE.match(code)
    if match is None or match[1] not in LANG_INFO:
        code = choice_words("language").get(plain(text)) or _language_names().get(plain(text), "")
    if not code:
        return None
    spoken = [one for one, _name in settings.LANGUAGES]
    if code in spoken:
        return code
    close = [one for one in spoken if one.partition("-")[0] == code.partition("-")[0]]
    return own if own in close else next(iter(close), code)


def time_zone_in(text: str) -> str | None:
    """Return the name of a time zone as the world's list has it, or None.

    >>> time_zone_in("europe/berlin"), time_zone_in("Mars/Olympus")
    ('Europe/Berlin', None)
    """
    return _zones().get(text.strip().lower().replace(" ", "_"))


@cache
def _language_names() -> dict[str, str]:
    """Return the languages by their names, in English and as their speakers call them."""
    return {
        plain(info[name]): code
        for code, info in LANG_INFO.items()
        if code.partition("-")[0] in LANG_INFO
        for name in ("name", "name_local")
        if name in info
    }


@cache
def _zones() -> dict[str, str]:
    return {name.lower(): name for name in available_timezones()}


def _choice(
    text: str, field: str, choices: type[Project.Phase | Stakeholder.Role | Customer.Kind]
) -> str | None:
    word = plain(text)
    for member in choices:
        if word in {member.value, plain(str(member.label))}:
            return member
    found = choice_words(field).get(word)
    return choices(found) if found else None
