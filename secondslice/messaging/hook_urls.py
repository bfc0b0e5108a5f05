from __future__ import annotations

from django.urls import path

from secondslice.messaging.views import hooks

app_name = "hooks"
urlpatterns = [
    path("mail/<str:key>/<slug:provider>/<slug:what>", hooks.provider_calls, name="provider_calls"),
]
