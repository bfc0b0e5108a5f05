"""What the self-test has found, in words."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from secondslice.messaging.parsing.sender_records import Finding

SENTENCES: dict[str, Promise] = {
    "spf_none": _(
        "%(domain)s does not say which servers may send for it, so receivers doubt every mail. Add a record."
    ),
    "spf_many": _(
        "%(domain)s has several SPF records, so none of them counts. Join them into one."
    ),
    "spf_wrong": _(
        "The record of %(domain)s holds “%(term)s”, which no receiver understands, so all of it fails."
    ),
    "spf_deep": _(
        "To follow the record of %(domain)s takes %(count)s questions. More than ten, and receivers give up: remove"
        " what you do not use."
    ),
    "spf_open": _(
        "The record of %(domain)s allows the whole world to send for it. End it with ~all or -all."
    ),
    "spf_vague": _(
        "The record of %(domain)s says nothing about all other servers. End it with ~all."
    ),
    "spf_good": _(
        "%(domain)s says which servers may send for it. Whether yours is among them only a mail that arrived can tell."
    ),
    "dkim_none": _(
        "There is no key at %(name)s. Let your mail server make one, and publish it there."
    ),
    "dkim_many": _(
        "There are several keys at %(name)s. Receivers may take the wrong one: leave one."
    ),
    "dkim_revoked": _(
        "The key at %(name)s is withdrawn: what is signed with it counts as unsigned."
    ),
    "dkim_broken": _(
        "The key at %(name)s cannot be read. It was cut off or changed when it was copied."
    ),
    "dkim_weak": _(
        "The key at %(name)s has %(bits)s bits. Receivers ignore fewer than 1024: make one of 2048."
    ),
    "dkim_short": _("The key at %(name)s has %(bits)s bits. It counts; 2048 are usual today."),
    "dkim_good": _("There is a key of %(bits)s bits at %(name)s."),
    "dkim_modern": _(
        "There is an Ed25519 key at %(name)s. Some receivers know RSA only: publish one of both kinds."
    ),
    "dkim_testing": _(
        "The key at %(name)s says that it is only tried out (t=y). Remove that when mails arrive signed."
    ),
    "dkim_not_asked": _(
        "A key can only be found by its selector. Your mail server or provider names it; or send a test mail below, and"
        " its headers tell."
    ),
    "dmarc_none": _(
        "%(domain)s does not say what becomes of mails that are forged in its name. Large receivers ask for it: begin"
        " with a record that only watches."
    ),
    "dmarc_many": _("There are several policies at %(name)s, so none of them counts. Leave one."),
    "dmarc_broken": _("The policy at %(name)s lacks p=none, p=quarantine or p=reject."),
    "dmarc_watches": _(
        "The policy at %(name)s only watches. When the reports show that your mails pass, make it p=quarantine."
    ),
    "dmarc_good": _("The policy at %(name)s tells receivers to act on forged mails (%(policy)s)."),
    "not_aligned": _(
        "Mails come from %(sender)s and come back to %(domain)s. SPF then speaks for the second only, so the signature"
        " (DKIM) must be of the first."
    ),
    "mx_none": _("No mail server takes mail for %(address)s, so replies reach nobody."),
    "mx_good": _("Replies to %(address)s have a mail server to go to."),
    "dns_away": _("This could not be found out. %(why)s"),
    "nobody_checked": _(
        "No mail server has written into these headers what it has checked (Authentication-Results). Copy all headers,"
        " as the mail arrived at another organisation or provider."
    ),
    "arrived_pass": _("%(what)s: the receiver was content (%(domain)s)."),
    "arrived_fail": _("%(what)s: the receiver says that this is not from %(domain)s."),
    "arrived_none": _("%(what)s: there was nothing to check for %(domain)s."),
    "arrived_error": _(
        "%(what)s: the receiver could not check it (%(domain)s). Look at the record."
    ),
    "arrived_not_checked": _("%(what)s: the receiver has written nothing about it."),
    "signed_by_another": _(
        "The mail is signed by %(domain)s, not by %(sender)s. Let your provider sign in your own name."
    ),
    "button_signed": _(
        "The headers of the unsubscribe button are signed, so mail programs can show it."
    ),
    "button_not_signed": _(
        "The signature does not cover %(names)s, so mail programs show no unsubscribe button. Let your mail server sign"
        " these headers too."
    ),
}


def sentence(finding: Finding) -> str:
    """Return a finding as a sentence in the reader's language."""
    values = {**finding.values, "domain": finding.values.get("domain") or gettext("no domain")}
    return str(SENTENCES[finding.code]) % values
