"""What stands around every signed-in page: the rail, search, quick add, the person's menu."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from secondslice.accounts.models import Membership
from secondslice.accounts.rules import ACCESS, may_pass
from secondslice.ui.shell import Link, NavItem, Shell


@dataclass(frozen=True, slots=True)
class _Place:
    label: Promise
    url_name: str
    icon: str
    under: str
    """The part of the address that says one is there, after /w/<workspace>/."""


PLACES = (
    _Place(_("Today"), "dashboard:today", "sun", "today"),
    _Place(_("Ask"), "pulse:overview", "message-circle-question-mark", "pulse"),
    _Place(_("Projects"), "projects:list", "folder-kanban", "projects"),
    _Place(_("Customers"), "dashboard:customers", "users", "customers"),
    _Place(_("Recovery"), "recovery:list", "life-buoy", "recovery"),
    _Place(_("Funnel"), "funnel:list", "funnel", "funnel"),
    _Place(_("Value"), "value:overview", "gem", "value"),
    _Place(_("Impact"), "impact:overview", "chart-line", "impact"),
    _Place(_("Reports"), "reports:list", "file-spreadsheet", "reports"),
    _Place(_("Settings"), "accounts:workspace_settings", "settings", "settings"),
)
QUICK_ADD = (
    _Place(_("Project"), "projects:add", "folder-plus", ""),
    _Place(_("Person"), "customers:add_contact", "user-plus", ""),
    _Place(_("Customer"), "customers:add", "building-2", ""),
    _Place(_("Opportunity"), "funnel:add", "target", ""),
    _Place(_("Import a list"), "projects:import", "upload", ""),
)
SETTINGS = (
    _Place(_("You"), "accounts:you", "user", "settings/you"),
    _Place(_("Workspace"), "accounts:workspace_settings", "settings", "settings"),
    _Place(_("Members"), "accounts:members", "users", "settings/members"),
    _Place(
        _("Question"),
        "pulse:question_settings",
        "message-circle-question-mark",
        "settings/question",
    ),
    _Place(_("When to ask"), "pulse:plan_settings", "calendar", "settings/plan"),
    _Place(_("Recovery"), "recovery:capacity", "life-buoy", "settings/recovery"),
    _Place(_("Reasons"), "pulse:reason_settings", "message-square", "settings/reasons"),
    _Place(_("Playbooks"), "recovery:playbooks", "book-open", "settings/playbooks"),
    _Place(_("Funnel"), "funnel:settings", "funnel", "settings/funnel"),
    _Place(_("Chat"), "pulse:chats", "message-square", "settings/chat"),
    _Place(_("Storefront"), "storefront:settings", "app-window", "settings/storefront"),
    _Place(_("Slides"), "slides:template", "presentation", "settings/slides"),
    _Place(_("API keys"), "accounts:api_keys", "key-round", "settings/api-keys"),
    _Place(_("Mail"), "mail:settings", "mail", "settings/mail"),
    _Place(_("Who did what"), "accounts:audit", "clock", "settings/audit"),
)


def shell(request: HttpRequest) -> dict[str, object]:
    """Give the templates `shell`, or None where nobody is signed in to a workspace."""
    membership = getattr(request, "membership", None)
    if not isinstance(membership, Membership):
        return {"shell": None}
    slug = membership.workspace.slug
    path = request.path_info.removeprefix(f"/w/{slug}/").rstrip("/")
    here = path.partition("/")[0]
    return {
        "shell": Shell(
            workspace_name=membership.workspace.name,
            home_url=reverse("dashboard:today", args=[slug]),
            nav=_items(PLACES, membership, here),
            quick_add=[
                Link(label=str(place.label), url=url, icon=place.icon)
                for place in QUICK_ADD
                if (url := _url(place, membership))
            ],
            search_url=reverse("dashboard:search", args=[slug]),
            person_name=membership.user.name,
            role_label=membership.get_role_display(),
            account_url=reverse("accounts:account"),
            outbox_url=reverse("messaging:outbox"),
            sign_out_url=reverse("account_logout"),
            settings_tabs=_items(SETTINGS, membership, path) if here == "settings" else [],
        )
    }


def _items(places: tuple[_Place, ...], membership: Membership, here: str) -> list[NavItem]:
    return [
        NavItem(label=str(place.label), url=url, icon=place.icon, active=_is_here(place, here))
        for place in places
        if (url := _url(place, membership))
    ]


def _is_here(place: _Place, here: str) -> bool:
    """Tell whether one is at a place, or at a page below it that has no place of its own."""
    return place.under == here or ("/" in place.under and here.startswith(f"{place.under}/"))


def _url(place: _Place, membership: Membership) -> str:
    """Return the address, or nothing when the role may not go there."""
    if not may_pass(ACCESS[place.url_name], membership.role):
        return ""
    return reverse(place.url_name, args=[membership.workspace.slug])
