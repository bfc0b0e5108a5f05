"""A small DNS server for tests, on loopback."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import dns.flags
import dns.message
import dns.rcode
import dns.rrset


@dataclass
class Zone:
    """What the server knows: (name, type) -> the records as they stand in a zone file. `asked`: what it was asked."""

    records: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    is_broken: bool = False
    port: int = 0

    def text(self, name: str, *texts: str) -> None:
        """Publish texts at a name; long ones in several parts, as they must be."""
        self.records[name, "TXT"] = [
            " ".join(f'"{text[start : start + 200]}"' for start in range(0, len(text), 200))
            for text in texts
        ]


@contextmanager
def dns_server() -> Iterator[Zone]:
    """Run a server on a free port, and give its zone."""
    zone = Zone()

    class Conversation(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            wire, channel = self.request
            query = dns.message.from_wire(wire)
            question = query.question[0]
            name = str(question.name).rstrip(".").lower()
            kind = dns.rdatatype.to_text(question.rdtype)
            zone.asked.append(f"{name} {kind}")
            reply = dns.message.make_response(query)
            reply.flags |= dns.flags.AA
            if zone.is_broken:
                reply.set_rcode(dns.rcode.SERVFAIL)
            elif found := zone.records.get((name, kind)):
                reply.answer.append(dns.rrset.from_text_list(question.name, 60, "IN", kind, found))
            elif not any(name == one for one, _kind in zone.records):
                reply.set_rcode(dns.rcode.NXDOMAIN)
            channel.sendto(reply.to_wire(), self.client_address)

    with socketserver.ThreadingUDPServer(("127.0.0.1", 0), Conversation) as server:
        zone.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield zone
        server.shutdown()
        thread.join()
