"""Lists of customers and people, and the forms to add and change them."""

from __future__ import annotations

import uuid
from datetime import date

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from secondslice.accounts.rules import DELIVERS, WORKS
from secondslice.core import clock
from secondslice.core.http import MemberRequest
from secondslice.core.refusals import refusals_in
from secondslice.customers import selectors, services
from secondslice.customers.access import contact_for, customer_for
from secondslice.customers.cards import cards_response
from secondslice.customers.forms import ContactForm, CustomerForm
from secondslice.customers.models import Contact, Preference
from secondslice.customers.selectors import ContactFilter
from secondslice.customers.sheets import contact_sheet
from secondslice.journeys.address_freed import address_corrected
from secondslice.journeys.own_page_sent import own_page_sent
from secondslice.journeys.project_changed import person_changed
from secondslice.journeys.wish_said import stop_struck_out, stop_told
from secondslice.ui.exports import download
from secondslice.ui.pages import page


@require_safe
def people(request: MemberRequest, workspace: str) -> HttpResponseBase:  # noqa: ARG001
    """List the people at customers."""
    asked = request.GET
    ref = _ref(asked.get("customer", ""))
    customer = customer_for(request.membership, ref=ref) if ref else None
    chosen = ContactFilter(search=asked.get("q", "").strip(), customer=ref)
    if asked.get("download") == "vcf":
        everybody = selectors.people_by_name(request.membership, chosen)
        return cards_response(everybody, name=_("People"))
    if "download" in asked:
        sheet = contact_sheet(request.membership, chosen, today=_today(request))
        return download(request, sheet, at=clock.now())
    found = selectors.contact_page(request.membership, chosen, after=asked.get("after", ""))
    return page(
        request,
        "customers/people.html",
        contacts=found.rows,
        after=found.after,
        chosen=chosen,
        customer=customer,
        today=_today(request),
        may_add=request.membership.role in WORKS,
        may_import=request.membership.role in DELIVERS,
    )


@require_safe
def card(request: MemberRequest, workspace: str, ref: uuid.UUID) -> HttpResponse:  # noqa: ARG001
    """Give a person as an address card."""
    found = contact_for(request.membership, ref=ref)
    return cards_response([found], name=found.name)


@require_http_methods(["GET", "HEAD", "POST"])
def add_customer(request: MemberRequest, workspace: str) -> HttpResponse:
    """Add a customer."""
    form = CustomerForm(request.POST or None, workspace=request.membership.workspace)
    if form.is_valid():
        with refusals_in(form, "name"):
            made = services.add_customer(by=request.membership, facts=form.facts(), at=clock.now())
            messages.success(request, _("%(name)s is added.") % {"name": made.name})
            return redirect("dashboard:customer", workspace, made.ref)
    return _form_page(request, form, title=_("Add a customer"))


@require_http_methods(["GET", "HEAD", "POST"])
def edit_customer(request: MemberRequest, workspace: str, ref: uuid.UUID) -> HttpResponse:
    """Change a customer."""
    found = customer_for(request.membership, ref=ref)
    before = {name: getattr(found, name) for name in CustomerForm.base_fields}
    form = CustomerForm(
        request.POST or None, workspace=found.workspace, known=found, initial=before
    )
    if form.is_valid():
        with refusals_in(form, "name"):
            services.change_customer(
                by=request.membership, customer=found, facts=form.facts(), at=clock.now()
            )
            messages.success(request, _("Saved."))
            return redirect("dashboard:customer", workspace, ref)
    return _form_page(request, form, title=before["name"])


@require_http_methods(["GET", "HEAD", "POST"])
def add_contact(request: MemberRequest, workspace: str) -> HttpResponse:
    """Add a person; `customer` in the address chooses the customer."""
    mine = request.membership.workspace
    ref = _ref(request.GET.get("customer", ""))
    at = customer_for(request.membership, ref=ref) if ref else None
    form = ContactForm(request.POST or None, workspace=mine, initial={"customer": at})
    if form.is_valid():
        with refusals_in(form, "email"):
            customer = form.cleaned_data["customer"]
            made = services.add_contact(
                by=request.membership, customer=customer, facts=form.facts(), at=clock.now()
            )
            messages.success(request, _("%(name)s is added.") % {"name": made.name})
            return redirect("dashboard:customer", workspace, customer.ref)
    return _form_page(request, form, title=_("Add a person"))


@require_http_methods(["GET", "HEAD", "POST"])
def edit_contact(request: MemberRequest, workspace: str, ref: uuid.UUID) -> HttpResponse:
    """Change a person."""
    found = contact_for(request.membership, ref=ref)
    before = {name: getattr(found, name) for name in ContactForm.base_fields}
    form = ContactForm(request.POST or None, workspace=found.workspace, known=found, initial=before)
    if form.is_valid():
        with refusals_in(form, "email"):
            services.change_contact(
                by=request.membership,
                contact=found,
                customer=form.cleaned_data["customer"],
                facts=form.facts(),
                at=clock.now(),
            )
            is_corrected = found.email != before["email"]
            follows = address_corrected if is_corrected else person_changed
            follows(contact=found, now=clock.now())
            messages.success(request, _("Saved."))
            return redirect("dashboard:person", workspace, ref)
    return _contact_page(request, found, form, title=before["name"])


@require_POST
def note_stop(request: MemberRequest, workspace: str, ref: uuid.UUID) -> HttpResponse:
    """Write down that a person told us not to be asked any more."""
    found = contact_for(request.membership, ref=ref)
    stop_told(contact=found, by=request.membership, now=clock.now())
    messages.success(request, _("Written down. %(name)s is not asked.") % {"name": found.name})
    return redirect("customers:edit_contact", workspace, ref)


@require_POST
def take_back_note(request: MemberRequest, workspace: str, ref: uuid.UUID) -> HttpResponse:
    """Strike out a stop that one of us wrote down."""
    found = contact_for(request.membership, ref=ref)
    stop_struck_out(contact=found, by=request.membership, now=clock.now())
    messages.success(request, _("%(name)s is asked again.") % {"name": found.name})
    return redirect("customers:edit_contact", workspace, ref)


@require_POST
def send_link(request: MemberRequest, workspace: str, ref: uuid.UUID) -> HttpResponse:
    """Send a person the link to the own page."""
    found = contact_for(request.membership, ref=ref)
    own_page_sent(contact=found, by=request.membership, now=clock.now())
    messages.success(request, _("The link is on its way to %(name)s.") % {"name": found.name})
    return redirect("customers:edit_contact", workspace, ref)


def _form_page(
    request: MemberRequest, form: CustomerForm | ContactForm, *, title: str
) -> HttpResponse:
    status = 422 if form.errors else 200
    return page(request, "customers/form.html", form=form, title=title, status=status)


def _contact_page(
    request: MemberRequest, found: Contact, form: ContactForm, *, title: str
) -> HttpResponse:
    wishes: Preference | None = getattr(found, "preference", None)
    return page(
        request,
        "customers/contact.html",
        form=form,
        title=title,
        contact=found,
        today=_today(request),
        is_stopped=bool(wishes and wishes.stopped_at),
        was_told_to_us=bool(wishes and wishes.stopped_how == Preference.How.MEMBER),
        status=422 if form.errors else 200,
    )


def _today(request: MemberRequest) -> date:
    return clock.day_of(clock.now(), request.membership.workspace.time_zone)


def _ref(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None
