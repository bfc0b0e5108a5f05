"""What the page shell shows. Filled by config.shell, which knows all rooms; this room knows none."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Link:
    """One entry of a menu."""

    label: str
    url: str
    icon: str


@dataclass(frozen=True, slots=True)
class NavItem(Link):
    """One entry of the rail."""

    active: bool = False


@dataclass(frozen=True, slots=True)
class Shell:
    """Everything around the content of a signed-in page. An empty address means: not shown."""

    workspace_name: str
    home_url: str
    nav: list[NavItem]
    quick_add: list[Link]
    search_url: str
    person_name: str
    role_label: str
    account_url: str
    outbox_url: str
    sign_out_url: str
    settings_tabs: list[NavItem]
