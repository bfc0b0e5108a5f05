"""Files of a case: taken after a check, removed with a trace."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from secondslice.accounts.models import Membership, User
from secondslice.accounts.rules import RUNS_THE_PMO
from secondslice.core import files
from secondslice.core.errors import NotHere, RuleBroken
from secondslice.messaging.parsing.files import FileInMail
from secondslice.recovery.file_rules import Unfit, clean_name, why_unfit
from secondslice.recovery.models import Attachment, Case, CaseMail, CaseReply
from secondslice.recovery.rules import State
from secondslice.recovery.selectors.correspondence import bytes_kept
from secondslice.recovery.services.mending import touch
from secondslice.recovery.thread_words import unfit_words

MOST_IN_A_MAIL = 20


@transaction.atomic
def add_file(*, case: Case, name: str, content: bytes, by: User, at: datetime) -> Attachment:
    """Keep a file that a member puts into a case, open or closed. What cannot be kept is refused in words."""
    if case.state == State.ERASED:
        raise RuleBroken(_("The customer had all own data erased. No file is kept here any more."))
    plain = clean_name(name)
    if (why := why_unfit(plain, content, kept=bytes_kept(case))) is not None:
        raise RuleBroken(unfit_words(why, name=plain))
    touch(case=case, at=at)
    return _keep(case, plain, content, at=at, by=by)


@transaction.atomic
def take_files(*, reply: CaseReply, came: Iterable[FileInMail]) -> None:
    """Keep the files that came with a reply, and note of the others why not. From who may be anybody none is taken."""
    kept = bytes_kept(reply.case)
    for number, one in enumerate(came):
        name = clean_name(one.name)
        why = Unfit.UNPROVEN if not reply.is_proven else why_unfit(name, one.content, kept=kept)
        if one.is_cut or number >= MOST_IN_A_MAIL:
            why = Unfit.TOO_LARGE if one.is_cut else Unfit.CASE_IS_FULL
        if why is None:
            _keep(reply.case, name, one.content, at=reply.at, reply=reply)
            kept += len(one.content)
        else:
            reply.left_out.append({"name": name, "why": why.value})
    reply.save(update_fields=["left_out"])


@transaction.atomic
def remove_file(*, attachment: Attachment, by: Membership, at: datetime) -> None:
    """Delete a file; that it was here, and who removed it, stays in the thread."""
    case = attachment.case
    if by.user_id != case.owner_id and by.role not in RUNS_THE_PMO:
        raise RuleBroken(
            _("%(owner)s owns this case. Only the owner and who runs the PMO remove its files.")
            % {"owner": case.owner.name}
        )
    there = Attachment.objects.filter(pk=attachment.pk, removed_at=None)
    if not there.update(removed_by=by.user, removed_at=at, stored=""):
        raise RuleBroken(_("Somebody has removed this file already."))
    discard_later([attachment.stored])
    touch(case=case, at=at)


def discard_later(_names: Iterable[str]) -> None:
    """Delete files once it is certain that no row names them; what fails then is swept away within a day."""
    for name in _names:
        transaction.on_commit(lambda name=name: files.discard(name), robust=True)  # type: ignore[misc]


@transaction.atomic
def forget_correspondence(*, cases: QuerySet[Case]) -> None:
    """Delete what was written about these cases, and their files."""
    attachments = Attachment.objects.filter(case__in=cases)
    discard_later(list(attachments.exclude(stored="").values_list("stored", flat=True)))
    attachments.delete()
    CaseMail.objects.filter(case__in=cases).delete()  # the replies go with them


def content(*, attachment: Attachment) -> bytes:
    """Return what is in a file. Raise NotHere when it is gone."""
    try:
        return files.content_of(attachment.stored, digest=attachment.digest)
    except files.FileGone:
        raise NotHere(
            _(
                "This file is not in the data folder of this machine, or was changed there. Look into a backup."
            )
        ) from None


def sweep(*, known: set[str], at: datetime) -> int:
    """Delete the files that no row knows. Return how many."""
    return files.sweep(known=known, at=at)


def _keep(
    case: Case,
    name: str,
    content: bytes,
    *,
    at: datetime,
    by: User | None = None,
    reply: CaseReply | None = None,
) -> Attachment:
    kept = files.keep(content)
    return Attachment.objects.create(
        workspace_id=case.workspace_id,
        case=case,
        reply=reply,
        by=by,
        name=name,
        size=kept.size,
        digest=kept.digest,
        stored=kept.name,
        at=at,
    )
