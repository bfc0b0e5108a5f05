"""Who may open what: every address of the product, with every role, a stranger and a member of another workspace.

The table is `accounts.rules.ACCESS`. A new address fails here until it has a line there and a maker for each of its
parameters.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.urls.resolvers import RegexPattern, RoutePattern

from secondslice.accounts import rules
from secondslice.accounts.models import Membership
from secondslice.accounts.rules import ACCESS, Door
from secondslice.accounts.tests.make import (
    make_api_key,
    make_invitation,
    make_member,
    make_workspace,
)
from secondslice.analytics.retention import Mix
from secondslice.conftest import sign_in
from secondslice.core.tokens import digest
from secondslice.customers.services import page_tokens
from secondslice.funnel.booking.models import Booking, BookingHost, TimeOff
from secondslice.funnel.models import DeliveryCheck, Opportunity, PlannedTouch, ServiceRequest
from secondslice.funnel.promises.models import Promise
from secondslice.funnel.tests.make_menu import make_service
from secondslice.impact.models import Scenario
from secondslice.impact.services import keep_scenario
from secondslice.impact.tests.make import make_theme
from secondslice.impact.what_if import Way
from secondslice.messaging.tests.make import make_mail, make_suppression
from secondslice.projects.imports.fields import Kind
from secondslice.projects.models import Project
from secondslice.projects.services.import_runs import start_import
from secondslice.projects.tests.make import make_milestone, make_project
from secondslice.pulse.models import AnswerRevision, Ask, CallRequest, Station, Verdict
from secondslice.pulse.plan_models import BY_HAND, PlannedAsk
from secondslice.pulse.selectors.stations import station_token
from secondslice.pulse.services.leaving_out import leave_out
from secondslice.pulse.services.station_devices import expect_device
from secondslice.pulse.tests.at_station import make_answers, make_station
from secondslice.pulse.tests.make import Sent, make_ask
from secondslice.recovery.models import Adjustment, Case, Waiver
from secondslice.recovery.services import add_file
from secondslice.recovery.tests.make import make_case
from secondslice.reports.building.reports import Wish, build
from secondslice.reports.models import Report
from secondslice.reports.rules import last_ended
from secondslice.reports.services.issuing import issue
from secondslice.reports.services.sharing import share
from secondslice.reports.services.sharing import token_of as report_token
from secondslice.storefront.models import Storefront
from secondslice.storefront.services import Terms, set_logo, set_storefront
from secondslice.value.bulletin.services.composing import begin_bulletin
from secondslice.value.counterfactual.services.asking import token_of as counterfactual_token
from secondslice.value.counterfactual.services.working import open_work
from secondslice.value.ledger.models import Benefit
from secondslice.value.ledger.services.benefits import add_outcome
from secondslice.value.ledger.services.proving import add_evidence, add_proof
from secondslice.value.ledger.services.reminding import token_of as measuring_token
from secondslice.value.ledger.services.signing import token_of
from secondslice.value.models import Alarm, Testimonial
from secondslice.value.publishing import Approval, approve
from secondslice.value.tests.counterfactual import make_counterfactual, make_counterfactual_ask
from secondslice.value.tests.ledger import make_benefit, make_reminder, make_sign_request
from secondslice.value.tests.using import make_usage_ask
from secondslice.value.usage.services.planning import token_of as usage_token

STRANGER, CLEO = "a stranger", "somebody of another workspace"
OTHER_MANAGER = "a manager of other projects"
WHO = [*sorted(rules.EVERYBODY), OTHER_MANAGER, CLEO, STRANGER]
REFUSED = {403, 404}
TOKEN = "t" * 22
LIST = b"Project,Customer,Sponsor\nNew tills,Sales,ben@example.org\n"
STATION_PAGES = (
    "station", "station_edit", "station_close", "station_open", "station_anew", "station_reveal", "station_poster",
    "station_code", "station_screen", "station_present", "station_device",
)  # fmt: skip
ADJUSTMENT_PAGES = ("adjustment", "update", "end", "look", "tell", "withdraw")
IMPORT_PAGES = ("run", "read_again", "apply", "refused")
COMPARED = b"Project,Run by the PMO\nNew tills,yes\n"
DEALS = b"Deal name,Company\nNew tills,Sales\n"


@dataclass(frozen=True)
class Address:
    """One URL pattern of the product."""

    name: str
    parameters: tuple[str, ...]


def walk(
    patterns: list[URLPattern | URLResolver], space: str = "", above: tuple[str, ...] = ()
) -> Iterator[Address]:
    """Yield every pattern with the parameters of its whole path."""
    for pattern in patterns:
        here = pattern.pattern
        own: tuple[str, ...] = ()
        if isinstance(here, RoutePattern):
            own = tuple(here.converters)
        elif isinstance(here, RegexPattern):
            own = tuple(here.regex.groupindex)
        if isinstance(pattern, URLResolver):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from walk(pattern.url_patterns, inner, (*above, *own))
        else:
            yield Address(f"{space}{pattern.name}", (*above, *own))


ADDRESSES = list(walk(get_resolver().url_patterns))


@dataclass
class World:
    """Acme's rows, made when they are needed, and who comes to see them."""

    ava: Membership
    now: datetime
    visitor: Membership | None
    manager: Membership
    """Whoever manages the project: the visitor, where this is about what a manager may do in his own."""

    @cached_property
    def sent(self) -> Sent:
        """An ask about the project, waiting for its answer."""
        project = make_project(self.ava.workspace, "New tills", manager=self.manager.user)
        return make_ask(self.ava, at=self.now, project=project)

    @cached_property
    def case(self) -> Case:
        """A recovery case of the project."""
        return make_case(self.manager, at=self.now, name="Bo", project=self.sent.ask.project)

    def attachment(self) -> uuid.UUID:
        """A file of the case."""
        return add_file(
            case=self.case, name="plan.pdf", content=b"%PDF-1.7", by=self.manager.user, at=self.now
        ).ref

    def waiver(self) -> uuid.UUID:
        """Somebody wants to give the case up."""
        return Waiver.objects.create(
            workspace=self.ava.workspace,
            case=self.case,
            reason="The project was stopped.",
            asked_by=self.ava.user,
            asked_at=self.now,
        ).ref

    @cached_property
    def adjustment(self) -> Adjustment:
        """An agreement with the customer of the case."""
        return Adjustment.objects.create(
            workspace=self.ava.workspace,
            case=self.case,
            kind=Adjustment.Kind.AGREEMENT,
            what="One page every Friday",
            rhythm=Adjustment.Rhythm.WEEKLY,
            starts_on=self.now.date(),
            by=self.manager.user,
            at=self.now,
        )

    @cached_property
    def opportunity(self) -> Opportunity:
        """Possible work from the project's customer."""
        return Opportunity.objects.create(
            workspace=self.ava.workspace,
            customer=self.sent.ask.customer,
            project=self.sent.ask.project,
            title="More tills",
            currency="EUR",
            owner=self.manager.user,
            opened_at=self.now,
        )

    def service(self) -> uuid.UUID:
        """Something the PMO offers."""
        return make_service(self.ava, "Kick-start").ref

    def storefront(self) -> str:
        """A storefront that is open to everybody."""
        shown = Terms(openness=Storefront.Openness.PUBLIC)
        set_storefront(by=self.ava, terms=shown, at=self.now)
        set_logo(by=self.ava, content=b"\x89PNG\r\n\x1a\n", at=self.now)
        return self.ava.workspace.slug

    def request_token(self) -> str:
        """What a visitor of the storefront asked for, and has not confirmed."""
        workspace, later = self.ava.workspace, self.now + timedelta(days=1)
        ServiceRequest.objects.create(
            workspace=workspace, token_digest=digest("r" * 22), at=self.now, expires_at=later
        )
        return "r" * 22

    def host(self) -> BookingHost:
        """Who visits can be booked; where nobody of the workspace does, Ava."""
        found, _is_new = BookingHost.objects.get_or_create(
            workspace=self.ava.workspace, user=self.manager.user, defaults={"zone": "UTC"}
        )
        return found

    def booking(self) -> Booking:
        """Somebody has booked a session with her."""
        there = Booking.objects.filter(token_digest=digest("k" * 22)).first()
        return there or Booking.objects.create(
            workspace=self.ava.workspace,
            host=self.host(),
            begins_at=self.now + timedelta(days=1),
            ends_at=self.now + timedelta(days=1, hours=1),
            state=Booking.State.BOOKED,
            held_until=self.now,
            zone="UTC",
            language="en-us",
            token_digest=digest("k" * 22),
            at=self.now,
        )

    def booking_token(self) -> str:
        """The link in the visitor's mail."""
        self.booking()
        return "k" * 22

    def days_off(self) -> uuid.UUID:
        """She is off for a day."""
        day = self.now.date()
        return TimeOff.objects.create(
            workspace=self.ava.workspace, host=self.host(), begins_on=day, ends_on=day
        ).ref

    def check(self) -> uuid.UUID:
        """Sales asks whether this can be promised."""
        return DeliveryCheck.objects.create(
            workspace=self.ava.workspace,
            opportunity=self.opportunity,
            scope="Tills",
            asked_by=self.ava.user,
            asked_of=self.manager.user,
            asked_at=self.now,
            due_at=self.now,
        ).ref

    def promise(self) -> uuid.UUID:
        """What the customer was told."""
        return Promise.objects.create(
            workspace=self.ava.workspace,
            opportunity=self.opportunity,
            scope="Tills",
            told_on=self.now.date(),
            by=self.ava.user,
            at=self.now,
        ).ref

    def touch(self) -> uuid.UUID:
        """Somebody plans to call the person."""
        return PlannedTouch.objects.create(
            workspace=self.ava.workspace,
            contact=self.sent.ask.contact,
            on=self.now.date(),
            owner=self.ava.user,
            at=self.now,
        ).ref

    def quotable(self) -> uuid.UUID:
        """Words that may be quoted."""
        return self.words_lent.ref

    def quote_token(self) -> str:
        """The author of words was asked whether they may be published."""
        Testimonial.objects.filter(pk=self.words_lent.pk).update(
            state=Testimonial.State.ASKED, token_digest=digest("q" * 22)
        )
        return "q" * 22

    def published_quote(self) -> uuid.UUID:
        """Words whose author lets them stand on the wall."""
        Testimonial.objects.filter(pk=self.words_lent.pk).update(
            state=Testimonial.State.ASKED, token_digest=digest("q" * 22)
        )
        approval = Approval("full", self.now.date() + timedelta(days=9), frozenset({"wall"}))
        approve(testimonial=self.words_lent, approval=approval, words="Good.", at=self.now)
        return self.words_lent.ref

    @cached_property
    def words_lent(self) -> Testimonial:
        """What the person said about the project."""
        return Testimonial.objects.create(
            workspace=self.ava.workspace,
            ask=self.sent.ask,
            contact=self.sent.ask.contact,
            project=self.sent.ask.project,
            customer=self.sent.ask.customer,
            words="Good.",
            consent=Testimonial.Consent.NAMED,
            at=self.now,
        )

    @cached_property
    def benefit(self) -> Benefit:
        """What the project shall bring."""
        return make_benefit(self.ava, self.sent.ask.project, at=self.now)

    def proof(self) -> uuid.UUID:
        """A link to what proves it."""
        return add_evidence(
            by=self.ava, benefit=self.benefit, title="Books", url="https://example.org", at=self.now
        ).ref

    def proof_file(self) -> uuid.UUID:
        """A file that proves it."""
        return add_proof(
            by=self.ava, benefit=self.benefit, name="books.txt", content=b"1000", at=self.now
        ).ref

    def sign_token(self) -> str:
        """Somebody is asked whether it has arrived."""
        return token_of(request=make_sign_request(self.ava, self.benefit, at=self.now))

    def use_token(self) -> str:
        """Somebody in operations is asked whether the result is used."""
        project = self.sent.ask.project
        Project.objects.filter(pk=project.pk).update(
            phase=Project.Phase.OPERATION, ends_on=self.now.date()
        )
        project.refresh_from_db()
        asked = make_usage_ask(self.ava, project, at=self.now)
        return usage_token(ask=asked)

    def measure_token(self) -> str:
        """The owner in operations is asked for a value."""
        return measuring_token(reminder=make_reminder(self.benefit, at=self.now))

    def outcome(self) -> uuid.UUID:
        """A category of the ledger."""
        return add_outcome(by=self.ava, name="Peace", group="value", at=self.now).ref

    @cached_property
    def issued(self) -> Report:
        """A report of the last quarter."""
        workspace, today = self.ava.workspace, self.now.date()
        document = build(workspace, Wish("executive", last_ended(today)), today=today)
        return issue(
            workspace=workspace, document=document, customer=None, by=self.ava, at=self.now
        )

    def report(self) -> uuid.UUID:
        """That report."""
        return self.issued.ref

    def report_link(self) -> uuid.UUID:
        """A link to it."""
        return share(report=self.issued, by=self.ava.user, at=self.now).ref

    def report_token(self) -> str:
        """The secret of a link to it."""
        return report_token(share=share(report=self.issued, by=self.ava.user, at=self.now))

    def bulletin(self) -> uuid.UUID:
        """A draft of a bulletin."""
        return begin_bulletin(by=self.ava, at=self.now).ref

    def alarm(self) -> uuid.UUID:
        """Something has turned at the project's customer."""
        return Alarm.objects.create(
            workspace=self.ava.workspace,
            kind=Alarm.Kind.QUIET,
            about="contact:1",
            mark="never",
            customer=self.sent.ask.customer,
            contact=self.sent.ask.contact,
            facts={"days": 100, "last": ""},
            owner=self.ava.user,
            raised_at=self.now,
        ).ref

    def doubtful(self) -> AnswerRevision:
        """A tap that was not counted."""
        Ask.objects.filter(pk=self.sent.ask.pk).update(version=1)
        return AnswerRevision.objects.create(
            workspace=self.ava.workspace,
            ask=self.sent.ask,
            number=1,
            taste="yes",
            verdict=Verdict.SUSPECT,
            counted=False,
            at=self.now,
        )

    @cached_property
    def station(self) -> Station:
        """A station of the project, with the answers of a room."""
        made = make_station(self.ava, at=self.now, project=self.sent.ask.project)
        make_answers(made, yes=6)
        return made

    def device(self) -> object:
        """A device that a kiosk waits for."""
        return expect_device(by=self.ava, station=self.station, name="Lobby", at=self.now).ref

    def call(self) -> object:
        """Somebody who wants to be called."""
        return CallRequest.objects.create(
            workspace=self.ava.workspace, name="Bo", address="123", at=self.now
        ).ref

    def invitation_token(self) -> str:
        """The secret of an open invitation."""
        make_invitation(self.ava, token=TOKEN, at=self.now)
        return TOKEN

    def mail(self) -> object:
        """A kept mail to whoever comes."""
        to = self.visitor.user.email if self.visitor else "ben@example.org"
        mail = make_mail(self.ava.workspace, at=self.now, to=to)
        mail.state = mail.State.KEPT
        mail.save()
        return mail.ref

    def left_out(self) -> object:
        """A person who is left out of the project's plan."""
        ask = self.sent.ask
        return leave_out(
            by=self.manager,
            project=ask.project,
            contact=ask.contact,
            reason="On leave.",
            at=self.now,
        ).ref

    def wish(self) -> object:
        """A question about the project that somebody wants to ask by hand."""
        ask = self.sent.ask
        found, _is_new = PlannedAsk.objects.get_or_create(
            project=ask.project,
            contact=ask.contact,
            occasion="hand:1",
            defaults={
                "workspace": self.ava.workspace,
                "point": BY_HAND,
                "wanted_on": self.now.date(),
                "on": self.now.date(),
                "asked_by": self.manager.user,
            },
        )
        return found.ref

    def milestone(self) -> object:
        """A milestone of the project."""
        return make_milestone(self.sent.ask.project, on=self.now.date()).ref

    def import_run(self) -> object:
        """An import whose columns are being matched."""
        return start_import(
            by=self.manager, kind=Kind.PROJECTS, file_name="list.csv", content=LIST, at=self.now
        ).ref

    def import_of_benefits(self) -> object:
        """An import of benefits whose columns are being matched."""
        return start_import(
            by=self.manager, kind=Kind.BENEFITS, file_name="list.csv", content=LIST, at=self.now
        ).ref

    def theme(self) -> object:
        """A theme of five people of the project."""
        return make_theme(self.manager, at=self.now, project=self.sent.ask.project).ref

    def scenario(self) -> object:
        """A way of working that was saved."""
        mix = Mix(0.5, 0.3, 0.3)
        way, name = Way(0.2, 0.5, mix), f"Ask more {Scenario.objects.count()}"
        return keep_scenario(by=self.ava, name=name, way=way, at=self.now).ref

    def import_of_deals(self) -> object:
        """An import of opportunities whose columns are being matched."""
        return start_import(
            by=self.manager,
            kind=Kind.OPPORTUNITIES,
            file_name="deals.csv",
            content=DEALS,
            at=self.now,
        ).ref

    def import_to_compare(self) -> object:
        """An import of projects to compare whose columns are being matched."""
        return start_import(
            by=self.ava,
            kind=Kind.COMPARISON,
            file_name="compare.csv",
            content=COMPARED,
            at=self.now,
        ).ref

    def work(self) -> object:
        """Work to be done at the customer of the project."""
        said = make_counterfactual(self.sent.ask.contact, "no_different", at=self.now)
        work = open_work(answer=said, at=self.now)
        assert work is not None
        return work.ref

    def without_token(self) -> object:
        """The link to the question about the place without the PMO."""
        ask = make_counterfactual_ask(self.sent.ask.contact, at=self.now)
        return counterfactual_token(ask=ask)


MAKERS: dict[str, Callable[[World], object]] = {
    "workspace": lambda world: world.ava.workspace.slug,
    "accounts:change_role.ref": lambda world: make_member(world.ava.workspace, "Uma").ref,
    "accounts:member_away.ref": lambda world: make_member(world.ava.workspace, "Uma").ref,
    "accounts:remove.ref": lambda world: make_member(world.ava.workspace, "Uma").ref,
    "accounts:withdraw.ref": lambda world: make_invitation(world.ava, at=world.now).ref,
    "accounts:invite_again.ref": lambda world: make_invitation(world.ava, at=world.now).ref,
    "accounts:revoke_key.ref": lambda world: make_api_key(world.ava)[0].ref,
    "accounts:set_up.token": lambda _world: TOKEN,
    "accounts:join.token": World.invitation_token,
    "account_reset_password_from_key.uidb36": lambda _world: "1",
    "account_reset_password_from_key.key": lambda _world: "abc-def",
    "hooks.key": lambda _world: TOKEN,
    "hooks.provider": lambda _world: "postmark",
    "hooks.what": lambda _world: "inbound",
    "pulse_public.token": lambda world: world.sent.token,
    "what_next.token": lambda world: world.sent.token,
    "pulse_station.token": lambda world: station_token(world.station),
    "pulse:station_add.kind": lambda _world: "qr",
    "pulse:station_code.ending": lambda _world: "svg",
    "pulse:station_device_remove.ref": World.device,
    "pulse:called.ref": World.call,
    "pulse:call_erase.ref": World.call,
    **{f"pulse:{page}.ref": lambda world: world.station.ref for page in STATION_PAGES},
    "me.token": lambda world: page_tokens(contacts=[world.sent.ask.contact])[
        world.sent.ask.contact_id
    ],
    "me:more_answers.number": lambda _world: 1,
    "pulse:ask_project.ref": lambda world: world.sent.ask.project.ref,
    "pulse:preview.ref": lambda world: world.sent.ask.project.ref,
    "pulse:preview.person": lambda world: world.sent.ask.project.stakeholders.get().ref,
    "pulse:give_link.ref": lambda world: world.sent.ask.project.ref,
    "pulse:give_link.person": lambda world: world.sent.ask.project.stakeholders.get().ref,
    "pulse:take_back.ref": World.left_out,
    "pulse:take_wish_back.ref": World.wish,
    "pulse:send_wish_now.ref": World.wish,
    "pulse:remove_point.code": lambda _world: "halfway",
    "pulse:talked.ref": lambda world: world.sent.ask.contact.ref,
    "pulse:leave_out.ref": lambda world: world.sent.ask.project.ref,
    "pulse:leave_out.person": lambda world: world.sent.ask.project.stakeholders.get().ref,
    "pulse:release.ref": lambda world: world.doubtful().ref,
    "pulse:lift.ref": lambda world: make_suppression(world.ava.workspace, at=world.now).ref,
    "recovery.ref": lambda world: world.case.ref,
    "recovery:decide_waiver.waiver": World.waiver,
    "recovery.attachment": World.attachment,
    **{f"recovery:{page}.ref": lambda world: world.adjustment.ref for page in ADJUSTMENT_PAGES},
    "recovery:playbook.code": lambda _world: "cadence",
    "funnel.ref": lambda world: world.opportunity.ref,
    "again:take_up.ref": lambda world: world.sent.ask.customer.ref,
    "touching:plan.ref": lambda world: world.sent.ask.customer.ref,
    "touching.ref": World.touch,
    "booking:cancel.ref": lambda world: world.booking().ref,
    "booking:end_days_off.ref": World.days_off,
    "promises.ref": lambda world: world.opportunity.ref,
    "promises:check.ref": World.check,
    "promises:answer.ref": World.check,
    "promises:delivered.ref": World.promise,
    "promises:of_project.ref": lambda world: world.sent.ask.project.ref,
    "menu.ref": World.service,
    "menu:of_opportunity.ref": lambda world: world.opportunity.ref,
    "menu:of_project.ref": lambda world: world.sent.ask.project.ref,
    "storefront_public.slug": World.storefront,
    "storefront_public.token": World.request_token,
    "storefront_public:booked.token": World.booking_token,
    "storefront_public:calendar.token": World.booking_token,
    "storefront_public:quote.token": World.quote_token,
    "storefront_public:sign.token": World.sign_token,
    "storefront_public:without.token": World.without_token,
    "outlook.ref": World.alarm,
    "outlook:customer.ref": lambda world: world.sent.ask.customer.ref,
    "storefront_public:said.ref": World.published_quote,
    "storefront_public:measure.token": World.measure_token,
    "value.ref": World.quotable,
    "consent.ref": World.quotable,
    "usage.ref": lambda world: world.sent.ask.project.ref,
    "storefront_public:use.token": World.use_token,
    "ledger.ref": lambda world: world.benefit.ref,
    "ledger:unprove.ref": World.proof,
    "ledger:proof.ref": World.proof_file,
    "ledger:stopped.ref": lambda world: world.sent.ask.project.ref,
    "ledger:outcome.ref": World.outcome,
    "bulletin.ref": World.bulletin,
    "counterfactual.ref": World.work,
    **{f"counterfactual:import_{page}.ref": World.import_to_compare for page in IMPORT_PAGES},
    "themes.ref": World.theme,
    "reports.ref": World.report,
    "reports:revoke.ref": World.report_link,
    "reports:source.source": lambda _world: "cases.opened",
    "reports:draft.kind": lambda _world: "executive",
    "reports:file.ending": lambda _world: "html",
    "reports_public.token": World.report_token,
    "reports_public:file.ending": lambda _world: "html",
    "impact:customer.ref": lambda world: world.sent.ask.customer.ref,
    "impact:scenario.ref": World.scenario,
    "impact:delete.ref": World.scenario,
    "impact:counted.code": lambda _world: "tellers_neg",
    "impact:take_up.code": lambda _world: "tellers_neg",
    "dashboard:project.ref": lambda world: world.sent.ask.project.ref,
    "dashboard:person.ref": lambda world: world.sent.ask.contact.ref,
    "dashboard:customer.ref": lambda world: world.sent.ask.customer.ref,
    "customers:edit.ref": lambda world: world.sent.ask.customer.ref,
    **{
        f"customers:{page}.ref": lambda world: world.sent.ask.contact.ref
        for page in ("card", "edit_contact", "note_stop", "take_back_note", "send_link")
    },
    **{f"projects:import_{page}.ref": World.import_run for page in IMPORT_PAGES},
    **{f"ledger:import_{page}.ref": World.import_of_benefits for page in IMPORT_PAGES},
    **{f"funnel:import_{page}.ref": World.import_of_deals for page in (*IMPORT_PAGES, "anyway")},
    "projects.ref": lambda world: world.sent.ask.project.ref,
    "projects:change_role.ref": lambda world: world.sent.ask.project.stakeholders.get().ref,
    "projects:change_milestone.ref": World.milestone,
    "projects:remove_milestone.ref": World.milestone,
    "projects:remove_stakeholder.ref": lambda world: world.sent.ask.project.stakeholders.get().ref,
    "messaging.ref": World.mail,
    "slack_pressed.slug": lambda world: world.ava.workspace.slug,
    "api:get_project.ref": lambda world: world.sent.ask.project.ref,
    "api:list_stakeholders.ref": lambda world: world.sent.ask.project.ref,
    "api:create_asks.ref": lambda world: world.sent.ask.project.ref,
    "api:get_benefit.ref": lambda world: world.benefit.ref,
    "api:get_ask.ref": lambda world: world.sent.ask.ref,
    "api:give_answer.ref": lambda world: world.sent.ask.ref,
    "api:nowhere.rest": lambda _world: "nothing/here",
}
"""What stands for a parameter: looked up as `room:page.parameter`, `room.parameter`, then `parameter`."""


OF_A_PROJECT = {
    "dashboard:project.ref", "funnel.ref", "projects.ref", "pulse:ask_project.ref", "pulse:preview.ref", "recovery.ref",
    "pulse:leave_out.ref", "pulse:take_back.ref", "pulse:take_wish_back.ref", "pulse:talked.ref",
    "pulse:send_wish_now.ref", "projects:change_milestone.ref", "projects:remove_milestone.ref",
    "pulse:station_device_remove.ref", "menu:of_opportunity.ref", "menu:of_project.ref",
    "promises.ref", "promises:check.ref", "promises:answer.ref", "promises:delivered.ref", "promises:of_project.ref",
    "booking:cancel.ref", "booking:end_days_off.ref", "ledger.ref", "ledger:unprove.ref", "usage.ref",
    "counterfactual:work.ref", "counterfactual:done.ref",
    "ledger:proof.ref", "ledger:stopped.ref",
    "themes.ref",
    *(f"pulse:{page}.ref" for page in STATION_PAGES),
}  # fmt: skip
"""Rows that a project manager sees only when the project is his."""


def keys_of(name: str, parameter: str) -> tuple[str, str, str]:
    """Return the keys under which a maker may stand, the narrowest first."""
    return f"{name}.{parameter}", f"{name.partition(':')[0]}.{parameter}", parameter


def value_of(name: str, parameter: str, world: World) -> object:
    """Return the argument for one parameter, out of rows of Acme."""
    for key in keys_of(name, parameter):
        if key in MAKERS:
            return MAKERS[key](world)
    pytest.fail(f"Add a maker for {name}.{parameter} to MAKERS in test_access.py.")


def test_every_address_has_a_gate() -> None:
    missing = {address.name for address in ADDRESSES} - set(ACCESS)
    assert not missing, f"Say in accounts/rules.py (ACCESS) who may open {sorted(missing)}."


def test_every_gate_has_an_address() -> None:
    there = {address.name for address in ADDRESSES}
    gone = {name for name, gate in ACCESS.items() if gate.door is not Door.DEVELOPER} - there
    assert not gone, f"ACCESS in accounts/rules.py names {sorted(gone)}, which no address bears."


def test_every_address_of_a_workspace_is_for_members() -> None:
    for address in ADDRESSES:
        if "workspace" in address.parameters and address.name in ACCESS:
            assert ACCESS[address.name].door is Door.MEMBER, address.name


def test_every_maker_is_needed() -> None:
    known = set()
    for address in ADDRESSES:
        for one in address.parameters:
            known |= set(keys_of(address.name, one))
    assert set(MAKERS) <= known, (
        f"MAKERS knows {sorted(set(MAKERS) - known)}, which nothing asks for."
    )


@pytest.mark.django_db
@pytest.mark.parametrize("who", WHO)
@pytest.mark.parametrize("address", ADDRESSES, ids=lambda address: str(address.name))
def test_address_opens_for_whom_the_table_names_and_for_nobody_else(
    address: Address, who: str, ava: Membership, now: datetime
) -> None:
    visitor = _visitor(who, ava)
    at_home = visitor if visitor and who in rules.EVERYBODY else ava
    world = World(ava=ava, now=now, visitor=visitor, manager=at_home)
    values = {name: value_of(address.name, name, world) for name in address.parameters}
    path = reverse(address.name, kwargs=values)
    for method in ("get", "post"):
        client = sign_in(visitor) if visitor else Client()
        with transaction.atomic():
            response: HttpResponse = getattr(client, method)(path)
            transaction.set_rollback(True)
        said = f"{who}: {method.upper()} {path} -> {response.status_code}"
        assert response.status_code < 500, said
        _check(address, who, response, said)


def _visitor(who: str, ava: Membership) -> Membership | None:
    if who == STRANGER:
        return None
    if who == CLEO:
        other = make_workspace("Other PMO", slug="other")
        return make_member(other, "Cleo", role=rules.OWNER)
    if who == OTHER_MANAGER:
        return make_member(ava.workspace, "Mo", role=rules.MANAGER)
    return make_member(ava.workspace, who.title(), role=who)


def _check(address: Address, who: str, response: HttpResponse, said: str) -> None:
    gate = ACCESS[address.name]
    status = response.status_code
    if gate.door in {Door.PUBLIC, Door.KEY}:
        _check_public(address, response, said)
    elif who == STRANGER:
        assert status == 302, said
        assert response["Location"].startswith("/sign-in/?next="), said
    elif gate.door is Door.SIGNED_IN:
        assert status not in REFUSED, said
    elif who == CLEO and "workspace" in address.parameters:
        assert status == 404, said
    elif who == CLEO:  # pages of one's own workspace that do not name it
        assert status in {404, 405} or not address.parameters, said
    elif (rules.MANAGER if who == OTHER_MANAGER else who) not in gate.roles:
        assert status == 403, said
    elif who == OTHER_MANAGER and _is_about_a_project(address):
        assert status in {404, 405}, said
    else:
        assert status not in REFUSED, said


def _is_about_a_project(address: Address) -> bool:
    keys = {key for one in address.parameters for key in keys_of(address.name, one)}
    return bool(keys & OF_A_PROJECT)


def _check_public(address: Address, response: HttpResponse, said: str) -> None:
    """A public address refuses nobody; one with a secret may say that the secret is not, or no longer, good.

    Where a program's key is asked for, it does not matter who is signed in.
    """
    if ACCESS[address.name].door is Door.KEY:
        assert response.status_code in {401, 405}, said
    carries_a_secret = {"token", "key"} & set(address.parameters)
    no_home = address.name == "home"
    assert response.status_code != 403, said
    assert response.status_code != 404 or carries_a_secret or no_home, said
