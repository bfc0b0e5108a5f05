from __future__ import annotations

from django.urls import path

from secondslice.messaging.views import settings

app_name = "mail"
urlpatterns = [
    path("settings/mail/", settings.mail, name="settings"),
    path("settings/mail/look", settings.look, name="look"),
    path("settings/mail/headers", settings.read_headers, name="headers"),
    path("settings/mail/test", settings.send_test, name="test"),
]
