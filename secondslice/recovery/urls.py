from __future__ import annotations

from django.urls import path

from secondslice.recovery.views import (
    acts,
    adjustments,
    board,
    case_page,
    lists,
    playbooks,
    settings,
    thread,
    waiting,
    worth,
)

app_name = "recovery"
urlpatterns = [
    path("recovery/", lists.case_list, name="list"),
    path("recovery/worth/", worth.worth, name="worth"),
    path("settings/recovery/", settings.capacity, name="capacity"),
    path("settings/recovery/limits", settings.limits, name="limits"),
    path("settings/playbooks/", playbooks.playbooks, name="playbooks"),
    path("settings/playbooks/<slug:code>/", playbooks.playbook, name="playbook"),
    path("recovery/agreements/", adjustments.agreements, name="agreements"),
    path("recovery/changes/", adjustments.changes, name="changes"),
    path("recovery/changes/<uuid:ref>/", adjustments.adjustment, name="adjustment"),
    path("recovery/changes/<uuid:ref>/update/", adjustments.update, name="update"),
    path("recovery/changes/<uuid:ref>/end/", adjustments.end, name="end"),
    path("recovery/changes/<uuid:ref>/look/", adjustments.look, name="look"),
    path("recovery/changes/<uuid:ref>/tell/", adjustments.tell, name="tell"),
    path("recovery/changes/<uuid:ref>/withdraw/", adjustments.withdraw, name="withdraw"),
    path("recovery/<uuid:ref>/", case_page.case, name="case"),
    path("recovery/<uuid:ref>/move/", board.move, name="move"),
    path("recovery/<uuid:ref>/note/", acts.note, name="note"),
    path("recovery/<uuid:ref>/mail/", thread.mail, name="mail"),
    path("recovery/<uuid:ref>/files/", thread.add_file, name="add_file"),
    path("recovery/<uuid:ref>/files/<uuid:attachment>/", thread.file, name="file"),
    path(
        "recovery/<uuid:ref>/files/<uuid:attachment>/delete/",
        thread.remove_file,
        name="remove_file",
    ),
    path("recovery/<uuid:ref>/talk/", acts.talk, name="talk"),
    path("recovery/<uuid:ref>/adjust/", acts.adjust, name="adjust"),
    path("recovery/<uuid:ref>/ask-again/", acts.ask_again, name="ask_again"),
    path("recovery/<uuid:ref>/plan/", acts.plan, name="plan"),
    path("recovery/<uuid:ref>/cause/", acts.cause, name="cause"),
    path("recovery/<uuid:ref>/pass-up/", acts.pass_up, name="pass_up"),
    path("recovery/<uuid:ref>/waive/", acts.waive, name="waive"),
    path("recovery/<uuid:ref>/waive/<uuid:waiver>/", acts.decide_waiver, name="decide_waiver"),
    path("recovery/<uuid:ref>/send-now/", waiting.send_now, name="send_now"),
    path("recovery/<uuid:ref>/take-back/", waiting.take_back, name="take_back"),
    path("recovery/<uuid:ref>/hand-over/", acts.hand_over, name="hand_over"),
]
