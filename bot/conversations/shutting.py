"""What stays open to citizens while the channel is switched off; officers go on as always.

Rights stay: what was sent is followed, added to and taken back, own data is seen and deleted, and whoever is in danger
or accuses somebody is shown the door. Nothing is begun and nothing is sent; what is being written is kept.
"""

from bot.conversations.visit import Visit
from bot.views import shutting as views
from bot.views.message import Message
from bot.views.notice import told_with_doors
from knowledge.kinds.reading import Kind

_COMMANDS = "theodoi phananhcuatoi cuatoi dulieucuatoi dulieu gapcanbo xa huy gioithieu"
COMMANDS = frozenset(_COMMANDS.split())
"""Commands that do what they always do."""

_OF_WHAT_WAS_SENT = (
    "mine petition events why follow supply supplied add withdraw withdrawn settled reopen published meant"
)
_OF_OWN_DATA = "mydata export erase erased unconsent unconsented kept drop refuse unsaid disagree watched unwatch"
_OTHERS = "rate rated unreasoned office commune live forget about"
VERBS = frozenset(f"{_OF_WHAT_WAS_SENT} {_OF_OWN_DATA} {_OTHERS}".split())
"""Buttons that do what they always do: of petitions that were sent, of own data, of whom to meet."""

KINDS = frozenset(
    {Kind.DENUNCIATION, Kind.EMERGENCY, Kind.SAFETY, Kind.PETITION_STATUS, Kind.FILE_STATUS, Kind.OFFICE, Kind.ABOUT}
)
"""Kinds of messages that are answered as always."""


def told(visit: Visit) -> list[Message]:
    """That the channel is switched off, why, and where to go instead; with what is kept of a draft."""
    return [views.shut(visit.office.channel.now.reason, has_draft=visit.office.cases.drafts.waits(visit.chat_id))]


def told_or_shut(visit: Visit, key: str) -> list[Message]:
    """A text that leads on to every door; where these are shut, that they are."""
    return told(visit) if visit.is_shut else [told_with_doors(key)]
