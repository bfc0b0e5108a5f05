"""Where a mail provider calls us: the secret in the address is the key, and a signature is checked as well."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from secondslice.core import clock
from secondslice.core.errors import NotHere
from secondslice.journeys.mail_came_in import mail_came_in
from secondslice.journeys.provider_called import provider_called
from secondslice.messaging.models import InboundMail
from secondslice.messaging.services.receiving import Parcel
from secondslice.messaging.transports.provider_calls import NotOurs, hear


@csrf_exempt
@require_http_methods(["POST", "HEAD"])
def provider_calls(request: HttpRequest, key: str, provider: str, what: str) -> HttpResponse:
    """Take what a provider tells us. What goes wrong is answered with 500, and told once more later."""
    if not (settings.HOOK_SECRET and constant_time_compare(key, settings.HOOK_SECRET)):
        raise NotHere(_("There is no such page."))
    try:
        heard = hear(request, provider=provider, what=what)
    except NotOurs as why:
        return HttpResponse(str(why), status=400, content_type="text/plain")
    now = clock.now()
    for mail in heard.mails:
        parcel = Parcel(mail.raw, InboundMail.Way.HOOK, mail.recipient)
        mail_came_in(parcel=parcel, now=now)
    for fate in heard.fates:
        provider_called(fate=fate, now=now)
    return heard.response
