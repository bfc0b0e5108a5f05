"""Is it a person who presses? Programs open the links of a mail, fill in forms and send them: they decide nothing.

What a page of one person sends is judged as the pages of the question judge it (`pulse.rules`): by the page's own
nonce, by how long it was looked at, by what nobody sees, and by what pressed. Where a person chooses or writes
something and then presses, these are two acts; where one tap is all, the page's script tells what tapped, and without
it the page asks for one more. To take something back never needs any of it: that counts whoever pressed.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.translation import gettext as _

from secondslice.core import clock
from secondslice.core.errors import RuleBroken
from secondslice.pulse import nonces, rules
from secondslice.pulse.rules import Tap
from secondslice.pulse.scanners import is_scanner_agent, is_scanner_network
from secondslice.pulse.views.taps import address_of, tail_of

BUTTON, FIRST, SECOND = "w", "1", "2"


@dataclass(frozen=True, slots=True)
class Leaf:
    """The page of one person about one row."""

    kind: str
    """What sort of page it is: the nonce of another sort is not read."""
    row: int
    """The key of the row."""


def nonce_for(request: HttpRequest, leaf: Leaf, *, again: bool = False) -> str:
    """Return the signed nonce for the forms of this page. `again`: it asks for one more press."""
    network = rules.network_digest(rules.coarse_network(address_of(request)))
    act = SECOND if again else FIRST
    nonce = nonces.Nonce(leaf.row, clock.now(), BUTTON, act, network)
    return nonces.sign(nonce, page=leaf.kind)


def nonce_in(request: HttpRequest, leaf: Leaf) -> nonces.Nonce | None:
    """Return the nonce of this POST. One of another page is not what this page sends."""
    nonce = nonces.read(request.POST.get("nonce", ""), page=leaf.kind)
    if nonce is None or (nonce.ask_id, nonce.choice) != (leaf.row, BUTTON):
        return None
    return nonce


def must_be_a_person(request: HttpRequest, leaf: Leaf, *, chose: bool) -> str:
    """Return the end of the nonce of what a person pressed; raise RuleBroken where a program seems to have pressed.

    `chose`: something was chosen or written before the button was pressed.
    """
    posted, now = request.POST, clock.now()
    nonce = nonce_in(request, leaf)
    fresh = nonce is not None and now - nonce.shown_at < rules.NONCE_LIFE
    second_act = chose or (fresh and nonce is not None and nonce.act == SECOND)
    tap = Tap(
        taste="",
        at=now,
        network=rules.coarse_network(address_of(request)),
        nonce=tail_of(request, nonce),
        shown_at=nonce.shown_at if nonce and fresh else None,
        shown_network=nonce.network if nonce else "",
        hand=posted.get("hand", "")[:10],
        webdriver=posted.get("driven") == "1",
        hidden_field=bool(posted.get("website")),
        scanner_agent=is_scanner_agent(request.headers.get("User-Agent", "")),
        scanner_network=is_scanner_network(address_of(request)),
        second_act=second_act,
    )
    if rules.verdict(rules.signals(tap), second_act=second_act) != "human":
        raise RuleBroken(
            _("Please press the button once more: the page was not sure that it was you.")
        )
    return tap.nonce
