from __future__ import annotations

from django.urls import path

from secondslice.customers.rules import Want
from secondslice.dashboard.views import own_page, own_quotes

app_name = "me"
WISHES = (Want.PAUSE, Want.AT_CLOSE, Want.STOP, Want.AGAIN, Want.NO_BULLETIN, Want.BULLETIN)

urlpatterns = [
    path("<str:token>", own_page.own_page, name="own_page"),
    *[
        path(f"<str:token>/{want.value}", own_page.wish, {"want": want}, name=want.value)
        for want in WISHES
    ],
    path("<str:token>/confirm", own_page.confirm, name="confirm"),
    path("<str:token>/answers", own_page.answers, name="answers"),
    path("<str:token>/answers/<int:number>", own_page.answers, name="more_answers"),
    path("<str:token>/quotes", own_quotes.quotes, name="quotes"),
    path("<str:token>/everything.json", own_page.everything, name="everything"),
    path("<str:token>/erase", own_page.erase, name="erase"),
    path("<str:token>/unsubscribe", own_page.unsubscribe, name="unsubscribe"),
    path(
        f"<str:token>/{Want.NO_BULLETIN.value}/unsubscribe",
        own_page.unsubscribe,
        {"want": Want.NO_BULLETIN},
        name="unsubscribe_bulletin",
    ),
]
