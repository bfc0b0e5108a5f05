"""What people at Margherita say, and what the PMO changes for them. Own wording throughout."""

from __future__ import annotations

CAUSE_WEIGHTS = {
    "cadence": 17, "format": 10, "surprise": 14, "schedule": 12, "cost": 6, "scope": 9, "quality": 6,
    "notadopted": 5, "responsiveness": 6, "bureaucracy": 6, "people": 4, "decisions": 3, "overpromised": 1, "value": 1,
}  # fmt: skip
PRAISE_WEIGHTS = {
    "informed": 18, "result": 16, "easy": 12, "risks": 11, "operation": 10, "course": 9, "ontime": 9,
    "people_good": 8, "decide": 4, "together": 3,
}  # fmt: skip

COMPLAINTS = {
    "cadence": (
        "I hear the status when I ask for it, and not before.",
        "Three status mails in one week, then nothing for a month.",
        "A short status report every Friday would do.",
    ),
    "format": (
        "Twelve slides. I need one page I can read on my phone.",
        "I cannot find the date and the money in your report.",
    ),
    "surprise": (
        "I learned about the risk in the corridor.",
        "The supplier told you of the risk in June. I was told in August.",
        "Nobody said this was a risk until it had happened.",
    ),
    "schedule": (
        "This is the fourth date for the same milestone.",
        "We planned our people around a date that moved twice.",
    ),
    "cost": (
        "I still do not know what is spent and what is left.",
        "The change requests cost more than the project.",
    ),
    "scope": (
        "This is not what we agreed in the kick-off.",
        "The export we asked for has gone missing on the way.",
    ),
    "quality": ("The scanner app loses its connection ten times a shift.",),
    "notadopted": (
        "It went live and then nobody owned it.",
        "My team still uses the old list.",
    ),
    "responsiveness": ("I wait a week for a simple answer.",),
    "bureaucracy": ("Four forms for one change. We need less of that.",),
    "people": ("Our third project manager since spring.",),
    "decisions": ("It was decided, then discussed, then decided again.",),
    "overpromised": ("We were sold six weeks. It is month five.",),
    "value": ("I no longer see what we get out of this.",),
}
PRAISES = {
    "informed": (
        "The Friday one-pager is the only report I read.",
        "I always know where we stand.",
    ),
    "result": ("It does what we asked for, and we use it every day.",),
    "easy": (
        "One person to call, and she picks up.",
        "Little of my time, much done.",
    ),
    "risks": ("You saw the customs problem before we did.",),
    "operation": ("Live, handed over, and my team runs it without you. As promised.",),
    "course": ("You told us no to the extra module and you were right.",),
    "ontime": ("On the day, within the budget. I had forgotten that this is possible.",),
    "people_good": ("The best project team we have had.",),
    "decide": ("We would still be arguing about priorities.",),
    "together": ("Warehouse and sales planned together for the first time.",),
}
OTHERWISE = {
    "cadence": (
        "No status for four weeks, then a status call of two hours.",
        "The weekly status report has stopped and nobody said why.",
        "I get a status every day. Once a week is enough.",
    ),
    "format": (
        "The report has twelve slides and no answer.",
        "A status report of one page instead of slides, please.",
        "Your report is for project people. Mine is the page for the board.",
    ),
    "surprise": (
        "The risk was known to the supplier and to you, not to us.",
        "Nobody told us of the risk with the supplier.",
        "A risk that is on your list for months must not surprise me.",
    ),
    "schedule": (
        "The date of the go-live has moved again.",
        "Another new date. We had told our customers the old one.",
        "The date of the milestone was moved without a word to us.",
    ),
    "cost": (
        "The budget is gone and half of the work is left.",
        "Nobody can tell me what is left of the budget.",
    ),
    "scope": (
        "Half of what we agreed in the scope is a change request now.",
        "We agreed on the export in the kick-off. It is not there.",
    ),
    "quality": (
        "The app crashes when two people open the same order.",
        "The test found forty errors and we went live with them.",
    ),
    "notadopted": ("There was no training, so my team went back to the old list.",),
    "responsiveness": (
        "Three mails, no answer.",
        "I wait for an answer and nobody calls back.",
    ),
    "bureaucracy": (
        "Two meetings and three forms to move one date.",
        "More meetings about the project than work on the project.",
    ),
    "people": ("The new project manager started from zero.",),
    "decisions": ("The steering group meets and decides nothing.",),
    "value": ("We could stop here and nobody would miss it.",),
    "informed": (
        "One page every Friday, and I know where we stand.",
        "The Friday page has the date, the money and the risks.",
        "You tell me before I have to ask.",
    ),
    "result": (
        "We use the new portal every day.",
        "What we asked for is what we got.",
    ),
    "easy": (
        "One call and it is settled.",
        "Short meetings, clear questions, little of my time.",
    ),
    "risks": (
        "The risk with the supplier was seen early and told to us.",
        "You saw the risk early, so we had time to choose.",
    ),
    "operation": (
        "My team runs it alone since the handover.",
        "A clean handover, and the team was trained before.",
    ),
    "course": ("You kept us on course when everybody wanted more.",),
    "ontime": (
        "The go-live was on the day we were told in spring.",
        "On the day and within the budget.",
    ),
    "people_good": ("A project team that listens.",),
    "decide": ("The board had what it needed to decide.",),
}
"""More sentences for the same reasons. They are chosen by dice of their own: one more must not tell another story."""
ADJUSTMENTS = {
    "cadence": ("One page, every Friday at noon", "A call of fifteen minutes every second Tuesday"),
    "format": (
        "One page with date, money and the three biggest risks",
        "The dashboard instead of slides",
    ),
    "surprise": (
        "Every new risk above 10,000 is told to you by phone the same day",
        "Risk review with you, every first Monday",
    ),
    "schedule": (
        "A new plan with one date, signed by both suppliers",
        "Two people more until the go-live",
    ),
    "cost": ("A forecast of the money left, every month", "No change without your signature"),
    "scope": (
        "A walk through the scope with your team, and a change log",
        "The export is back in the plan",
    ),
    "quality": ("A list of defects with dates, and a test on your site before each release",),
    "notadopted": ("A named owner in your team, and two weeks of help on the floor",),
    "responsiveness": ("One named contact, who answers within a day",),
    "bureaucracy": ("One form instead of four, and one meeting less",),
    "people": ("The same project manager until the end",),
    "decisions": ("A log of decisions, each with a name and a day",),
    "overpromised": ("An honest plan with sales, project and you at one table",),
    "value": ("A fresh look at the business case, with the choice to stop",),
}
TALKS = (
    "Called. Sorry for it, and listened.",
    "Met for coffee. More annoyed about not being told than about the thing itself.",
    "Talked for twenty minutes; agreed what changes.",
    "Phoned the same afternoon. Wants less, but regularly.",
)
PLANS = (
    "We look at the report together and keep what is read.",
    "A new date that holds, with what it rests on.",
    "One person to call, with a name.",
    "The open points go through the list, with who decides what.",
)
GIVEN_UP = (
    "The project was stopped; there is nothing left to change.",
    "Left the company. The successor is asked from now on.",
)
NOTES = (
    "Told the steering group.",
    "Checked with the supplier: holds.",
    "Asked the team what else is in the way.",
)
ON_THE_PHONE = (
    "Content. Reads our mails, answers none.",
    "Was on the road for months; will answer from now on.",
    "Prefers a call. We agreed on one a quarter.",
    "Thought that no answer means yes. Explained it.",
)
WISHES = (
    "The same for our second site.",
    "A project rescue for our supplier portal.",
    "Help with next year's portfolio.",
    "Coaching for two of our project leads.",
    "A health check before we buy the next module.",
    "Planning desk for the autumn season.",
    "Benefits tracking for what we already have.",
)
SPARED = "He asked to be left alone until the steering group has met."
NEWCOMERS = (
    ("Brightwater Utilities", "Portfolio overview"),
    ("Lakeside Council", "Project kick-start"),
    ("Old Harbour Museums", "Programme coordination"),
)
"""Organisations that have not ordered yet, and what they asked about."""
TITLES_OF_LEADS = (
    "Project kick-start",
    "Programme coordination",
    "Portfolio overview",
    "Stage-gate light",
    "Health check",
    "Go-live and handover",
    "Sponsor coaching",
    "Executive decision briefing",
    "Planning desk",
    "Benefits tracking",
)
NEXT_ACTIONS = (
    "Call about scope and dates",
    "Send the one-page offer",
    "Strategy session with the sponsor",
    "Ask delivery for an estimate",
    "Lunch at the pizzeria",
)
