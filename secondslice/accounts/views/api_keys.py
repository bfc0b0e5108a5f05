"""The keys with which programs speak to the API."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from secondslice.accounts.access import api_key_for
from secondslice.accounts.forms import ApiKeyForm
from secondslice.accounts.selectors import api_keys
from secondslice.accounts.services.api_keys import make_key, revoke_key
from secondslice.core import clock
from secondslice.core.http import MemberRequest
from secondslice.core.refusals import refusals_in
from secondslice.ui.pages import page


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def keys(request: MemberRequest, workspace: str) -> HttpResponse:  # noqa: ARG001
    """List the keys; a POST makes one, and shows it this once."""
    by, secret = request.membership, ""
    form = ApiKeyForm(request.POST or None, workspace=by.workspace)
    if form.is_valid():
        with refusals_in(form, "name"):
            _key, secret = make_key(by=by, at=clock.now(), **form.cleaned_data)
            form = ApiKeyForm(workspace=by.workspace)
    return page(
        request,
        "accounts/api_keys.html",
        form=form,
        secret=secret,
        keys=api_keys(by.workspace),
        status=422 if form.errors else 200,
    )


@require_POST
def revoke(request: MemberRequest, workspace: str, ref: uuid.UUID) -> HttpResponse:
    """End a key."""
    key = api_key_for(request.membership, ref=ref)
    revoke_key(by=request.membership, key=key, at=clock.now())
    messages.success(request, _("The key %(name)s no longer works.") % {"name": key.name})
    return redirect("accounts:api_keys", workspace)
