"""Read what stands at an address that a member has named: only outside, or where the server's keeper allows it."""

from __future__ import annotations

import contextlib
import socket
import threading
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import SplitResult, urljoin, urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from secondslice.core.errors import RuleBroken

SECONDS, SECONDS_IN_ALL, MOST_BYTES, MOST_HOPS = 10, 30, 5_000_000, 3
NAT64 = ip_network("64:ff9b::/96")
OK, REDIRECTS = 200, {301, 302, 303, 307, 308}


def fetch_calendar(address: str) -> bytes:
    """Return what stands at the address of a calendar. Raise RuleBroken in words when it cannot be read.

    It leads into the own network only where SECONDSLICE_CALENDAR_HOSTS names the host: else a member could have the
    server read what only the server may read.
    """
    for _hop in range(MOST_HOPS + 1):
        try:
            parts = urlsplit(address.replace("webcal://", "https://", 1))
            if parts.scheme not in {"https", "http"} or not parts.hostname:
                raise RuleBroken(_("That is no address of a calendar. It begins with https://."))
            status, onward, body = _get(parts)
            address = urljoin(parts.geturl(), onward)
        except (OSError, HTTPException, ValueError) as error:
            raise RuleBroken(
                _("The calendar cannot be reached: %(why)s.") % {"why": type(error).__name__}
            ) from error
        if status in REDIRECTS and onward:
            continue
        if status != OK:
            raise RuleBroken(
                _("The calendar's server answers %(status)s. Copy its address once more.")
                % {"status": status}
            )
        if len(body) > MOST_BYTES:
            raise RuleBroken(
                _("This calendar is larger than 5 MB. Give the address of a smaller one.")
            )
        return body
    raise RuleBroken(_("The calendar's address leads from one to another without end."))


def _get(parts: SplitResult) -> tuple[int, str, bytes]:
    """Return status, where it leads on, and body, from an address that was looked at before it is connected to."""
    host = parts.hostname or ""
    port = parts.port or (443 if parts.scheme == "https" else 80)
    at = _address_of(host, port)
    kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
    connection = kind(host, port, timeout=SECONDS)
    # The name is not looked up a second time: it could lead elsewhere by then.
    connection._create_connection = (  # type: ignore[attr-defined]  # noqa: SLF001
        lambda _where, *args, **named: socket.create_connection((at, port), *args, **named)
    )
    # Each read may take its time, all of them together may not: a server that drips would hold the worker.
    hang_up = threading.Timer(SECONDS_IN_ALL, _hang_up, [connection])
    hang_up.start()
    try:
        path = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
        connection.request("GET", path, headers={"Accept": "text/calendar, */*;q=0.1"})
        response = connection.getresponse()
        body = response.read(MOST_BYTES + 1)
        return response.status, response.getheader("Location", ""), body
    finally:
        hang_up.cancel()
        connection.close()


def _hang_up(connection: HTTPConnection) -> None:
    with contextlib.suppress(OSError):
        if connection.sock is not None:
            connection.sock.shutdown(socket.SHUT_RDWR)


def _address_of(host: str, port: int) -> str:
    found = [str(one[4][0]) for one in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    if host.lower() not in settings.CALENDAR_HOSTS and not all(_is_outside(one) for one in found):
        raise RuleBroken(
            _(
                "This address leads into the server's own network. Whoever runs the server can allow it: see"
                " SECONDSLICE_CALENDAR_HOSTS."
            )
        )
    return found[0]


def _is_outside(address: str) -> bool:
    """Tell whether an address lies outside every own network; what is dressed as IPv6 counts as what it is.

    >>> [_is_outside(one) for one in ("198.41.0.4", "10.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "::1", "ff02::1")]
    [True, False, False, False, False, False]
    """
    found = ip_address(address.partition("%")[0])
    if isinstance(found, IPv6Address):
        within = found.ipv4_mapped or found.sixtofour or (found.teredo or (None, None))[1]
        if within is None and (found in NAT64 or int(found) < 2**32):
            within = IPv4Address(int(found) & 0xFFFFFFFF)
        if within is None and found.is_site_local:
            return False
        found = within or found
    return found.is_global and not found.is_multicast
