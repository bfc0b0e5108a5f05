from __future__ import annotations

from django.urls import path

from secondslice.funnel import views

app_name = "funnel"
urlpatterns = [
    path("funnel/", views.opportunity_list, name="list"),
    path("funnel/add/", views.add, name="add"),
    path("funnel/<uuid:ref>/", views.edit, name="edit"),
    path("funnel/<uuid:ref>/move/", views.move, name="move"),
]
