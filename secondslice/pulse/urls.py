from __future__ import annotations

from django.urls import path

from secondslice.pulse.views import (
    asking,
    chat,
    linking,
    overview,
    plans,
    pulse,
    question,
    reaching,
    station_rooms,
    stations,
    worth,
)

app_name = "pulse"
urlpatterns = [
    path("pulse/", pulse.pulse, name="overview"),
    path("pulse/answers/", overview.answers, name="answers"),
    path("pulse/coverage/", pulse.heard, name="coverage"),
    path("pulse/together/", overview.said_together, name="together"),
    path("pulse/doubtful/", overview.doubtful, name="doubtful"),
    path("pulse/doubtful/<uuid:ref>/release", overview.release, name="release"),
    path("pulse/success/", worth.worth, name="worth"),
    path("pulse/plan/leaving", plans.leaving, name="leaving"),
    path("pulse/plan/send", plans.send, name="send_due"),
    path("pulse/plan/back/<uuid:ref>", plans.take_back, name="take_back"),
    path("pulse/plan/wish/<uuid:ref>", plans.take_wish_back, name="take_wish_back"),
    path("pulse/talked/<uuid:ref>", plans.talked, name="talked"),
    path(
        "projects/<uuid:ref>/people/<uuid:person>/leave-out/", plans.leave_out_of, name="leave_out"
    ),
    path("settings/chat/", chat.chats, name="chats"),
    path("settings/chat/disconnect", chat.disconnect, name="disconnect_chat"),
    path("settings/plan/", plans.settings, name="plan_settings"),
    path("settings/plan/add", plans.add_point, name="add_point"),
    path("settings/plan/remove/<slug:code>", plans.remove_point, name="remove_point"),
    path("projects/<uuid:ref>/ask/", asking.ask_project, name="ask_project"),
    path("projects/<uuid:ref>/ask/link/<uuid:person>", linking.give_link, name="give_link"),
    path("projects/<uuid:ref>/ask/preview/<uuid:person>", asking.preview, name="preview"),
    path("settings/question/", question.question_settings, name="question_settings"),
    path("settings/mail/addresses/", reaching.unreachable, name="unreachable"),
    path("settings/mail/addresses/<uuid:ref>/lift", reaching.lift, name="lift"),
    path("settings/reasons/", question.reason_settings, name="reason_settings"),
    path("pulse/stations/", stations.listing, name="stations"),
    path("pulse/stations/add/<slug:kind>/", stations.add, name="station_add"),
    path("pulse/stations/<uuid:ref>/", stations.station, name="station"),
    path("pulse/stations/<uuid:ref>/edit/", stations.edit, name="station_edit"),
    path("pulse/stations/<uuid:ref>/close", stations.close, name="station_close"),
    path("pulse/stations/<uuid:ref>/open", stations.open_again, name="station_open"),
    path("pulse/stations/<uuid:ref>/anew", stations.anew, name="station_anew"),
    path("pulse/stations/<uuid:ref>/reveal", stations.reveal, name="station_reveal"),
    path("pulse/stations/<uuid:ref>/poster.pdf", station_rooms.poster, name="station_poster"),
    path("pulse/stations/<uuid:ref>/code.<slug:ending>", station_rooms.code, name="station_code"),
    path("pulse/stations/<uuid:ref>/screen/", station_rooms.screen, name="station_screen"),
    path("pulse/stations/<uuid:ref>/present", station_rooms.present, name="station_present"),
    path("pulse/stations/<uuid:ref>/devices", station_rooms.add_device, name="station_device"),
    path(
        "pulse/devices/<uuid:ref>/remove",
        station_rooms.remove_a_device,
        name="station_device_remove",
    ),
    path("pulse/calls/", station_rooms.calls, name="calls"),
    path("pulse/calls/<uuid:ref>/called", station_rooms.called, name="called"),
    path("pulse/calls/<uuid:ref>/erase", station_rooms.erase, name="call_erase"),
]
