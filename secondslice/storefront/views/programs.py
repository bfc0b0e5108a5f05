"""Programs that open the links of a mail and press what they find: they decide nothing."""

from __future__ import annotations

from django.http import HttpRequest

from secondslice.pulse.scanners import is_scanner_agent


def is_a_program(request: HttpRequest) -> bool:
    """Tell whether a program seems to have pressed: it filled in what nobody sees, or says that it scans mails."""
    agent = request.headers.get("User-Agent", "")
    return bool(request.POST.get("website")) or (bool(agent) and is_scanner_agent(agent))
