"""A program that speaks to the API."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import count
from typing import Any

from django.http import HttpResponse
from django.test import Client

_number = count(1)
JSON = "application/json"


@dataclass
class Program:
    """Somebody's program with a key."""

    secret: str
    client: Client = field(default_factory=lambda: Client(raise_request_exception=False))

    def get(self, path: str, **query: str | int) -> HttpResponse:
        """Read."""
        return self._said(self.client.get(f"/api/v1{path}", query, headers=self._headers()))

    def post(self, path: str, body: object, *, name: str | None = None) -> HttpResponse:
        """Change something; each request has a name of its own unless one is given."""
        name = f"request {next(_number)}" if name is None else name
        headers = {**self._headers(), **({"Idempotency-Key": name} if name else {})}
        response = self.client.post(f"/api/v1{path}", body, content_type=JSON, headers=headers)
        return self._said(response)

    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.secret}"} if self.secret else {}

    def _said(self, response: Any) -> HttpResponse:  # noqa: ANN401  (the client's own type)
        found: HttpResponse = response
        if found.status_code >= 400:
            assert found["Content-Type"] == "application/problem+json", found.content[:200]
            said = response.json()
            assert said["status"] == found.status_code
            assert said["detail"]
        return found
