from __future__ import annotations

from django.urls import path

from secondslice.value.counterfactual.views import importing, page, working

app_name = "counterfactual"
urlpatterns = [
    path("value/counterfactual/", page.overview, name="page"),
    path("value/counterfactual/settings/", page.settings, name="settings"),
    path("value/counterfactual/people/", page.people, name="people"),
    path("value/counterfactual/ask/", page.ask, name="ask"),
    path("value/counterfactual/work/<uuid:ref>/", working.work, name="work"),
    path("value/counterfactual/work/<uuid:ref>/done/", working.done, name="done"),
    path("value/counterfactual/projects/", page.projects, name="list"),
    path("value/counterfactual/projects/clear/", page.clear, name="clear"),
    path("value/counterfactual/import/", importing.start, name="import"),
    path("value/counterfactual/import/<uuid:ref>/", importing.run, name="import_run"),
    path(
        "value/counterfactual/import/<uuid:ref>/read-again",
        importing.read_again,
        name="import_read_again",
    ),
    path("value/counterfactual/import/<uuid:ref>/apply", importing.apply, name="import_apply"),
    path(
        "value/counterfactual/import/<uuid:ref>/refused.csv",
        importing.refused_rows,
        name="import_refused",
    ),
]
