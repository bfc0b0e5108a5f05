from __future__ import annotations

from django.urls import path

from secondslice.value.outlook.views import alarms, pager, reading

app_name = "outlook"
urlpatterns = [
    path("value/outlook/", reading.outlook, name="page"),
    path("value/outlook/<uuid:ref>/", reading.customer, name="customer"),
    path("value/watch/", alarms.watch, name="watch"),
    path("value/watch/terms/", alarms.terms, name="terms"),
    path("value/watch/<uuid:ref>/", alarms.alarm, name="alarm"),
    path("value/watch/<uuid:ref>/close/", alarms.close, name="close"),
    path("value/watch/<uuid:ref>/hand/", alarms.hand, name="hand"),
    path("value/watch/<uuid:ref>/page/", pager.one_pager, name="one_pager"),
    path("value/watch/<uuid:ref>/page/write/", pager.write, name="write"),
    path("value/watch/<uuid:ref>/page/anew/", pager.anew, name="anew"),
    path("value/watch/<uuid:ref>/page/for/", pager.address, name="address"),
    path("value/watch/<uuid:ref>/page/send/", pager.send, name="send"),
]
