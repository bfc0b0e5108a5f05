"""A ready-made menu to start from: 26 services and five bundles in our own words. All can be changed."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Ready:
    """One service as it is handed out."""

    code: str
    group: str
    effort: str
    name: Promise
    promise: Promise
    gets: Promise
    """One thing to a line."""
    duration: Promise


@dataclass(frozen=True, slots=True)
class ReadyBundle:
    """Services that go well together."""

    code: str
    effort: str
    name: Promise
    promise: Promise
    parts: tuple[str, ...]


WHOLE_PROJECT = _("the whole project")
DAYS_5, DAYS_10, DAYS_30 = _("5 days"), _("10 days"), _("30 days")
EACH_WEEK, EACH_MONTH, EACH_QUARTER = _("every week"), _("every month"), _("every quarter")

SERVICES = (
    Ready("lead", "deliver", "l", _("Project delivery lead"), _("We run your project from start to use."),
          _("One person who answers for it\nA plan you can read\nOne page every week"), WHOLE_PROJECT),
    Ready("rescue", "deliver", "l", _("Project rescue"), _("Your troubled project is back on course."),
          _("An honest look in the first week\nA plan everybody has signed\nWe stay until it runs"), DAYS_30),
    Ready("kick_start", "deliver", "s", _("Project kick-start"), _("Your project starts well."),
          _("A charter on two pages\nA first plan\nA team that knows its parts"), DAYS_10),
    Ready("programme", "deliver", "l", _("Programme coordination"),
          _("Your projects no longer stand in each other's way."),
          _("One plan over all projects\nWho waits for whom\nA meeting that decides"), EACH_MONTH),
    Ready("schedule", "deliver", "m", _("Planning desk"), _("You know when it will be ready."),
          _("A schedule kept up to date\nWhat moved, and why\nWhat it means for the end"), EACH_WEEK),
    Ready("go_live", "deliver", "m", _("Go-live and handover"), _("It works on Monday, and somebody runs it."),
          _("A rehearsal\nA way back\nHandover to those who run it"), DAYS_30),
    Ready("portfolio", "decide", "m", _("Portfolio overview"), _("You see everything that runs, and what to stop."),
          _("All projects on one page\nAn order of importance\nWhat can wait"), EACH_QUARTER),
    Ready("intake", "decide", "s", _("Business-case clinic"), _("Your idea gets a fair answer."),
          _("A business case in one afternoon\nCosts, benefits, risks\nA clear recommendation"), DAYS_5),
    Ready("gates", "decide", "m", _("Stage gates"), _("No project goes on only because it has begun."),
          _("Few questions at each gate\nA decision with reasons\nA record of it"), WHOLE_PROJECT),
    Ready("capacity", "decide", "m", _("Resource planning"), _("You promise only what your people can do."),
          _("Who is booked, and until when\nWhere it gets tight\nWhat to move"), EACH_MONTH),
    Ready("briefing", "decide", "s", _("Decision briefing"), _("You decide in ten minutes."),
          _("One page\nTwo or three ways\nWhat each one costs"), DAYS_5),
    Ready("strategy", "decide", "m", _("Strategy to projects"), _("Every project serves a goal you know."),
          _("Goals and projects side by side\nGoals without a project\nProjects without a goal"), EACH_QUARTER),
    Ready("reporting", "see", "s", _("Status reports"), _("You know how it stands before you ask."),
          _("One page\nIn the rhythm you choose\nBad news first"), EACH_WEEK),
    Ready("dashboard", "see", "m", _("Dashboard and data"), _("Your numbers agree with each other."),
          _("One place to look\nData checked every month\nMistakes named"), EACH_MONTH),
    Ready("risks", "see", "s", _("Risk watch"), _("Surprises reach you early."),
          _("A short list of what can go wrong\nSomebody for each risk\nA look every two weeks"), WHOLE_PROJECT),
    Ready("money", "see", "s", _("Money watch"), _("You know what it will cost in the end."),
          _("Spent, ordered, still to come\nA forecast\nA warning in time"), EACH_MONTH),
    Ready("health_check", "see", "s", _("Health check"), _("You hear from outside how your project really stands."),
          _("Talks with everybody who matters\nFive findings\nWhat to do first"), DAYS_10),
    Ready("benefits", "prove", "m", _("Benefits tracking"), _("You can show what it brought."),
          _("Benefits named at the start\nSomebody for each\nMeasured after the end"), EACH_QUARTER),
    Ready("lessons", "prove", "s", _("Project review"), _("The next project begins wiser."),
          _("One afternoon with everybody\nWhat to keep, what to change\nWho does it"), DAYS_5),
    Ready("pulse", "prove", "s", _("Satisfaction pulse"), _("We ask whether it tastes good, and mend what does not."),
          _("One question, two taps\nAn answer to every No\nWhat changed because of you"), WHOLE_PROJECT),
    Ready("method", "grow", "m", _("Method that fits"), _("As few rules as your project needs."),
          _("A method in your size\nTemplates you will use\nHelp at the start"), DAYS_30),
    Ready("coaching", "grow", "m", _("Coaching for project managers"), _("Your project manager has somebody to ask."),
          _("An hour every week\nHelp with the real project\nEverything stays between two"), EACH_WEEK),
    Ready("sponsor", "grow", "s", _("Coaching for sponsors"), _("You know what your project needs of you."),
          _("What a sponsor decides\nWhat to ask\nWhen to step in"), DAYS_5),
    Ready("training", "grow", "m", _("Training"), _("Your people can run their projects themselves."),
          _("Two days with your own examples\nFew slides\nA day later to look back"), DAYS_5),
    Ready("change", "grow", "m", _("Change and people"), _("Those who shall use it want to."),
          _("Who is touched, and how\nTalks before it is too late\nHelp in the first weeks"), WHOLE_PROJECT),
    Ready("vendors", "grow", "m", _("Vendors and contracts"), _("Your vendors deliver what you pay for."),
          _("A contract that can be checked\nDeliveries checked\nTrouble raised early"), WHOLE_PROJECT),
)  # fmt: skip
BUNDLES = (
    ReadyBundle("slice", "s", _("Slice"), _("A good start, and news every week."), ("kick_start", "reporting")),
    ReadyBundle("whole_pie", "l", _("Whole pie"), _("Everything from the first day to what it brought."),
                ("lead", "go_live", "reporting", "risks", "benefits")),
    ReadyBundle("rescue_set", "l", _("Rescue"), _("Back on course, and you say whether it worked."),
                ("rescue", "risks", "pulse")),
    ReadyBundle("chefs_table", "m", _("Chef's table"), _("For executives: see, decide, steer."),
                ("portfolio", "briefing", "strategy")),
    ReadyBundle("cook_it_yourself", "m", _("Cook it yourself"), _("For departments that run their own projects."),
                ("method", "coaching", "schedule")),
)  # fmt: skip
