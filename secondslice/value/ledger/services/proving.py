"""Keep what proves a benefit: links, and files that are taken after the check that files of cases pass."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from secondslice.accounts.models import Membership
from secondslice.accounts.services.auditing import audit
from secondslice.core import files
from secondslice.core.errors import NotHere, RuleBroken
from secondslice.recovery.file_rules import Unfit, clean_name, why_unfit
from secondslice.recovery.services.attaching import discard_later
from secondslice.recovery.thread_words import unfit_words
from secondslice.value.ledger.models import Benefit, Evidence
from secondslice.value.ledger.services.settling import held


@transaction.atomic
def add_evidence(
    *, by: Membership, benefit: Benefit, title: str, url: str, at: datetime
) -> Evidence:
    """Keep a link to what proves a benefit."""
    made = Evidence.objects.create(
        workspace=by.workspace, benefit=benefit, title=title, url=url, by=by.user, at=at
    )
    _note(by, gettext_noop("added a proof of the benefit"), benefit, at, {"link": url})
    return made


@transaction.atomic
def add_proof(
    *, by: Membership, benefit: Benefit, name: str, content: bytes, at: datetime
) -> Evidence:
    """Keep a file that proves a benefit. Raise RuleBroken, in words, for what cannot be kept."""
    found = held(benefit=benefit)  # so that two files at once do not pass the limit together
    plain = clean_name(name)
    kept = Evidence.objects.filter(benefit=found).aggregate(sum=Sum("size"))["sum"] or 0
    why = why_unfit(plain, content, kept=kept)
    if why is Unfit.CASE_IS_FULL:
        raise RuleBroken(
            _(
                "With %(name)s the files of this benefit would be larger than 50 MB. Remove one first."
            )
            % {"name": plain}
        )
    if why is not None:
        raise RuleBroken(unfit_words(why, name=plain))
    file = files.keep(content)
    made = Evidence.objects.create(
        workspace=by.workspace,
        benefit=found,
        title=plain,
        size=file.size,
        digest=file.digest,
        stored=file.name,
        by=by.user,
        at=at,
    )
    _note(by, gettext_noop("added a proof of the benefit"), found, at, {"file": plain})
    return made


@transaction.atomic
def drop_evidence(*, by: Membership, evidence: Evidence, at: datetime) -> None:
    """Take a link away, or delete a file; the audit trail keeps that it was there."""
    told = {"file": evidence.title} if evidence.stored else {"link": evidence.url}
    gone, _models = Evidence.objects.filter(pk=evidence.pk).delete()
    if not gone:
        raise RuleBroken(_("Somebody has taken it away already."))
    if evidence.stored:
        discard_later([evidence.stored])
    _note(by, gettext_noop("took away a proof of the benefit"), evidence.benefit, at, told)


def content_of(*, evidence: Evidence) -> bytes:
    """Return what is in a file. Raise NotHere for a link, and where the file is gone."""
    try:
        return files.content_of(evidence.stored, digest=evidence.digest)
    except files.FileGone:
        raise NotHere(
            _(
                "This file is not in the data folder of this machine, or was changed there. Look into a backup."
            )
        ) from None


def _note(by: Membership, verb: str, benefit: Benefit, at: datetime, told: dict[str, str]) -> None:
    audit(
        workspace=by.workspace,
        actor=by.user,
        verb=verb,
        subject=benefit.title,
        at=at,
        detail=dict(told),
    )
