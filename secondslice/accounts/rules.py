"""Who may see what: one table over every address of the product, and who may appoint whom. Plain values, no Django."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

OWNER, LEAD, MANAGER, SALES, EXECUTIVE = "owner", "lead", "manager", "sales", "executive"
EVERYBODY = frozenset({OWNER, LEAD, MANAGER, SALES, EXECUTIVE})
RUNS_THE_PMO = frozenset({OWNER, LEAD})
DELIVERS = RUNS_THE_PMO | {MANAGER}
SELLS = RUNS_THE_PMO | {SALES}
WORKS = EVERYBODY - {EXECUTIVE}


class Door(Enum):
    """What a person must show to open an address."""

    PUBLIC = "public"
    """Nothing: sign-in, set-up, static pages, links that carry their own token."""
    SIGNED_IN = "signed in"
    """Any account."""
    MEMBER = "member"
    """Membership of the workspace in the address, in one of the roles of the gate."""
    KEY = "key"
    """An API key; who is signed in does not matter. The view asks for it and answers as programs understand it."""
    DEVELOPER = "developer"
    """Nothing, but the address exists only with SECONDSLICE_DEBUG=yes."""


@dataclass(frozen=True, slots=True)
class Gate:
    """The door of one address and, for members, the roles that may pass."""

    door: Door
    roles: frozenset[str] = frozenset()


PUBLIC = Gate(Door.PUBLIC)
SIGNED_IN = Gate(Door.SIGNED_IN)
KEY = Gate(Door.KEY)
DEVELOPER = Gate(Door.DEVELOPER)


def members(roles: frozenset[str]) -> Gate:
    """Return the gate that lets these roles of the workspace pass."""
    return Gate(Door.MEMBER, roles)


ACCESS: dict[str, Gate] = {
    # sign-in and set-up
    "home": PUBLIC,
    "account_login": PUBLIC,
    "account_logout": PUBLIC,
    "account_signup": PUBLIC,
    "account_reset_password": PUBLIC,
    "account_reset_password_done": PUBLIC,
    "account_reset_password_from_key": PUBLIC,
    "account_reset_password_from_key_done": PUBLIC,
    "account_inactive": PUBLIC,
    "account_change_password": SIGNED_IN,
    "account_reauthenticate": SIGNED_IN,
    "accounts:set_up": PUBLIC,
    "accounts:join": PUBLIC,
    "accounts:account": SIGNED_IN,
    "accounts:workspace_settings": members(RUNS_THE_PMO),
    "accounts:members": members(RUNS_THE_PMO),
    "accounts:change_role": members(RUNS_THE_PMO),
    "accounts:remove": members(RUNS_THE_PMO),
    "accounts:withdraw": members(RUNS_THE_PMO),
    "accounts:you": members(DELIVERS | {EXECUTIVE}),  # whoever hears of cases
    "accounts:away": members(DELIVERS),
    "accounts:member_away": members(RUNS_THE_PMO),
    "accounts:invite_again": members(RUNS_THE_PMO),
    "accounts:audit": members(RUNS_THE_PMO),
    "accounts:api_keys": members(RUNS_THE_PMO),
    "accounts:revoke_key": members(RUNS_THE_PMO),
    # machines
    "healthz": PUBLIC,
    "hooks:provider_calls": PUBLIC,
    "readyz": PUBLIC,
    # respondents: the token in the address is the key
    "pulse_public:question": PUBLIC,
    "pulse_public:yes": PUBLIC,
    "pulse_public:no": PUBLIC,
    "pulse_public:hidden": PUBLIC,
    "what_next:page": PUBLIC,
    "pulse_station:question": PUBLIC,
    "pulse_station:call": PUBLIC,
    "pulse_station:widget": PUBLIC,
    "me:own_page": PUBLIC,
    "me:pause": PUBLIC,
    "me:at-close": PUBLIC,
    "me:stop": PUBLIC,
    "me:again": PUBLIC,
    "me:no-news": PUBLIC,
    "me:news": PUBLIC,
    "me:confirm": PUBLIC,
    "me:answers": PUBLIC,
    "me:more_answers": PUBLIC,
    "me:everything": PUBLIC,
    "me:erase": PUBLIC,
    "me:quotes": PUBLIC,
    "me:unsubscribe": PUBLIC,
    "me:unsubscribe_bulletin": PUBLIC,
    "slack_pressed": PUBLIC,  # Slack's signature is the key
    # asking
    "pulse:overview": members(DELIVERS | {EXECUTIVE}),  # sales does not read what customers said
    "pulse:answers": members(DELIVERS | {EXECUTIVE}),
    "pulse:coverage": members(DELIVERS | {EXECUTIVE}),
    "pulse:together": members(DELIVERS | {EXECUTIVE}),
    "pulse:ask_project": members(DELIVERS),
    "pulse:preview": members(DELIVERS),
    "pulse:worth": members(DELIVERS | {EXECUTIVE}),
    "pulse:give_link": members(RUNS_THE_PMO),
    "pulse:leaving": members(RUNS_THE_PMO),
    "pulse:send_due": members(RUNS_THE_PMO),
    "pulse:leave_out": members(DELIVERS),
    "pulse:take_back": members(DELIVERS),
    "pulse:take_wish_back": members(DELIVERS),
    "pulse:send_wish_now": members(DELIVERS),
    "pulse:talked": members(DELIVERS),
    "pulse:plan_settings": members(RUNS_THE_PMO),
    "pulse:chats": members(RUNS_THE_PMO),
    "pulse:disconnect_chat": members(RUNS_THE_PMO),
    "pulse:add_point": members(RUNS_THE_PMO),
    "pulse:remove_point": members(RUNS_THE_PMO),
    "pulse:doubtful": members(RUNS_THE_PMO),
    "pulse:release": members(RUNS_THE_PMO),
    "pulse:stations": members(DELIVERS | {EXECUTIVE}),
    "pulse:station": members(DELIVERS | {EXECUTIVE}),
    "pulse:station_add": members(DELIVERS),
    "pulse:station_edit": members(DELIVERS),
    "pulse:station_close": members(DELIVERS),
    "pulse:station_open": members(DELIVERS),
    "pulse:station_anew": members(DELIVERS),
    "pulse:station_reveal": members(DELIVERS),
    "pulse:station_poster": members(DELIVERS),
    "pulse:station_code": members(DELIVERS),
    "pulse:station_screen": members(DELIVERS),
    "pulse:station_present": members(DELIVERS),
    "pulse:station_device": members(DELIVERS),
    "pulse:station_device_remove": members(DELIVERS),
    "pulse:calls": members(RUNS_THE_PMO),
    "pulse:called": members(RUNS_THE_PMO),
    "pulse:call_erase": members(RUNS_THE_PMO),
    "pulse:question_settings": members(RUNS_THE_PMO),
    "mail:settings": members(RUNS_THE_PMO),
    "mail:look": members(RUNS_THE_PMO),
    "mail:headers": members(RUNS_THE_PMO),
    "mail:test": members(RUNS_THE_PMO),
    "pulse:unreachable": members(RUNS_THE_PMO),
    "pulse:lift": members(RUNS_THE_PMO),
    "pulse:reason_settings": members(RUNS_THE_PMO),
    # customers and projects
    "customers:add": members(WORKS),
    "customers:edit": members(WORKS),
    "customers:people": members(EVERYBODY),
    "customers:add_contact": members(WORKS),
    "customers:edit_contact": members(WORKS),
    "customers:card": members(EVERYBODY),
    "customers:note_stop": members(WORKS),
    "customers:take_back_note": members(WORKS),
    "customers:send_link": members(WORKS),
    "projects:list": members(EVERYBODY),
    "projects:add": members(DELIVERS),
    "projects:edit": members(DELIVERS),
    "projects:stakeholders": members(DELIVERS),
    "projects:change_role": members(DELIVERS),
    "projects:remove_stakeholder": members(DELIVERS),
    "projects:milestones": members(DELIVERS),
    "projects:change_milestone": members(DELIVERS),
    "projects:remove_milestone": members(DELIVERS),
    "projects:import": members(DELIVERS),
    "projects:import_run": members(DELIVERS),
    "projects:import_read_again": members(DELIVERS),
    "projects:import_apply": members(DELIVERS),
    "projects:import_refused": members(DELIVERS),
    # mending: sales does not read what customers said, executives change nothing
    "recovery:list": members(DELIVERS | {EXECUTIVE}),
    "recovery:capacity": members(RUNS_THE_PMO),
    "recovery:limits": members(RUNS_THE_PMO),
    "recovery:case": members(DELIVERS | {EXECUTIVE}),
    "recovery:move": members(DELIVERS),
    "recovery:note": members(DELIVERS),
    "recovery:mail": members(DELIVERS),
    "recovery:add_file": members(DELIVERS),
    "recovery:file": members(DELIVERS | {EXECUTIVE}),
    "recovery:remove_file": members(DELIVERS),
    "recovery:talk": members(DELIVERS),
    "recovery:adjust": members(DELIVERS),
    "recovery:ask_again": members(DELIVERS),
    "recovery:send_now": members(DELIVERS),
    "recovery:take_back": members(DELIVERS),
    "recovery:hand_over": members(DELIVERS),
    "recovery:worth": members(DELIVERS | {EXECUTIVE}),
    "recovery:plan": members(DELIVERS),
    "recovery:cause": members(DELIVERS),
    "recovery:pass_up": members(DELIVERS),
    "recovery:waive": members(DELIVERS),
    "recovery:decide_waiver": members(DELIVERS),
    "recovery:agreements": members(DELIVERS | {EXECUTIVE}),
    "recovery:changes": members(EVERYBODY),  # in words for everybody
    "recovery:adjustment": members(DELIVERS | {EXECUTIVE}),
    "recovery:update": members(DELIVERS),
    "recovery:end": members(DELIVERS),
    "recovery:look": members(DELIVERS),
    "recovery:tell": members(DELIVERS),
    "recovery:withdraw": members(DELIVERS),
    "recovery:playbooks": members(RUNS_THE_PMO),
    "recovery:playbook": members(RUNS_THE_PMO),
    # selling
    "funnel:list": members(EVERYBODY),
    "funnel:add": members(WORKS),
    "funnel:import": members(WORKS),
    "funnel:import_run": members(WORKS),
    "funnel:import_read_again": members(WORKS),
    "funnel:import_apply": members(WORKS),
    "funnel:import_anyway": members(WORKS),
    "funnel:import_refused": members(WORKS),
    "funnel:flow": members(EVERYBODY),
    "funnel:together": members(WORKS),
    "funnel:twice": members(WORKS),
    "funnel:merge": members(WORKS),
    "funnel:apart": members(WORKS),
    "funnel:opportunity": members(EVERYBODY),
    "funnel:edit": members(WORKS),
    "funnel:move": members(WORKS),
    "funnel:win": members(WORKS),
    "funnel:lose": members(WORKS),
    "funnel:postpone": members(WORKS),
    "funnel:plan": members(WORKS),
    "funnel:settings": members(RUNS_THE_PMO),
    "again:ready": members(EVERYBODY),
    "again:times": members(EVERYBODY),
    "again:take_up": members(WORKS),
    "booking:list": members(WORKS),
    "booking:hours": members(WORKS),
    "booking:add_days_off": members(WORKS),
    "booking:end_days_off": members(WORKS),
    "booking:cancel": members(WORKS),
    "promises:balance": members(EVERYBODY),
    "promises:of_opportunity": members(EVERYBODY),
    "promises:of_project": members(EVERYBODY),
    "promises:ask": members(WORKS),
    "promises:tell": members(WORKS),
    "promises:check": members(EVERYBODY),
    "promises:answer": members(DELIVERS),
    "promises:delivered": members(DELIVERS),
    "touching:list": members(EVERYBODY),
    "touching:plan": members(WORKS),
    "touching:done": members(WORKS),
    "touching:drop": members(WORKS),
    "menu:list": members(EVERYBODY),
    "menu:service": members(EVERYBODY),
    "menu:start": members(RUNS_THE_PMO),
    "menu:add": members(RUNS_THE_PMO),
    "menu:edit": members(RUNS_THE_PMO),
    "menu:offer": members(RUNS_THE_PMO),
    "menu:move": members(RUNS_THE_PMO),
    "menu:of_opportunity": members(WORKS),
    "menu:of_project": members(DELIVERS),
    # the menu for everybody: whether it is open, and for whom, is a setting
    "storefront_public:menu": PUBLIC,
    "storefront_public:menu_with_slash": PUBLIC,
    "storefront_public:ask": PUBLIC,
    "storefront_public:logo": PUBLIC,
    "storefront_public:book": PUBLIC,
    "storefront_public:booked": PUBLIC,
    "storefront_public:calendar": PUBLIC,
    "storefront_public:confirm": PUBLIC,
    "storefront_public:quote": PUBLIC,
    "storefront_public:sign": PUBLIC,
    "storefront_public:without": PUBLIC,
    "storefront_public:use": PUBLIC,
    "storefront_public:wall": PUBLIC,
    "storefront_public:said": PUBLIC,
    "storefront_public:measure": PUBLIC,
    # reports: over the whole PMO, so not for who sees only a part of it; sales does not read what customers said
    "reports:list": members(RUNS_THE_PMO | {EXECUTIVE}),
    "reports:report": members(RUNS_THE_PMO | {EXECUTIVE}),
    "reports:source": members(RUNS_THE_PMO | {EXECUTIVE}),
    "reports:file": members(RUNS_THE_PMO | {EXECUTIVE}),
    "reports:draft": members(RUNS_THE_PMO),
    "reports:share": members(RUNS_THE_PMO),
    "reports:revoke": members(RUNS_THE_PMO),
    "reports:sending": members(RUNS_THE_PMO),
    "reports_public:report": PUBLIC,
    "reports_public:file": PUBLIC,
    "slides:template": members(RUNS_THE_PMO),
    "slides:drop": members(RUNS_THE_PMO),
    "slides:example": members(RUNS_THE_PMO),
    "storefront:settings": members(RUNS_THE_PMO),
    "storefront:logo": members(RUNS_THE_PMO),
    # what customers said that may be quoted
    "bulletin:list": members(RUNS_THE_PMO),
    "bulletin:begin": members(RUNS_THE_PMO),
    "bulletin:bulletin": members(RUNS_THE_PMO),
    "bulletin:write": members(RUNS_THE_PMO),
    "bulletin:mail": members(RUNS_THE_PMO),
    "bulletin:send": members(RUNS_THE_PMO),
    "bulletin:drop": members(RUNS_THE_PMO),
    "bulletin:stop": members(RUNS_THE_PMO),
    "value:overview": members(EVERYBODY),
    "value:publish": members(RUNS_THE_PMO),
    "usage:list": members(EVERYBODY),  # a manager sees only his own projects
    "usage:project": members(EVERYBODY),
    "usage:owner": members(DELIVERS),
    "usage:ask": members(DELIVERS),
    "usage:mend": members(DELIVERS),
    "consent:log": members(RUNS_THE_PMO),
    "consent:quote": members(RUNS_THE_PMO),
    "consent:propose": members(RUNS_THE_PMO),
    # what a customer costs: sales does not read what customers said
    "impact:overview": members(DELIVERS | {EXECUTIVE}),
    "impact:customer": members(DELIVERS | {EXECUTIVE}),
    "impact:what_if": members(DELIVERS | {EXECUTIVE}),
    "impact:parameters": members(DELIVERS | {EXECUTIVE}),
    "impact:scenarios": members(DELIVERS | {EXECUTIVE}),
    "impact:scenario": members(DELIVERS | {EXECUTIVE}),
    "impact:keep": members(DELIVERS),
    "impact:delete": members(DELIVERS),
    # who is counted is everybody's customer: not for managers, who see only their own
    "impact:calibration": members(RUNS_THE_PMO | {EXECUTIVE}),
    "impact:counted": members(RUNS_THE_PMO | {EXECUTIVE}),
    "impact:take_up": members(RUNS_THE_PMO),
    "impact:set_cycle": members(RUNS_THE_PMO),
    "impact:save": members(RUNS_THE_PMO),
    "impact:preset": members(RUNS_THE_PMO),
    "drivers:drivers": members(DELIVERS | {EXECUTIVE}),
    "themes:themes": members(DELIVERS | {EXECUTIVE}),
    "themes:theme": members(DELIVERS | {EXECUTIVE}),
    "themes:search": members(RUNS_THE_PMO),
    "benchmarks:benchmarks": members(DELIVERS | {EXECUTIVE}),
    "benchmarks:several": members(RUNS_THE_PMO),
    # what projects brought; a manager sees and changes only that of his own
    "ledger:page": members(EVERYBODY),
    "ledger:benefits": members(EVERYBODY),
    "ledger:benefit": members(EVERYBODY),
    "ledger:add": members(DELIVERS),
    "ledger:edit": members(DELIVERS),
    "ledger:stopped": members(DELIVERS),
    "ledger:record": members(DELIVERS),
    "ledger:share": members(DELIVERS),
    "ledger:prove": members(DELIVERS),
    "ledger:prove_by_file": members(DELIVERS),
    "ledger:proof": members(EVERYBODY),
    "ledger:unprove": members(DELIVERS),
    "ledger:import": members(DELIVERS),
    "ledger:import_run": members(DELIVERS),
    "ledger:import_read_again": members(DELIVERS),
    "ledger:import_apply": members(DELIVERS),
    "ledger:import_refused": members(DELIVERS),
    "ledger:ask": members(DELIVERS),
    "ledger:verify": members(frozenset({EXECUTIVE})),  # of them, who is named for finance
    "ledger:outcomes": members(RUNS_THE_PMO),
    "ledger:outcome": members(RUNS_THE_PMO),
    "ledger:reckoning": members(RUNS_THE_PMO),
    "ledger:rate": members(RUNS_THE_PMO),
    "ledger:cost": members(RUNS_THE_PMO),
    # the place without the PMO: sales does not read what executives said; a manager reads own customers only
    "counterfactual:page": members(DELIVERS | {EXECUTIVE}),
    "counterfactual:people": members(DELIVERS | {EXECUTIVE}),
    "counterfactual:ask": members(RUNS_THE_PMO),
    "counterfactual:settings": members(RUNS_THE_PMO),
    "counterfactual:work": members(DELIVERS),
    "counterfactual:done": members(DELIVERS),
    "counterfactual:list": members(RUNS_THE_PMO | {EXECUTIVE}),  # names projects of every customer
    "counterfactual:clear": members(RUNS_THE_PMO),
    "counterfactual:import": members(RUNS_THE_PMO),
    "counterfactual:import_run": members(RUNS_THE_PMO),
    "counterfactual:import_read_again": members(RUNS_THE_PMO),
    "counterfactual:import_apply": members(RUNS_THE_PMO),
    "counterfactual:import_refused": members(RUNS_THE_PMO),
    "outlook:page": members(
        RUNS_THE_PMO | {EXECUTIVE}
    ),  # it tells what customers said, so not sales
    "outlook:customer": members(RUNS_THE_PMO | {EXECUTIVE}),
    "outlook:watch": members(RUNS_THE_PMO),
    "outlook:terms": members(RUNS_THE_PMO),
    "outlook:alarm": members(RUNS_THE_PMO),
    "outlook:close": members(RUNS_THE_PMO),
    "outlook:hand": members(RUNS_THE_PMO),
    "outlook:one_pager": members(RUNS_THE_PMO),
    "outlook:write": members(RUNS_THE_PMO),
    "outlook:anew": members(RUNS_THE_PMO),
    "outlook:address": members(RUNS_THE_PMO),
    "outlook:send": members(RUNS_THE_PMO),
    # pages over many rooms; what each role sees on them is scoped row by row
    "dashboard:today": members(EVERYBODY),
    "dashboard:project": members(EVERYBODY),
    "dashboard:customers": members(EVERYBODY),
    "dashboard:customer": members(EVERYBODY),
    "dashboard:person": members(EVERYBODY),
    "dashboard:plan": members(DELIVERS | {EXECUTIVE}),
    "dashboard:plan_people": members(DELIVERS | {EXECUTIVE}),
    "dashboard:plan_projects": members(DELIVERS | {EXECUTIVE}),
    "dashboard:left_out": members(DELIVERS | {EXECUTIVE}),
    "dashboard:search": members(EVERYBODY),
    # kept and failed mails; the view itself sees to it that each sees only what he may
    "messaging:outbox": members(EVERYBODY),
    "messaging:mail": members(EVERYBODY),
    "messaging:mail_html": members(EVERYBODY),
    "messaging:send_again": members(EVERYBODY),
    # programs
    "api:root": PUBLIC,
    "api:api-root": PUBLIC,
    "api:openapi-json": PUBLIC,
    "api:list_projects": KEY,
    "api:get_project": KEY,
    "api:list_stakeholders": KEY,
    "api:list_asks": KEY,
    "api:create_asks": KEY,
    "api:get_ask": KEY,
    "api:give_answer": KEY,
    "api:list_ready": KEY,
    "api:list_benefits": KEY,
    "api:get_benefit": KEY,
    "api:list_numbers": KEY,
    "api:calibration": KEY,
    "api:list_scenarios": KEY,
    "api:nowhere": KEY,
    # developers
    "ui:gallery": DEVELOPER,
}
"""Every URL name of the product. `accounts.middleware.Gatekeeper` enforces it; a name that is missing is refused."""


def may_pass(gate: Gate, role: str) -> bool:
    """Tell whether a member with this role passes the gate."""
    return gate.door is not Door.MEMBER or role in gate.roles


READ, ASK, ANSWER = "read", "ask", "answer"
SCOPES = (READ, ASK, ANSWER)
"""What an API key may do: read what the PMO lead reads, ask, and hand in the answers of people it vouches for."""


MANAGES_ROLES: dict[str, frozenset[str]] = {
    OWNER: EVERYBODY,
    LEAD: EVERYBODY - {OWNER},
}
"""Which roles a member may give to others and take from them."""


def may_give(giver: str, role: str) -> bool:
    """Tell whether a member with role `giver` may invite or appoint somebody as `role`."""
    return role in MANAGES_ROLES.get(giver, frozenset())
