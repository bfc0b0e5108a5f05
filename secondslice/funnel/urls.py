from __future__ import annotations

from django.urls import path

from secondslice.funnel.views import lists, moving, writing

app_name = "funnel"
urlpatterns = [
    path("funnel/", lists.opportunity_list, name="list"),
    path("funnel/add/", writing.add, name="add"),
    path("funnel/<uuid:ref>/", writing.edit, name="edit"),
    path("funnel/<uuid:ref>/move/", moving.move, name="move"),
]
