"""Every address of the product. Who may open which is in accounts/rules.py."""

from __future__ import annotations

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from secondslice.config import views
from secondslice.pulse.views import slack

WORKSPACE = "w/<slug:workspace>/"
ROOMS = [
    "customers",
    "projects",
    "pulse",
    "recovery",
    "funnel",
    "funnel.menu",
    "funnel.again",
    "funnel.touching",
    "funnel.promises",
    "funnel.booking",
    "value",
    "value.bulletin",
    "value.consent",
    "value.ledger",
    "value.counterfactual",
    "value.outlook",
    "value.usage",
    "impact",
    "impact.themes",
    "impact.drivers",
    "impact.benchmarks",
    "dashboard",
    "reports",
    "storefront",
    "reports.templates_kept",
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.home, name="home"),
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    path("a/", include("secondslice.pulse.public_urls")),
    path("a/", include("secondslice.storefront.next_urls")),
    path("", include("secondslice.pulse.station_urls")),
    path("me/", include("secondslice.dashboard.public_urls")),
    path("", include("secondslice.accounts.urls")),
    *[path(WORKSPACE, include(f"secondslice.{room}.urls")) for room in ROOMS],
    path("chat/slack/<slug:slug>", slack.pressed, name="slack_pressed"),
    path("api/v1/", include("secondslice.api.urls")),
    path(WORKSPACE, include("secondslice.messaging.settings_urls")),
    path("report/", include("secondslice.reports.public_urls")),
    path("menu/", include("secondslice.storefront.public_urls")),
    path("hooks/", include("secondslice.messaging.hook_urls")),
    path("outbox/", include("secondslice.messaging.urls")),
]
if settings.DEBUG:
    urlpatterns.append(path("ui/", include("secondslice.ui.urls")))
