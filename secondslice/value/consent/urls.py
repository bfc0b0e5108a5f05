from __future__ import annotations

from django.urls import path

from secondslice.value.consent import views

app_name = "consent"
urlpatterns = [
    path("value/consents/", views.log, name="log"),
    path("value/quotes/<uuid:ref>/", views.quote, name="quote"),
    path("value/quotes/<uuid:ref>/wording/", views.propose, name="propose"),
]
