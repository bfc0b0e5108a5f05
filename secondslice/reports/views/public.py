"""A report behind a link: read without an account, and never found by a search engine.

GET and HEAD show; a password is only ever taken from a POST. What was opened by people is counted by day, not by whom.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.signing import BadSignature, TimestampSigner
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from secondslice.core import clock
from secondslice.core.errors import RuleBroken
from secondslice.pulse.scanners import is_scanner_agent
from secondslice.reports import files
from secondslice.reports.access import share_behind
from secondslice.reports.drawing import drawn
from secondslice.reports.models import ReportShare
from secondslice.reports.selectors.reading import Issued, Over, issued, over_of
from secondslice.reports.services.sharing import count_view, opens
from secondslice.reports.views.pages import file_response

POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self';"
    " frame-ancestors 'none'; base-uri 'none'"
)
HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": POLICY,
    "Referrer-Policy": "no-referrer",  # the address holds a secret
    "X-Robots-Tag": "noindex, nofollow",
    "X-Content-Type-Options": "nosniff",
}
OPEN_FOR = timedelta(hours=12)
"""How long a password that was typed once opens its link in the same browser."""
KEY = "report"


@csrf_exempt  # there is no session to borrow: the secret in the address and the password are all there is
@require_http_methods(["GET", "HEAD", "POST"])
def shared(request: HttpRequest, token: str) -> HttpResponse:
    """Show the report, or ask for the password, or say why there is nothing to see any more."""
    share, now = share_behind(token), clock.now()
    known, over = _looked_up(share, now)
    with translation.override(share.report.language):
        if over:
            return _over(share, over)
        if request.method == "POST" and share.password:
            try:
                if opens(share=share, password=request.POST.get("password", ""), at=now):
                    return _opened(share, token)
            except RuleBroken as refused:
                return _ask(share, wrong=str(refused), status=429)
            return _ask(share, wrong=_("This is not the password."), status=403)
        if not _may_read(request, share):
            return _ask(share)
        if request.method == "GET" and not _is_a_program(request):
            count_view(share=share, day=clock.day_of(now, share.workspace.time_zone))
        return _answer(
            "shared",
            share,
            report=drawn(known.document, known.quotes),
            endings=[one for one in files.endings() if one != "html"],
            token=token,
        )


@require_safe
def shared_file(request: HttpRequest, token: str, ending: str) -> HttpResponse:
    """Give the report out as a file, to whom the page is open."""
    share, now = share_behind(token), clock.now()
    known, over = _looked_up(share, now)
    with translation.override(share.report.language):
        if over:
            return _over(share, over)
        if not _may_read(request, share):
            return _ask(share, status=403)
        made = file_response(known, ending)
    for name, value in HEADERS.items():
        made[name] = value
    return made


def _is_a_program(request: HttpRequest) -> bool:
    """Tell whether nobody looks: a program says that it reads links, or a browser fetches one before it is wanted.

    A browser that says nothing of itself may have a person before it.
    """
    agent = request.headers.get("User-Agent", "")
    purpose = request.headers.get("Sec-Purpose", "") or request.headers.get("Purpose", "")
    return bool(agent and is_scanner_agent(agent)) or "prefetch" in purpose.lower()


def _looked_up(share: ReportShare, now: datetime) -> tuple[Issued, Over]:
    today = clock.day_of(now, share.workspace.time_zone)
    known = issued(share.report, today=today)
    return known, over_of(share, known, at=now)


def _may_read(request: HttpRequest, share: ReportShare) -> bool:
    """Tell whether no password is asked for, or this browser has typed it lately."""
    if not share.password:
        return True
    try:
        told = _signer(share).unsign(request.COOKIES.get(KEY, ""), max_age=OPEN_FOR)
    except BadSignature:
        return False
    return told == str(share.ref)


def _signer(share: ReportShare) -> TimestampSigner:
    return TimestampSigner(salt=f"report:{share.password}")


def _opened(share: ReportShare, token: str) -> HttpResponse:
    """Lead back to the page, with a key that only this link understands."""
    response = HttpResponse(status=303, headers={**HEADERS, "Location": f"/report/{token}"})
    response.set_cookie(
        KEY,
        _signer(share).sign(str(share.ref)),
        max_age=OPEN_FOR,
        path=f"/report/{token}",
        httponly=True,
        samesite="Strict",
        secure=settings.SESSION_COOKIE_SECURE,
    )
    return response


def _ask(share: ReportShare, *, wrong: str = "", status: int = 200) -> HttpResponse:
    return _answer("password", share, status=status, wrong=wrong)


def _over(share: ReportShare, why: Over) -> HttpResponse:
    """Say in a sentence why there is nothing to see any more."""
    sentences = {
        Over.EXPIRED: _("This link has expired. Ask whoever sent it for a new one."),
        Over.REVOKED: _("This link was taken back. Ask whoever sent it for a new one."),
        Over.REPLACED: _("A later report has taken the place of this one. Ask whoever sent it for the new link."),
        Over.QUOTE_GONE: _(
            "Words that were quoted in this report may not be shown any more, so it was taken back."
            " Ask whoever sent it for a new one."
        ),
    }  # fmt: skip
    return _answer("over", share, status=410, why=sentences[why])


def _answer(name: str, share: ReportShare, *, status: int = 200, **told: Any) -> HttpResponse:  # noqa: ANN401
    context = {
        "workspace": share.workspace,
        "language": translation.get_language(),
        "is_rtl": translation.get_language_bidi(),
        **told,
    }
    text = render_to_string(f"reports/{name}.html", context)
    return HttpResponse(text, status=status, headers=HEADERS)
