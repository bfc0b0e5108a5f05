from __future__ import annotations

from django.urls import path

from secondslice.funnel.views import (
    flow,
    lists,
    merging,
    moving,
    opportunity,
    settings,
    together,
    winning,
    writing,
)

app_name = "funnel"
urlpatterns = [
    path("funnel/", lists.opportunity_list, name="list"),
    path("funnel/add/", writing.add, name="add"),
    path("funnel/flow/", flow.flow, name="flow"),
    path("funnel/together/", together.bulk, name="together"),
    path("funnel/twice/", merging.twice, name="twice"),
    path("funnel/<uuid:ref>/", opportunity.opportunity, name="opportunity"),
    path("funnel/<uuid:ref>/change/", writing.edit, name="edit"),
    path("funnel/<uuid:ref>/move/", moving.move, name="move"),
    path("funnel/<uuid:ref>/win/", winning.win, name="win"),
    path("funnel/<uuid:ref>/lose/", moving.lose, name="lose"),
    path("funnel/<uuid:ref>/postpone/", moving.postpone, name="postpone"),
    path("funnel/<uuid:ref>/merge/", merging.merge, name="merge"),
    path("funnel/<uuid:ref>/apart/", merging.apart, name="apart"),
    path("funnel/<uuid:ref>/plan/", moving.plan, name="plan"),
    path("settings/funnel/", settings.funnel_settings, name="settings"),
]
