"""The first address of the API, and every one that is not there."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from secondslice.api.problems import no_key, problem


def root(request: HttpRequest) -> HttpResponse:
    """Say where the description is."""
    return JsonResponse({"openapi": request.build_absolute_uri(reverse("api:openapi-json"))})


@csrf_exempt
def nowhere(request: HttpRequest, rest: str) -> HttpResponse:  # noqa: ARG001
    """Say that there is nothing here, to whoever shows a key at all."""
    if not request.headers.get("Authorization"):
        return no_key()
    return problem(404, _("There is no such address. The description of the API lists them."))
