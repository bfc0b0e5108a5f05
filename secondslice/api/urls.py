from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.urls import URLPattern, URLResolver, path
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema

from secondslice.api.problems import PROBLEM, problem, speak_in_problems
from secondslice.api.views import asks, edges, impact, ledger, projects, selling


class Api(NinjaAPI):
    """Our API. Its description says that errors are problems."""

    def get_openapi_schema(self, **options: Any) -> OpenAPISchema:  # noqa: ANN401  (ninja's own)
        """Return the description."""
        schema = super().get_openapi_schema(**options)
        for operations in schema["paths"].values():
            for operation in operations.values():
                for code, response in operation["responses"].items():
                    if int(code) >= 400 and "content" in response:  # noqa: PLR2004
                        response["content"] = {PROBLEM: next(iter(response["content"].values()))}
        return schema


api = Api(
    title="Second Slice",
    version="1",
    description="Ask people how a project tastes, and hand in what they say. Errors are problems (RFC 9457).",
    docs_url=None,
    urls_namespace="api",
)
speak_in_problems(api)
api.add_router("", projects.router)
api.add_router("", asks.router)
api.add_router("", selling.router)
api.add_router("", ledger.router)
api.add_router("", impact.router)


def _in_problems(pattern: URLPattern | URLResolver) -> URLPattern | URLResolver:
    """Let this address answer a wrong method as a problem too."""
    if not isinstance(pattern, URLPattern):
        return pattern
    view = pattern.callback

    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:  # noqa: ANN401
        response: HttpResponse = view(request, *args, **kwargs)
        if not isinstance(response, HttpResponseNotAllowed):
            return response
        refused = problem(405, _("This address does not know this method. See “Allow”."))
        refused["Allow"] = response["Allow"]
        return refused

    answered.csrf_exempt = True  # type: ignore[attr-defined]  # no cookie opens the API
    pattern.callback = answered
    return pattern


_patterns, _app, _space = api.urls
app_name = "api"
urlpatterns = [
    path("", edges.root, name="root"),
    *map(_in_problems, _patterns),
    path("<path:rest>", edges.nowhere, name="nowhere"),
]
