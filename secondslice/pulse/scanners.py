"""Programs and networks that open and press links in mails. The list ships with the product and can be replaced.

A file `scanners.json` in the data folder, of the same form as scanners.json beside this module, takes its place.
"""

from __future__ import annotations

import ipaddress
import json
import re
from functools import cache, lru_cache
from pathlib import Path

from django.conf import settings


@cache
def _lists() -> tuple[re.Pattern[str], tuple[ipaddress.IPv4Network | ipaddress.IPv6Network, ...]]:
    own = Path(settings.DATA_DIR) / "scanners.json"
    path = own if own.exists() else Path(__file__).with_name("scanners.json")
    lists = json.loads(path.read_text(encoding="utf-8"))
    agents = re.compile("|".join(map(re.escape, lists["agents"])), re.IGNORECASE)
    return agents, tuple(ipaddress.ip_network(network) for network in lists["networks"])


@lru_cache(1024)
def is_scanner_agent(agent: str) -> bool:
    """Tell whether a program names itself as one; no name at all is one too."""
    return not agent or _lists()[0].search(agent) is not None


@lru_cache(4096)
def is_scanner_network(address: str) -> bool:
    """Tell whether an address lies in a network known for scanning mail."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return False
    return any(ip in network for network in _lists()[1])
