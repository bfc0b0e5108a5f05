from __future__ import annotations

from django.urls import path

from secondslice.value.ledger.views import benefits, importing, page, reckoning, signing

app_name = "ledger"
urlpatterns = [
    path("value/ledger/", page.value_page, name="page"),
    path("value/ledger/benefits/", page.benefits, name="benefits"),
    path("value/ledger/benefits/add/", benefits.add, name="add"),
    path("value/ledger/benefits/<uuid:ref>/", benefits.benefit, name="benefit"),
    path("value/ledger/benefits/<uuid:ref>/edit/", benefits.edit, name="edit"),
    path("value/ledger/benefits/<uuid:ref>/record/", benefits.record, name="record"),
    path("value/ledger/benefits/<uuid:ref>/share/", benefits.share, name="share"),
    path("value/ledger/benefits/<uuid:ref>/prove/", benefits.prove, name="prove"),
    path("value/ledger/benefits/<uuid:ref>/ask/", signing.ask, name="ask"),
    path("value/ledger/benefits/<uuid:ref>/verify/", signing.verify, name="verify"),
    path(
        "value/ledger/benefits/<uuid:ref>/prove/file/", benefits.prove_by_file, name="prove_by_file"
    ),
    path("value/ledger/proofs/<uuid:ref>/", benefits.proof, name="proof"),
    path("value/ledger/proofs/<uuid:ref>/drop/", benefits.unprove, name="unprove"),
    path("value/ledger/stopped/<uuid:ref>/", benefits.stopped, name="stopped"),
    path("value/ledger/import/", importing.start, name="import"),
    path("value/ledger/import/<uuid:ref>/", importing.run, name="import_run"),
    path(
        "value/ledger/import/<uuid:ref>/read-again", importing.read_again, name="import_read_again"
    ),
    path("value/ledger/import/<uuid:ref>/apply", importing.apply, name="import_apply"),
    path(
        "value/ledger/import/<uuid:ref>/refused.csv", importing.refused_rows, name="import_refused"
    ),
    path("value/ledger/categories/", reckoning.outcomes, name="outcomes"),
    path("value/ledger/categories/<uuid:ref>/", reckoning.outcome, name="outcome"),
    path("value/ledger/reckoning/", reckoning.reckoning, name="reckoning"),
    path("value/ledger/reckoning/rate/", reckoning.rate, name="rate"),
    path("value/ledger/reckoning/cost/", reckoning.cost, name="cost"),
]
