from __future__ import annotations

from django.urls import path

from secondslice.pulse.views import public

app_name = "pulse_public"
urlpatterns = [
    path("<str:token>", public.question, name="question"),
    path("<str:token>/y", public.answer, {"choice": "y"}, name="yes"),
    path("<str:token>/n", public.answer, {"choice": "n"}, name="no"),
    path("<str:token>/x", public.hidden, name="hidden"),
]
