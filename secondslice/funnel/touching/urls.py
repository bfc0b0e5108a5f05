from __future__ import annotations

from django.urls import path

from secondslice.funnel.touching import views

app_name = "touching"
urlpatterns = [
    path("funnel/touches/", views.touches, name="list"),
    path("funnel/touches/<uuid:ref>/plan/", views.plan, name="plan"),
    path("funnel/touches/<uuid:ref>/done/", views.done, name="done"),
    path("funnel/touches/<uuid:ref>/drop/", views.drop, name="drop"),
]
