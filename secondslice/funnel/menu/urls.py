from __future__ import annotations

from django.urls import path

from secondslice.funnel.menu import views

app_name = "menu"
urlpatterns = [
    path("funnel/menu/", views.menu, name="list"),
    path("funnel/menu/start/", views.start, name="start"),
    path("funnel/menu/add/", views.add, name="add"),
    path("funnel/menu/<uuid:ref>/", views.service, name="service"),
    path("funnel/menu/<uuid:ref>/edit/", views.edit, name="edit"),
    path("funnel/menu/<uuid:ref>/offer/", views.offer, name="offer"),
    path("funnel/menu/<uuid:ref>/move/", views.move, name="move"),
    path("funnel/menu/for/<uuid:ref>/", views.of_opportunity, name="of_opportunity"),
    path("funnel/menu/for-project/<uuid:ref>/", views.of_project, name="of_project"),
]
