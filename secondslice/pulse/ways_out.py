"""What every mail of ours offers beside the question: the person's own page, and to stop at once.

Mail programs show a button for it when they find the headers of RFC 8058 and RFC 2369. Headers hold marks where
secrets belong, as texts do.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings

from secondslice.accounts.models import Workspace
from secondslice.messaging.rules import MARK

PAGE, UNSUBSCRIBE = "me", "unsubscribe"


@dataclass(frozen=True, slots=True)
class WaysOut:
    """The links of one person: to the own page, and for the mail program's button."""

    page: str

    @property
    def secrets(self) -> dict[str, str]:
        """Return what goes into the sealed part of a mail."""
        return {PAGE: self.page, UNSUBSCRIBE: f"{self.page}/unsubscribe"}

    def headers(self, workspace: Workspace, *, reply_mark: str = "") -> dict[str, str]:
        """Return the headers, with marks for the secrets. `reply_mark` stands for an address that reads replies."""
        ways = [f"<{MARK.format(UNSUBSCRIBE)}>"]
        if reply_mark:  # for programs that know no button: they send a mail instead
            ways.append(f"<mailto:{reply_mark}?subject=unsubscribe>")
        return {
            "List-Id": f"<questions.{workspace.slug}.{settings.BASE_HOST}>",
            "List-Help": f"<{MARK.format(PAGE)}>",
            "List-Unsubscribe": ", ".join(ways),
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        }


def ways_out(token: str) -> WaysOut:
    """Return the ways out for whoever has this secret of an own page."""
    return WaysOut(page=f"{settings.BASE_URL}/me/{token}")


NOWHERE = WaysOut(page="#")
"""For the look at a mail that nobody gets."""
