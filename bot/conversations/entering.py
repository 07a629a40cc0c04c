"""An officer enters a petition for who came to the office or called.

`Nhập giúp người dân`, "nhập giúp" ──▶ how she came ──▶ the steps of every petition ──Vào sổ──▶ her slip (sending.py)

What is entered and what the officer writes for himself are never in hand together: one is sent or given up first.
"""

from collections.abc import Sequence
from dataclasses import replace

from bot.conversations.steps import draft_of, proceed, role_to_enter
from bot.conversations.visit import Visit
from bot.petitions.drafts import Draft
from bot.petitions.petition import Channel
from bot.texts import say
from bot.views import entering as views
from bot.views.message import Message
from bot.views.notice import told, told_with_doors


def enter(visit: Visit, channel: str = "") -> list[Message]:
    """Begin to enter a petition, once it is said how she came; or go on."""
    if role_to_enter(visit) is None:
        return [told("enter.not_yours")]
    draft = draft_of(visit)
    if draft and draft.is_for_another:
        return resumed(visit, draft)
    if draft and (draft.words or visit.office.cases.attachments.of_draft(visit.chat_id)):
        return [views.own_in_hand()]
    if channel not in views.CHANNELS:
        return [views.which_channel()]
    # What was sent before is the officer's own.
    visit.put(grievance="", question="", rest="", parcels=(), point=())
    return proceed(visit, Draft(channel=Channel(channel)))


def resumed(visit: Visit, draft: Draft) -> list[Message]:
    """What is being entered is gone on with; the officer's own words have no part in it."""
    visit.put(grievance="", question="")
    return proceed(visit, draft, opening=say("enter.continued"))


def offered(visit: Visit, messages: Sequence[Message]) -> list[Message]:
    """The first screen of a petition, under which officers find that they can enter one for somebody."""
    if role_to_enter(visit) is None:
        return list(messages)
    return [*messages[:-1], views.with_entering(messages[-1])]


def printed(visit: Visit, yes: str = "0") -> list[Message]:
    """Whether her name stands on the slip."""
    draft = draft_of(visit)
    if draft is None or not draft.is_for_another:
        return [told_with_doors("lodge.nothing")]
    return proceed(visit, replace(draft, printed=yes == "1"))
