"""Look up whether our own domain is set up so that its mail is believed."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings

from secondslice.messaging.parsing import sender_records as records
from secondslice.messaging.parsing.sender_records import Finding, Grade
from secondslice.messaging.transports.dns import Dns, DnsAway


def check_domain(*, selector: str) -> list[Finding]:
    """Return what the DNS says about our sender: a finding for each record, also where it does not answer."""
    sender = settings.EMAIL_FROM.domain
    back = settings.BOUNCE_ADDRESS or settings.EMAIL_FROM
    try:
        dns = Dns()
    except DnsAway as why:
        return [_away("DNS", why)]
    sends_from = str(settings.EMAIL.get("host", ""))
    found = [
        _tried("SPF", lambda: records.spf(back.domain, look=dns.texts, sends_from=sends_from)),
        _tried("DKIM", lambda: records.dkim(sender, selector, look=dns.texts))
        if selector
        else Finding("DKIM", Grade.UNKNOWN, "dkim_not_asked"),
        _tried("DMARC", lambda: records.dmarc(sender, look=dns.texts)),
    ]
    if apart := records.envelope(sender, back.domain):
        found.append(apart)
    replies = settings.REPLY_ADDRESS
    if replies is not None:
        servers = lambda: records.takes_mail(replies.addr_spec, dns.mail_servers(replies.domain))  # noqa: E731
        found.append(_tried("MX", servers))
    return found


def _tried(about: str, find: Callable[[], Finding]) -> Finding:
    try:
        return find()
    except DnsAway as why:
        return _away(about, why)


def _away(about: str, why: DnsAway) -> Finding:
    return Finding(about, Grade.UNKNOWN, "dns_away", {"why": str(why)})
