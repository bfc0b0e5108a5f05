"""Errors as programs understand them: RFC 9457, with the sentence a person would read."""

from __future__ import annotations

import logging
from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI, Schema
from ninja.errors import AuthenticationError, HttpError, ValidationError

from secondslice.core.errors import Forbidden, NotHere, Refusal, RuleBroken

log = logging.getLogger(__name__)
Error = Exception | type[Exception]
"""What ninja says it hands over; it is always the exception itself."""
PROBLEM = "application/problem+json"
STATUS: dict[type[Refusal], int] = {NotHere: 404, Forbidden: 403, RuleBroken: 409}


class TooMany(Exception):  # noqa: N818
    """The key was used too often within a minute."""

    def __init__(self, *, wait: int) -> None:
        super().__init__(f"wait {wait} s")
        self.wait = wait


class NameTaken(Exception):  # noqa: N818
    """The name of a request stands for another one."""


class WrongValue(Schema):
    """One value that is not understood."""

    where: str
    """For example `body.taste`."""
    why: str


class Problem(Schema):
    """A request that could not be done: RFC 9457."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    errors: list[WrongValue] | None = None


def problems(*codes: int) -> dict[int, type[Problem]]:
    """Return what an operation may answer besides what it is there for; 401 and 429 come with every key."""
    return dict.fromkeys(sorted({401, 422, 429, *codes}), Problem)


def problem(status: int, detail: str, *, errors: list[WrongValue] | None = None) -> HttpResponse:
    """Return a problem as a response."""
    found = Problem(
        title=HTTPStatus(status).phrase, status=status, detail=detail, errors=errors
    ).model_dump(exclude_none=True)
    response = JsonResponse(found, status=status, content_type=PROBLEM)
    response["Cache-Control"] = "no-store"
    return response


def no_key() -> HttpResponse:
    """Say that a key is needed."""
    response = problem(
        401,
        _(
            "No key that works was sent. Make one under Settings, API keys, and send it as"
            " “Authorization: Bearer ...”."
        ),
    )
    response["WWW-Authenticate"] = "Bearer"
    return response


def speak_in_problems(api: NinjaAPI) -> None:
    """Let the API answer every error as a problem."""
    handlers: dict[type[Exception], Callable[[HttpRequest, Error], HttpResponse]] = {
        Refusal: _refused,
        TooMany: _too_many,
        NameTaken: lambda _request, error: problem(422, str(error)),
        ValidationError: _wrong_values,
        AuthenticationError: lambda _request, _error: no_key(),
        HttpError: _http_error,
        Exception: _fault,
    }
    for kind, handler in handlers.items():
        api.add_exception_handler(kind, handler)


def _refused(_request: HttpRequest, error: Error) -> HttpResponse:
    return problem(
        next(code for kind, code in STATUS.items() if isinstance(error, kind)), str(error)
    )


def _too_many(_request: HttpRequest, error: Error) -> HttpResponse:
    wait = error.wait if isinstance(error, TooMany) else 0
    response = problem(
        429,
        _("This key has asked too often within a minute. Wait %(seconds)s seconds.")
        % {"seconds": wait},
    )
    response["Retry-After"] = str(wait)
    return response


def _wrong_values(_request: HttpRequest, error: Error) -> HttpResponse:
    found = error.errors if isinstance(error, ValidationError) else []
    errors = [
        WrongValue(where=".".join(str(part) for part in one["loc"]), why=str(one["msg"]))
        for one in found
    ]
    return problem(422, _("Some of what was sent is not understood. See “errors”."), errors=errors)


def _http_error(_request: HttpRequest, error: Error) -> HttpResponse:
    status = error.status_code if isinstance(error, HttpError) else 400
    return problem(status, str(error))


def _fault(_request: HttpRequest, error: Error) -> HttpResponse:
    log.error("The API stumbled.", exc_info=error if isinstance(error, Exception) else None)
    return problem(
        500, _("Something went wrong on our side. It is written down; nothing was changed.")
    )
