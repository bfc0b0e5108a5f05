"""Tell somebody of many steps in one mail. It names projects and no customer's people: mail lies about for long."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import ngettext

from secondslice.accounts.models import User
from secondslice.accounts.services.writing_to import write_to_member
from secondslice.recovery.models import Case
from secondslice.recovery.selectors.clocks import is_confided
from secondslice.recovery.services.chatting import chat_of_several
from secondslice.recovery.time_limits import Warned


@dataclass(frozen=True, slots=True)
class Line:
    """A case in the list, and how far the warning about its step has gone for this reader."""

    case: Case
    level: Warned

    @property
    def is_late(self) -> bool:
        """Tell whether the time is over, and not only half of it."""
        return self.level >= Warned.LEAD

    @property
    def is_executive(self) -> bool:
        """Tell whether the reader is told as the executive named for the customer."""
        return self.level == Warned.EXECUTIVE


def tell_of_several(*, to: User, lines: Sequence[Line], at: datetime) -> None:
    """Queue one mail about these steps, with a link to each case; in the chat how many they are.

    Cases that came of a confidence are in no list with others, and their number is in no chat.
    """
    workspace = lines[0].case.workspace
    in_confidence = any(is_confided(line.case) for line in lines)
    language = to.language or workspace.language
    cases_url = settings.BASE_URL + reverse("recovery:list", args=[workspace.slug])
    zone = ZoneInfo(to.time_zone or workspace.time_zone)
    with timezone.override(zone), translation.override(language):
        mail = write_to_member(
            workspace=workspace,
            user=to,
            kind="recovery.steps_due",
            in_confidence=in_confidence,
            at=at,
            context={
                "title": _title(len(lines)),
                "lines": lines,
                "root": settings.BASE_URL,
                "cases_url": cases_url,
            },
        )
        if not in_confidence:
            chat_of_several(workspace_id=workspace.pk, to=to, mail=mail, link=cases_url, at=at)


def _title(count: int) -> str:
    words = ngettext("%(count)s step is due or late", "%(count)s steps are due or late", count)
    return words % {"count": count}
