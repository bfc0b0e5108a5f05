from __future__ import annotations

from django.urls import path

from secondslice.funnel.views import (
    flow,
    importing,
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
    path("funnel/import/", importing.start, name="import"),
    path("funnel/import/<uuid:ref>/", importing.run, name="import_run"),
    path("funnel/import/<uuid:ref>/read-again", importing.read_again, name="import_read_again"),
    path("funnel/import/<uuid:ref>/apply", importing.apply, name="import_apply"),
    path("funnel/import/<uuid:ref>/anyway", importing.anyway, name="import_anyway"),
    path("funnel/import/<uuid:ref>/refused.csv", importing.refused_rows, name="import_refused"),
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
