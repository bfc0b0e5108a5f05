"""Take a template for slides, or take it away."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256

from django.db import transaction
from django.utils.translation import gettext_noop

from secondslice.accounts.models import Membership
from secondslice.accounts.services.auditing import audit
from secondslice.core.errors import RuleBroken
from secondslice.reports.models import ReportTemplate
from secondslice.reports.slide_template import NoLayout
from secondslice.reports.slides import slides_of_report
from secondslice.reports.template_rules import Unfit, clean_name, why_unfit
from secondslice.reports.templates_kept.example import example
from secondslice.reports.templates_kept.words import why


def keep_template(*, by: Membership, name: str, content: bytes, at: datetime) -> ReportTemplate:
    """Take a presentation as the look of all slides from now on. Raise RuleBroken for one that cannot be used."""
    unfit = why_unfit(name, content) or _why_not_drawn(content, at=at)
    if unfit is not None:
        raise RuleBroken(why(unfit))
    name = clean_name(name)
    with transaction.atomic():
        found, _is_new = ReportTemplate.objects.update_or_create(
            workspace=by.workspace,
            defaults={
                "name": name,
                "content": content,
                "size": len(content),
                "digest": sha256(content).hexdigest(),
                "by": by.user,
                "at": at,
            },
        )
        _note(by, gettext_noop("changed the template of slides to"), name, at=at)
    return found


@transaction.atomic
def drop_template(*, by: Membership, at: datetime) -> None:
    """Make slides in our own look again."""
    names = list(
        ReportTemplate.objects.filter(workspace=by.workspace).values_list("name", flat=True)
    )
    if ReportTemplate.objects.filter(workspace=by.workspace).delete()[0]:
        _note(by, gettext_noop("took away the template of slides"), names[0], at=at)


def _why_not_drawn(content: bytes, *, at: datetime) -> Unfit | None:
    """Make slides with it once: a template that fails does so now, not when a report is due."""
    try:
        slides_of_report(example(pmo="PMO", today=at.date()), {}, content)
    except NoLayout:
        return Unfit.NO_LAYOUT
    except Exception:  # noqa: BLE001  (python-pptx raises whatever it stumbles upon in a file of a stranger)
        return Unfit.BROKEN
    return None


def _note(by: Membership, verb: str, name: str, *, at: datetime) -> None:
    audit(workspace=by.workspace, actor=by.user, verb=verb, subject=name, at=at)
