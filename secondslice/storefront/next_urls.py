from __future__ import annotations

from django.urls import path

from secondslice.storefront import next_views

app_name = "what_next"
urlpatterns = [path("<str:token>/next", next_views.what_next, name="page")]
