from __future__ import annotations

from django.urls import path

from secondslice.storefront.views import shop

app_name = "storefront"
urlpatterns = [
    path("settings/storefront/", shop.settings, name="settings"),
    path("settings/storefront/logo/", shop.set_logo, name="logo"),
]
