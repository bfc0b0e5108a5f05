"""Everything the rest of the product may read from this room."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.db.models import Q, QuerySet
from django.db.models.functions import Lower
from django.utils import formats
from django.utils.dateparse import parse_date
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext, gettext_lazy, pgettext_lazy

from secondslice.accounts import rules
from secondslice.accounts.calendars import country_name
from secondslice.accounts.models import ApiKey, AuditEntry, Invitation, Membership, User, Workspace

FIELD_NAMES: dict[str, Promise] = {
    "role": gettext_lazy("Role"),
    "name": gettext_lazy("Name"),
    "language": gettext_lazy("Language"),
    "time_zone": gettext_lazy("Time zone"),
    "country": gettext_lazy("Country"),
    "currency": gettext_lazy("Currency"),
    "colour": gettext_lazy("Colour"),
    # in a context of its own: "May" alone is the month, in Django's catalogue
    "scopes": pgettext_lazy("what a key is allowed", "May"),
    # of customers and people
    "kind": gettext_lazy("Kind"),
    "external_id": gettext_lazy("Id in another system"),
    "email": gettext_lazy("E-mail address"),
    "title": gettext_lazy("Job title"),
    "phone": gettext_lazy("Phone"),
    "way": gettext_lazy("Questions come"),
    "slack_id": gettext_lazy("Slack member id"),
    "teams_name": gettext_lazy("Sign-in name in Teams"),
    # of projects
    "customer": gettext_lazy("Customer"),
    "project": gettext_lazy("Project"),
    "code": gettext_lazy("Project number"),
    "phase": gettext_lazy("Phase"),
    "starts_on": gettext_lazy("Start"),
    "ends_on": gettext_lazy("End"),
    "budget": gettext_lazy("Budget"),
    "manager": gettext_lazy("Project manager"),
    # of wishes, stations and plans
    "reason": gettext_lazy("Reason"),
    "until": gettext_lazy("Until"),
    "away_from": gettext_lazy("Away from"),
    "away_until": gettext_lazy("Last day away"),
    "deputy": gettext_lazy("Deputy"),
    "executive": gettext_lazy("Executive"),
    "due_on": gettext_lazy("Day"),
    "number": gettext_lazy("Number"),
    "count": gettext_lazy("Answers"),
    "device": gettext_lazy("Device"),
    # of imports: how many rows met which fate
    "written": gettext_lazy("Written"),
    "new": gettext_lazy("New"),
    "changed": gettext_lazy("Changed"),
    "unchanged": gettext_lazy("Unchanged"),
    "refused": gettext_lazy("Refused"),
    "how": gettext_lazy("How"),
    "own": gettext_lazy("Of single people"),
}
"""What stands in the detail of an entry, as the forms and pages of its room call it."""
WAYS = {
    "page": gettext_lazy("On the page of the person"),
    "one click": gettext_lazy("With the mail program's button"),
    "reply": gettext_lazy("By replying to a mail"),
    "member": gettext_lazy("Told to one of us"),
}
"""How somebody has said what he or she wants, as customers.models.Preference calls it."""
DAYS = frozenset({"until", "due_on", "starts_on", "ends_on", "away_from", "away_until"})


def members_of(workspace: Workspace) -> QuerySet[Membership]:
    """Return the members with their person and deputy, by name."""
    return (
        Membership.objects.filter(workspace=workspace)
        .select_related("user", "deputy")
        .order_by("user__name", "pk")
    )


def memberships_of(user: User) -> QuerySet[Membership]:
    """Return the workspaces a person belongs to, by name."""
    return (
        Membership.objects.filter(user=user)
        .select_related("workspace")
        .order_by("workspace__name", "pk")
    )


def people_who_deliver(workspace: Workspace) -> QuerySet[User]:
    """Return who can run a project or own a case: project managers, leads and owners, by name."""
    return User.objects.filter(
        memberships__workspace=workspace, memberships__role__in=rules.DELIVERS, is_active=True
    ).order_by("name", "pk")


def lead_of(workspace: Workspace) -> User:
    """Return who answers for the whole PMO: its first PMO lead, else its first owner."""
    by_role = {
        membership.role: membership.user
        for membership in Membership.objects.filter(
            workspace=workspace, role__in=rules.RUNS_THE_PMO, user__is_active=True
        )
        .select_related("user")
        .order_by("-pk")
    }
    return by_role.get(rules.LEAD) or by_role[rules.OWNER]


def people_who_run_the_pmo(workspace: Workspace) -> QuerySet[User]:
    """Return the PMO leads and owners, leads first, as they joined."""
    return (
        User.objects.filter(
            memberships__workspace=workspace,
            memberships__role__in=rules.RUNS_THE_PMO,
            is_active=True,
        )
        .annotate(is_lead=Q(memberships__role=rules.LEAD))
        .order_by("-is_lead", "memberships__pk")
    )


def deputy_of(user: User, *, workspace: Workspace, today: date) -> User | None:
    """Return who stands in for somebody who is away today; None when the person is here or has named nobody.

    A deputy who is away too, or who runs no projects here any more, stands in for nobody.
    """
    away = Q(away_from__lte=today) & (Q(away_until=None) | Q(away_until__gte=today))
    found = Membership.objects.filter(away, workspace=workspace, user=user).first()
    if found is None or found.deputy_id is None:
        return None
    is_here = Membership.objects.filter(
        ~away, workspace=workspace, user=found.deputy_id, role__in=rules.DELIVERS
    )
    return people_who_deliver(workspace).filter(pk__in=is_here.values("user")).first()


def still_here(workspace: Workspace, users: Iterable[int]) -> set[int]:
    """Return which of these users are members of the workspace, and may sign in."""
    found = Membership.objects.filter(workspace=workspace, user__in=users, user__is_active=True)
    return set(found.values_list("user_id", flat=True))


def keepers_of(workspace: Workspace) -> list[User]:
    """Return who may read what is said in confidence: leads first, then owners, as they joined."""
    found = (
        Membership.objects.filter(
            workspace=workspace,
            role__in=rules.RUNS_THE_PMO,
            rated_in_confidence=False,
            user__is_active=True,
        )
        .select_related("user")
        .order_by("pk")
    )
    return [one.user for one in sorted(found, key=lambda one: one.role != rules.LEAD)]


def keeper_of(workspace: Workspace) -> User:
    """Return who deals with what is said in confidence. Where nobody may read it, who answers for the whole PMO."""
    return next(iter(keepers_of(workspace)), None) or lead_of(workspace)


def has_account(email: str) -> bool:
    """Tell whether somebody signs in with this address."""
    return User.objects.filter(email__iexact=email).exists()


def has_workspace() -> bool:
    """Tell whether anybody has set this installation up."""
    return Workspace.objects.exists()


def open_invitations(workspace: Workspace) -> QuerySet[Invitation]:
    """Return the invitations that nobody has taken up or withdrawn, newest first; also those that ran out."""
    return (
        Invitation.objects.filter(workspace=workspace, accepted_at=None, withdrawn_at=None)
        .select_related("invited_by")
        .order_by("-created_at", "-pk")
    )


def api_keys(workspace: Workspace) -> QuerySet[ApiKey]:
    """Return the keys that work, by name."""
    return (
        ApiKey.objects.filter(workspace=workspace, revoked_at=None)
        .select_related("created_by")
        .order_by(Lower("name"), "pk")
    )


def key_name_is_taken(workspace: Workspace, name: str) -> bool:
    """Tell whether a key that works has this name."""
    return api_keys(workspace).filter(name__iexact=name).exists()


def audit_trail(membership: Membership) -> QuerySet[AuditEntry]:
    """Return who did what, newest first; what tells of confidences only to who keeps them."""
    found = AuditEntry.objects.filter(workspace=membership.workspace_id)
    if not membership.keeps_confidences:
        found = found.filter(in_confidence=False)
    return found.order_by("-at", "-pk")


@dataclass(frozen=True, slots=True)
class AuditLine:
    """One entry of the audit trail in the reader's language."""

    at: datetime
    who: str
    what: str
    changes: list[str]


def audit_line(entry: AuditEntry) -> AuditLine:
    """Return an entry as it is shown."""
    return AuditLine(
        at=entry.at,
        who=entry.actor_name,
        what=f"{gettext(entry.verb)} {entry.subject}".strip(),
        changes=[_change(name, value) for name, value in entry.detail.items()],
    )


def _change(name: str, value: object) -> str:
    label = str(FIELD_NAMES.get(name, name.replace("_", " ").capitalize()))
    if isinstance(value, dict) and value.keys() >= {"from", "to"}:
        value = [value["from"], value["to"]]
    if isinstance(value, list) and len(value) == len(("before", "after")):
        before, after = (_shown(name, one) for one in value)
        return gettext("%(field)s: from %(before)s to %(after)s") % {
            "field": label,
            "before": before or gettext("empty"),
            "after": after or gettext("empty"),
        }
    return f"{label}: {_shown(name, value)}"


def _shown(name: str, value: object) -> str:
    if name == "role":
        return str(dict(Membership.Role.choices).get(str(value), value))
    if name == "how":
        return str(WAYS.get(str(value), value))
    if name == "language":
        return dict(settings.LANGUAGES).get(str(value), str(value))
    if name == "country":
        return country_name(str(value), get_language() or settings.LANGUAGE_CODE)
    if name in DAYS and (day := parse_date(str(value))):
        return formats.date_format(day, "DATE_FORMAT")
    return str(value)
