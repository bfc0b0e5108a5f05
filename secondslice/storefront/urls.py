from __future__ import annotations

from django.urls import path

from secondslice.storefront import views

app_name = "storefront"
urlpatterns = [path("settings/storefront/", views.settings, name="settings")]
