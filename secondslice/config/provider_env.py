"""Read how mail leaves through a provider: anymail+postmark://token@ and its like, for django-anymail."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.util import find_spec
from urllib.parse import SplitResult, parse_qsl, unquote

from secondslice.config.bad_setting import BadSetting

PROVIDER = "anymail+"
MISSING = 'install the package django-anymail with it: pip install "secondslice[anymail]"'


@dataclass(frozen=True, slots=True)
class _Shape:
    """What the address of one provider holds, as django-anymail calls it."""

    credentials: tuple[str, ...]
    """In the place of the user, and of the password."""
    host: str = ""
    """What stands for the host; nothing: it may be empty."""
    options: frozenset[str] = frozenset({"api_url"})
    """What may follow the question mark."""
    needs: frozenset[str] = frozenset()
    """What must follow it."""


PROVIDERS = {
    "brevo": _Shape(("api_key",)),
    "mailersend": _Shape(
        ("api_token",), options=frozenset({"api_url", "signing_secret", "inbound_secret"})
    ),
    "mailgun": _Shape(
        ("api_key",), host="sender_domain", options=frozenset({"api_url", "webhook_signing_key"})
    ),
    "mailjet": _Shape(("api_key", "secret_key")),
    "mailtrap": _Shape(("api_token",)),
    "postal": _Shape(
        ("api_key",),
        options=frozenset({"api_url", "webhook_key"}),
        needs=frozenset({"api_url"}),
    ),
    "postmark": _Shape(("server_token",), options=frozenset({"api_url", "message_stream"})),
    "resend": _Shape(("api_key",)),
    "sparkpost": _Shape(("api_key",), options=frozenset({"api_url", "subaccount"})),
}
"""Providers through which we send and from which we hear. Amazon SES, SendGrid and others speak SMTP: use smtp://."""


def provider(name: str, parts: SplitResult) -> dict[str, object]:
    """Return the settings of a provider. A refusal quotes no key."""
    which = parts.scheme.removeprefix(PROVIDER).replace("-", "_")
    shape = PROVIDERS.get(which)
    if shape is None:
        raise BadSetting(
            f"{name} names the provider {which!r}. Use one of {', '.join(sorted(PROVIDERS))}; any other one by smtp://,"
            " which they all speak."
        )
    if find_spec("anymail") is None:
        raise BadSetting(f"{name}: to send through {which}, {MISSING}")
    given = (unquote(parts.username or ""), unquote(parts.password or ""))
    options = dict(zip(shape.credentials, given, strict=False))
    if shape.host:
        options[shape.host] = parts.hostname or ""
    query = dict(parse_qsl(parts.query))
    unknown = sorted(query.keys() - shape.options)
    if unknown or not all(options.values()) or shape.needs - query.keys():
        raise BadSetting(_how(name, which, shape, unknown))
    return {"kind": "provider", "provider": which, "options": {**options, **query}}


def _how(name: str, which: str, shape: _Shape, unknown: list[str]) -> str:
    keys = ":".join(one.upper() for one in shape.credentials)
    host = shape.host.upper()
    needs = f"?{'&'.join(f'{one}=...' for one in sorted(shape.needs))}" if shape.needs else ""
    wrong = f"{name} is not complete"
    if unknown:
        wrong = f"{name}: {which} knows no {', '.join(unknown)}"
    may = ", ".join(sorted(shape.options))
    return f"{wrong}. Use {PROVIDER}{which}://{keys}@{host}{needs}; after a question mark may stand {may}."


def for_anymail(email: dict[str, object]) -> dict[str, object]:
    """Return the settings of django-anymail, for what it reads itself when a provider calls us."""
    found: dict[str, object] = {"IGNORE_UNSUPPORTED_FEATURES": True}
    options = email.get("options")
    if isinstance(options, dict):
        which = str(email["provider"]).upper()
        found |= {f"{which}_{key.upper()}": value for key, value in options.items()}
    return found
