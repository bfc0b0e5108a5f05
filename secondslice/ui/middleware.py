"""What happens to every request before and after its view."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import resolve

from secondslice.core.errors import Forbidden, NotHere, Refusal, RuleBroken
from secondslice.core.http import Request
from secondslice.ui.pages import page

STATUS: dict[type[Refusal], int] = {NotHere: 404, Forbidden: 403, RuleBroken: 409}
OF_RESPONDENTS = ("/a/", "/me/", "/q/", "/widget/")


class ShortWay:
    """Lead the addresses of respondents past sessions, sign-in, CSRF cookies and the page shell.

    Respondents never sign in, the page carries its own signed nonce, and a batch of mails brings all its answers
    within minutes: whatever this path does not need, it must not pay for. Its views set their own security headers.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer at once when the path is a respondent's, else go on."""
        if not request.path_info.startswith(OF_RESPONDENTS):
            return self.get_response(request)
        view, args, kwargs = resolve(request.path_info)
        response: HttpResponseBase = view(request, *args, **kwargs)
        return response


class Refusals:
    """Show a refusal to the person who asked. Views let the three kinds pass through."""

    def __init__(self, get_response: Callable[[Request], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: Request) -> HttpResponse:
        """Go on; the work is in process_exception."""
        return self.get_response(request)

    def process_exception(self, request: Request, error: Exception) -> HttpResponse | None:
        """Turn a refusal into a page that says it in words; anything else goes on to Django."""
        return refused(request, error) if isinstance(error, Refusal) else None


def refused(request: Request, refusal: Refusal) -> HttpResponse:
    """Return the page that says this refusal in words. For middleware, whose exceptions Django does not hand round."""
    return page(
        request,
        "ui/refused.html",
        why=str(refusal),
        is_forbidden=isinstance(refusal, Forbidden),
        status=STATUS[type(refusal)],
    )
