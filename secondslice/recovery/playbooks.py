"""What helps with each cause, in the product's words: questions for the call, usual changes, and a first mail.

After the PMO cause taxonomy in docs/model/reasons.md; a workspace words its own (Settings, Playbooks). The questions
ask, and explain nothing; the changes are sentences that a customer can read; the mail takes nobody's part.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from secondslice.recovery.agreements import MONTHLY, WEEKLY
from secondslice.recovery.terms import AGREEMENT, CHANGE, WATCH

FRIDAY, MONDAY = 4, 0
PLACES = ("{name}", "{project}", "{words}", "{me}")
"""What stands in a mail for the person, the project, the customer's own words and whoever writes."""


@dataclass(frozen=True, slots=True)
class Remedy:
    """Something that usually helps: words, and for an agreement or a watch what fills in its form."""

    words: str | Promise
    kind: str = CHANGE
    rhythm: str = ""
    weekday: int | None = None
    format: str = ""
    channel: str = ""
    trigger: str | Promise = ""


@dataclass(frozen=True, slots=True)
class Play:
    """What to do about one cause."""

    questions: tuple[str | Promise, ...] = ()
    remedies: tuple[Remedy, ...] = ()
    mail: str | Promise = ""
    """The part of the first mail that is about this cause."""


OPENING = _("Hello {name},\n\nthank you for saying it openly about {project}:\n\n“{words}”")
CLOSING = _("When do you have fifteen minutes for a call?\n\n{me}")

_A_CALL_SOON = _("I would like to hear more before I change anything.")

PLAYS: dict[str, Play] = {
    "cadence": Play(
        questions=(
            _("What would you have liked to know, and when?"),
            _("How often do you want to hear from us, and on which day does it help you most?"),
            _("Is there something you get now that you do not need?"),
            _("What should reach you at once, without waiting for its day?"),
        ),
        remedies=(
            Remedy(_("One page, every Friday"), AGREEMENT, WEEKLY, FRIDAY, "one_page", "mail"),
            Remedy(_("A call, every Monday"), AGREEMENT, WEEKLY, MONDAY, "call", "phone"),
            Remedy(_("The figures, once a month"), AGREEMENT, MONTHLY, None, "figures", "mail"),
            Remedy(_("You get one summary instead of the single status mails.")),
        ),
        mail=_(
            "You should not have to ask where your project stands. I would like to agree with you on how often you "
            "hear from us and on which day, and keep to it."
        ),
    ),
    "format": Play(
        questions=(
            _("Which decision do you take with our report?"),
            _("Where and when do you read it: at the desk, on the phone, in a meeting?"),
            _("Which part do you look for first, and which have you never needed?"),
            _("May I see a report from somebody else that you like?"),
        ),
        remedies=(
            Remedy(
                _("One page with date, money and the three biggest risks, every Friday"),
                AGREEMENT,
                WEEKLY,
                FRIDAY,
                "one_page",
                "mail",
            ),
            Remedy(
                _("We talk it through every Monday"), AGREEMENT, WEEKLY, MONDAY, "call", "phone"
            ),
            Remedy(_("The dashboard takes the place of the slides; you see it at any time.")),
            Remedy(_("The report begins with what we need you to decide.")),
        ),
        mail=_(
            "A report that you cannot use is no report. I would like to look at the last one together with you, and "
            "to build the next one around what you need to see."
        ),
    ),
    "surprise": Play(
        questions=(
            _("When and from whom did you hear of it first?"),
            _("What would you have done if you had known earlier?"),
            _("Which other risk worries you today?"),
            _("What do you want to be told at once, and by which way?"),
        ),
        remedies=(
            Remedy(
                _("The risk that worries you most today"),
                WATCH,
                trigger=_("The first thing by which one would notice it"),
            ),
            Remedy(
                _("A look at the risks together, every month"),
                AGREEMENT,
                MONTHLY,
                None,
                "meeting",
                "in_person",
            ),
            Remedy(_("You hear of every new risk for date or budget on the same day, by phone.")),
            Remedy(_("We agree in writing from which size on a risk goes to you at once.")),
        ),
        mail=_(
            "You had to find out for yourself, and that should not happen. I am looking into what we knew and when, "
            "and will tell you. From now on you hear of a risk before it is an issue."
        ),
    ),
    "schedule": Play(
        questions=(
            _("Which date matters to you most, and what hangs on it?"),
            _("What would help you more: an earlier part of it, or one date that holds?"),
            _("What have you told others about the date?"),
            _("What can you decide or do on your side that makes it faster?"),
        ),
        remedies=(
            Remedy(_("You get a new plan with one date that everybody involved has agreed to.")),
            Remedy(_("The part you need most comes first, on a day of its own.")),
            Remedy(
                _("The new date"),
                WATCH,
                trigger=_("A step before it is a week late"),
            ),
            Remedy(
                _("How far we are, every Friday"), AGREEMENT, WEEKLY, FRIDAY, "short_mail", "mail"
            ),
        ),
        mail=_(
            "A date that moves costs you more than time. I do not want to send you the next one in a hurry: I am "
            "checking what is true, and will come to you with a date that holds and with what it hangs on."
        ),
    ),
    "cost": Play(
        questions=(
            _("Which figure is missing, and which one do you not believe?"),
            _("What may it cost at most, and who has to agree beyond that?"),
            _("Which of the changes were news to you when you saw the bill?"),
            _("What could be left out without hurting what you need?"),
        ),
        remedies=(
            Remedy(
                _("Spent, left and expected at the end, every month"),
                AGREEMENT,
                MONTHLY,
                None,
                "figures",
                "mail",
            ),
            Remedy(_("Nothing that costs extra begins without your signature.")),
            Remedy(_("We go through every item together, once, and strike what you do not need.")),
            Remedy(
                _("The budget"),
                WATCH,
                trigger=_("The forecast passes what was agreed"),
            ),
        ),
        mail=_(
            "You have to be able to see what is spent, what is left and what it will cost in the end. I am putting "
            "these three figures together for you, with what changed them."
        ),
    ),
    "scope": Play(
        questions=(
            _("What did you expect to get that is not there?"),
            _("What is there that you never asked for?"),
            _("Where was it agreed, and who was in the room?"),
            _("If only one thing could be put right, which one?"),
        ),
        remedies=(
            Remedy(
                _(
                    "We walk through the scope with your team, item by item, and write down what holds."
                )
            ),
            Remedy(_("What was dropped is back in the plan, with a date.")),
            Remedy(
                _(
                    "Every change of scope is written down with a reason, and you say yes or no to it."
                )
            ),
        ),
        mail=_(
            "What you get has to be what you asked for. I would like to go through it with you, item by item, and "
            "put right what has changed without you."
        ),
    ),
    "quality": Play(
        questions=(
            _("What goes wrong, how often, and whom does it stop?"),
            _("May I watch it happen, at your place?"),
            _("Which of the faults has to be gone first?"),
            _("How will you see that it works?"),
        ),
        remedies=(
            Remedy(_("You get a list of the faults, each with a date on which it is gone.")),
            Remedy(_("Before each release your people test it, and you say when it goes out.")),
            Remedy(_("One of us works on your site until the worst is gone.")),
            Remedy(
                _("What was mended, every Friday"), AGREEMENT, WEEKLY, FRIDAY, "short_mail", "mail"
            ),
        ),
        mail=_(
            "It has to work when your people need it. I would like to see what goes wrong where it happens, and then "
            "give you a list of the faults with a date for each."
        ),
    ),
    "notadopted": Play(
        questions=(
            _("Who uses it today, and what do the others use instead?"),
            _("What keeps them: time, trust, training, or the thing itself?"),
            _("Who at your place should own it from here on?"),
            _("By what would you see that it has arrived?"),
        ),
        remedies=(
            Remedy(_("One of us helps your people at their desks for two weeks.")),
            Remedy(
                _(
                    "We agree on an owner in your team and hand it over to that person, step by step."
                )
            ),
            Remedy(_("The old list is closed on a day that you choose.")),
            Remedy(_("How many use it, every month"), AGREEMENT, MONTHLY, None, "figures", "mail"),
        ),
        mail=_(
            "It is done only when your people use it. I would like to find out with you what keeps them, and help "
            "them there, not on paper."
        ),
    ),
    "responsiveness": Play(
        questions=(
            _("Which question of yours is still open now?"),
            _("Until when do you need an answer as a rule, and when is it urgent?"),
            _("Whom do you turn to, and by which way?"),
        ),
        remedies=(
            Remedy(_("You have one contact, who answers within one working day.")),
            Remedy(
                _("When the answer takes longer, you hear on the first day until when it comes.")
            ),
            Remedy(
                _("Your open questions, every Monday"), AGREEMENT, WEEKLY, MONDAY, "call", "phone"
            ),
        ),
        mail=_(
            "You have waited too long for answers. Tell me which of your questions are still open: I will take them "
            "first, and I am your contact until they are answered."
        ),
    ),
    "bureaucracy": Play(
        questions=(
            _("Which form or meeting costs you most for the least?"),
            _("Which of them do you need for yourself?"),
            _("What have you had to tell us twice?"),
            _("What would you do without, starting tomorrow?"),
        ),
        remedies=(
            Remedy(_("Four forms become one, and we fill in what we know already.")),
            Remedy(_("The two meetings become one of half an hour.")),
            Remedy(_("For changes below a size we agree on, a mail is enough.")),
        ),
        mail=_(
            "Our forms and meetings are there to help you, and they take your time. Tell me which of them is the "
            "worst, and I will see whether it can go."
        ),
    ),
    "people": Play(
        questions=(
            _("What do you miss in the people who work for you now?"),
            _("What had to be told again after the last change?"),
            _("With whom did it go well, and what was different?"),
            _("Who has to stay until the end?"),
        ),
        remedies=(
            Remedy(_("The same person runs your project until the end.")),
            Remedy(
                _("A second person knows your project as well, so that a change costs you nothing.")
            ),
            Remedy(
                _(
                    "You hear of every change in the team before it happens, and meet the new person first."
                )
            ),
        ),
        mail=_(
            "You need people you can build on. I look after this myself, and would like to hear from you what is "
            "missing; what you tell me stays with me until we have agreed on what to do."
        ),
    ),
    "decisions": Play(
        questions=(
            _("Which decision are you waiting for, and what stands still because of it?"),
            _("Who decides it, in your view?"),
            _("Which decision was taken without you that you should have been asked about?"),
        ),
        remedies=(
            Remedy(_("Every open decision has a name and a day, and you see the list.")),
            Remedy(
                _("What is not decided by its day goes to the steering group on the next morning.")
            ),
            Remedy(
                _("What was decided, every Friday"), AGREEMENT, WEEKLY, FRIDAY, "short_mail", "mail"
            ),
        ),
        mail=_(
            "While nobody decides, you pay for it. I am making a list of what is open, with a name and a day for "
            "each, and would like to know what you are waiting for most."
        ),
    ),
    "overpromised": Play(
        questions=(
            _("What was promised to you, by whom and until when?"),
            _("What have you built on that promise?"),
            _("Which part of it do you need most?"),
        ),
        remedies=(
            Remedy(_("You get an honest plan: what we can deliver by when, and what we cannot.")),
            Remedy(
                _("Sales, project and you sit down at one table, and what holds is written down.")
            ),
            Remedy(_("The part you need most comes first; the rest is agreed upon anew.")),
        ),
        mail=_(
            "You were told more than we have delivered. I would like to hear from you what was promised, and then "
            "tell you openly what we can keep, by when, and what we cannot."
        ),
    ),
    "value": Play(
        questions=(
            _("What was it meant to change for you when it began?"),
            _("What has become more important since?"),
            _("What would you do today if it had not begun?"),
            _("What of it is worth having, even if the rest stops?"),
        ),
        remedies=(
            Remedy(_("We look at the benefits anew with you, and stopping is one of the choices.")),
            Remedy(_("The project becomes smaller: only what pays by itself goes on.")),
            Remedy(
                _("What it has brought so far, every month"),
                AGREEMENT,
                MONTHLY,
                None,
                "figures",
                "mail",
            ),
        ),
        mail=_(
            "If you no longer see the point, we have to look at it together, openly, and stopping is one of the "
            "answers. I will bring what it was meant to change and what it has brought so far."
        ),
    ),
}
"""By the code of the cause; a cause that a workspace has added has none of the product's words."""
NOTHING = Play()


def play_for(code: str) -> Play:
    """Return the product's play for a cause; empty for one it does not know."""
    return PLAYS.get(code, NOTHING)


def mail_of(play: Play) -> str:
    """Return the product's first mail, with the places for names and words, in the active language."""
    return "\n\n".join(str(part) for part in (OPENING, play.mail or _A_CALL_SOON, CLOSING))


def filled(mail: str, words: Mapping[str, str]) -> str:
    """Return a mail with its places filled; what stands in no place is left as it was typed.

    >>> filled("Hello {name}, {thanks}", {"{name}": "Ben"})
    'Hello Ben, {thanks}'
    """
    for place, value in words.items():
        mail = mail.replace(place, value)
    return mail


def lines_of(text: str) -> tuple[str, ...]:
    r"""Return the lines of a text that somebody typed, without empty ones and bullets.

    >>> lines_of("- Ask\n\n* Listen ")
    ('Ask', 'Listen')
    """
    lines = (line.strip().lstrip("-*\N{BULLET} ").strip() for line in text.splitlines())
    return tuple(line for line in lines if line)
