"""What a question looks like in Slack and in Teams. Plain values in, JSON out; texts come in the active language.

Names and words of people stand in plain text only, where no mark can make a link or mention somebody.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from secondslice.pulse.quoting import quoted_words

Block = dict[str, object]
YES, NO, BACK, WORDS = "yes", "no", "back", "words"
"""The buttons of a question in Slack, and the line for words. They come back as `action_id`."""
MOST_ROWS = 12
"""Slack takes fifty blocks in a message."""
MOST_WORDS = 500
CARD = "application/vnd.microsoft.card.adaptive"


@dataclass(frozen=True, slots=True)
class Row:
    """One question in a message, as it stands now."""

    ref: str
    project: str
    question: str
    quoted: str = ""
    """What was changed for the person since an earlier No."""
    told_us: str = ""
    """What the person told us then, as a sentence."""
    note: str = ""
    """A personal line of whoever asks."""
    taste: str = ""
    is_open: bool = True
    may_change: bool = True
    has_words: bool = False


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands around the questions of a message."""

    hello: str = ""
    foot: Sequence[str] = ()
    page: str = ""
    """The address of the person's own page, or a mark in its place: where to pause or stop."""


def slack_message(rows: Sequence[Row], frame: Frame) -> Block:
    """Return a message for Slack: its blocks, and the text of the notification."""
    blocks = [_section(frame.hello)] if frame.hello else []
    for row in rows:
        blocks += _slack_row(row)
    blocks += [_small(text) for text in frame.foot]
    if frame.page:
        blocks.append(_link(frame.page, _("Pause, stop, or see your data")))
    return {
        "text": plain_text(rows, frame),
        "blocks": blocks,
        "unfurl_links": False,
        "unfurl_media": False,
    }


def slack_change(rows: Sequence[Row], frame: Frame) -> Block:
    """Return what takes the place of a message in which something was pressed."""
    return {"replace_original": True, **slack_message(rows, frame)}


def slack_aside(text: str) -> Block:
    """Return what only the person who pressed sees, below the message."""
    return {"response_type": "ephemeral", "replace_original": False, "text": text}


def plain_text(rows: Sequence[Row], frame: Frame) -> str:
    """Return a message as plain text: for notifications, lists and the outbox."""
    lines = [frame.hello]
    for row in rows:
        lines += [row.note, f"{row.project}: {_said(row) or row.question}"]
    return "\n".join(line for line in [*lines, *frame.foot] if line)


def teams_card(rows: Sequence[Row], frame: Frame, links: Sequence[Mapping[str, str]]) -> Block:
    """Return a message for a workflow of Teams: an Adaptive Card whose buttons open the personal link.

    `links` holds for each row the addresses of `yes` and `no`, or marks in their place.
    """
    body = [_run(frame.hello)] if frame.hello else []
    for row, link in zip(rows, links, strict=True):
        body += _teams_row(row, link)
    body += [_run(text, isSubtle=True, size="Small") for text in frame.foot]
    if frame.page:
        body.append(_opens(frame.page, _("Pause, stop, or see your data")))
    return _card(body)


def slack_alert(text: str, *, link: str, label: str) -> Block:
    """Return a message to a member in Slack: a sentence, and where to look."""
    return {
        "text": text,
        "blocks": [_section(text), _link(link, label)],
        "unfurl_links": False,
        "unfurl_media": False,
    }


def teams_alert(text: str, *, link: str, label: str) -> Block:
    """Return the same for a workflow of Teams."""
    return _card([_run(text), _opens(link, label)])


def _opens(address: str, title: str) -> Block:
    action = {"type": "Action.OpenUrl", "title": title, "url": address}
    return {"type": "ActionSet", "actions": [action]}


def _card(body: Sequence[Block]) -> Block:
    card = {
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": "1.4",
        "body": list(body),
    }
    return {
        "type": "message",
        "attachments": [{"contentType": CARD, "contentUrl": None, "content": card}],
    }


def _slack_row(row: Row) -> list[Block]:
    said = _said(row)
    if not said:
        asked = [_section(f"{row.project}\n{row.question}")]
        if row.quoted:
            asked.insert(0, _small(_quoted(row)))
        if row.note:
            asked.insert(0, _section(row.note))
        return [*asked, _actions(row, {YES: _("Yes"), NO: _("No")})]
    blocks = [_section(f"{row.project}\n{said}")]
    if not row.taste or not row.is_open:
        return blocks
    if row.may_change:
        other = {NO: _("Change to No")} if row.taste == YES else {YES: _("Change to Yes")}
        blocks.append(_actions(row, {**other, BACK: _("Take it back")}))
    if row.has_words:
        blocks.append(_small(_("Your words have arrived. Thank you.")))
    else:
        blocks.append(_words(row))
    return blocks


def _said(row: Row) -> str:
    """Return what has become of a question; nothing while it waits for its answer."""
    if row.taste == YES:
        return _("You said Yes. Thank you!")
    if row.taste == NO:
        return _("You said No. Thank you for telling us; you hear from us within one working day.")
    return "" if row.is_open else _("This question is closed.")


def _quoted(row: Row) -> str:
    return quoted_words(told_us=row.told_us, adjustment=row.quoted)


def _section(text: str) -> Block:
    return {"type": "section", "text": _plain(text[:3000])}


def _small(text: str) -> Block:
    return {"type": "context", "elements": [_plain(text[:2000])]}


def _link(address: str, label: str) -> Block:
    """Return a line that leads somewhere: the one place where Slack reads marks, and nobody's words stand there."""
    text = f"<{address}|{label}>"
    return {"type": "context", "elements": [{"type": "mrkdwn", "text": text}]}


def _actions(row: Row, buttons: Mapping[str, str]) -> Block:
    """Both answers look the same: no button is recommended."""
    return {
        "type": "actions",
        "block_id": f"ask:{row.ref}",
        "elements": [
            {"type": "button", "action_id": name, "value": row.ref, "text": _plain(label)}
            for name, label in buttons.items()
        ],
    }


def _words(row: Row) -> Block:
    """Return a line to write in; pressing Enter sends it. The answer it belongs to stands in its name."""
    label = _("What should we take on next?") if row.taste == YES else _("What is wrong?")
    return {
        "type": "input",
        "block_id": f"{row.taste}:{row.ref}",
        "optional": True,
        "dispatch_action": True,
        "label": _plain(label),
        "element": {
            "type": "plain_text_input",
            "action_id": WORDS,
            "max_length": MOST_WORDS,
            "dispatch_action_config": {"trigger_actions_on": ["on_enter_pressed"]},
        },
    }


def _plain(text: str) -> Block:
    return {"type": "plain_text", "text": text, "emoji": False}


def _teams_row(row: Row, link: Mapping[str, str]) -> list[Block]:
    noted = [_run(row.note)] if row.note else []
    quoted = [_run(_quoted(row), isSubtle=True)] if row.quoted else []
    buttons = [
        {"type": "Action.OpenUrl", "title": label, "url": link[name]}
        for name, label in ((YES, _("Yes")), (NO, _("No")))
    ]
    return [
        *noted,
        *quoted,
        _run(row.project, weight="Bolder"),
        _run(row.question),
        {"type": "ActionSet", "actions": buttons},
    ]


def _run(text: str, **look: object) -> Block:
    """Return a line that Teams shows as it is: a TextBlock would read it as Markdown."""
    return {"type": "RichTextBlock", "inlines": [{"type": "TextRun", "text": text, **look}]}
