from __future__ import annotations

from django.urls import path

from secondslice.customers import views

app_name = "customers"
urlpatterns = [
    path("customers/add/", views.add_customer, name="add"),
    path("customers/people/", views.people, name="people"),
    path("customers/people/add/", views.add_contact, name="add_contact"),
    path("customers/people/<uuid:ref>/edit/", views.edit_contact, name="edit_contact"),
    path("customers/people/<uuid:ref>/card.vcf", views.card, name="card"),
    path("customers/people/<uuid:ref>/stop", views.note_stop, name="note_stop"),
    path("customers/people/<uuid:ref>/ask-again", views.take_back_note, name="take_back_note"),
    path("customers/people/<uuid:ref>/link", views.send_link, name="send_link"),
    path("customers/<uuid:ref>/edit/", views.edit_customer, name="edit"),
]
