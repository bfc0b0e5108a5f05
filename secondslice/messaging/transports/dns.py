"""Ask the DNS: only when somebody presses the button of the self-test."""

from __future__ import annotations

from collections.abc import Sequence

import dns.exception
import dns.resolver
from django.conf import settings
from dns.rdtypes.ANY.MX import MX
from dns.rdtypes.ANY.TXT import TXT

SECONDS = 5.0


class DnsAway(Exception):  # noqa: N818
    """No name server answers, or none knows. The message says why."""


class Dns:
    """The name servers of this machine, or those of SECONDSLICE_DNS_SERVERS."""

    def __init__(self) -> None:
        try:
            self._resolver = dns.resolver.Resolver(configure=not settings.DNS_SERVERS)
        except dns.resolver.NoResolverConfiguration:
            raise DnsAway("This machine knows no name server.") from None
        if settings.DNS_SERVERS:
            self._resolver.nameservers = [host for host, _port in settings.DNS_SERVERS]
            self._resolver.nameserver_ports = dict(settings.DNS_SERVERS)
        self._resolver.lifetime = SECONDS

    def texts(self, name: str) -> Sequence[str]:
        """Return the texts at a name, each put together from its parts; none when there is no such name."""
        return [
            b"".join(record.strings).decode("utf-8", "replace")
            for record in self._ask(name, "TXT")
            if isinstance(record, TXT)
        ]

    def mail_servers(self, name: str) -> Sequence[str]:
        """Return the mail servers of a domain, the preferred first; without any the domain itself (RFC 5321, 5.1)."""
        records = [record for record in self._ask(name, "MX") if isinstance(record, MX)]
        found = sorted(records, key=lambda record: record.preference)
        servers = [str(record.exchange).rstrip(".") for record in found]
        if found:
            return [one for one in servers if one]  # a single dot says: no mail at all (RFC 7505)
        return [name] if self._ask(name, "A") or self._ask(name, "AAAA") else []

    def _ask(self, name: str, kind: str) -> Sequence[dns.rdata.Rdata]:
        try:
            return list(self._resolver.resolve(name, kind, raise_on_no_answer=False))
        except dns.resolver.NXDOMAIN:
            return []
        except dns.exception.DNSException as error:
            raise DnsAway(f"The DNS does not answer for {name}: {error}") from error
