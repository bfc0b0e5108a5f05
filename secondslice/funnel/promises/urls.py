from __future__ import annotations

from django.urls import path

from secondslice.funnel.promises import views

app_name = "promises"
urlpatterns = [
    path("funnel/promises/", views.balance, name="balance"),
    path("funnel/<uuid:ref>/promises/", views.of_opportunity, name="of_opportunity"),
    path("funnel/<uuid:ref>/promises/ask/", views.ask, name="ask"),
    path("funnel/<uuid:ref>/promises/tell/", views.tell, name="tell"),
    path("funnel/checks/<uuid:ref>/", views.check, name="check"),
    path("funnel/checks/<uuid:ref>/answer/", views.answer, name="answer"),
    path("projects/<uuid:ref>/promises/", views.of_project, name="of_project"),
    path("funnel/promises/<uuid:ref>/delivered/", views.delivered, name="delivered"),
]
