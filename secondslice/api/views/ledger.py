"""The value ledger: benefits with how far they are believed."""

from __future__ import annotations

import uuid
from typing import Literal

from django.http import HttpRequest
from ninja import Query, Router

from secondslice.accounts.rules import READ
from secondslice.api import ledger
from secondslice.api.access import reader
from secondslice.api.paging import Paging
from secondslice.api.problems import problems
from secondslice.api.schemas import BenefitOut, Page
from secondslice.api.views.keys import Key
from secondslice.core import clock

router = Router(tags=["value"], auth=Key(READ))
Stage = Literal["", "planned", "claimed", "cosigned", "verified"]


@router.get("/benefits", response={200: Page[BenefitOut], **problems()}, url_name="list_benefits")
def list_benefits(
    request: HttpRequest, paging: Query[Paging], stage: Stage = ""
) -> Page[BenefitOut]:
    """List the benefits of the value ledger, of one stage where `stage` names one."""
    membership = reader(request)
    today = clock.day_of(clock.now(), membership.workspace.time_zone)
    return ledger.benefits(
        membership, stage=stage, after=paging.after, limit=paging.limit, today=today
    )


@router.get(
    "/benefits/{uuid:ref}", response={200: BenefitOut, **problems(404)}, url_name="get_benefit"
)
def get_benefit(request: HttpRequest, ref: uuid.UUID) -> BenefitOut:
    """Return one benefit."""
    membership = reader(request)
    today = clock.day_of(clock.now(), membership.workspace.time_zone)
    return ledger.benefit(membership, ref=ref, today=today)
