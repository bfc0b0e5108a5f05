"""How the product says that a question waits for its hour: in one way, wherever it is shown."""

from __future__ import annotations

from datetime import datetime

from django.utils import formats, timezone
from django.utils.translation import gettext as _


def when_words(moment: datetime, *, now: datetime) -> str:
    """Say when a question leaves, in the reader's zone and locale."""
    local, today = timezone.localtime(moment), timezone.localtime(now).date()
    time = formats.date_format(local, "TIME_FORMAT")
    days = (local.date() - today).days
    if days <= 0:
        return _("today at %(time)s") % {"time": time}
    if days == 1:
        return _("tomorrow at %(time)s") % {"time": time}
    return _("on %(day)s at %(time)s") % {"day": formats.date_format(local), "time": time}


def asked_words(moment: datetime, *, now: datetime, again: bool = False, name: str = "") -> str:
    """Say that somebody is asked, or asked again, and when. With a `name` it is a sentence."""
    told = {"name": name, "when": when_words(moment, now=now)}
    if name:
        sentence = (
            _("%(name)s is asked again %(when)s.") if again else _("%(name)s is asked %(when)s.")
        )
    else:
        sentence = _("is asked again %(when)s") if again else _("is asked %(when)s")
    said = sentence % told
    return said[:-1] if said.endswith("..") else said  # "8 a.m." ends a sentence by itself
