"""The commands and what each does with the words behind it."""

import re
from collections.abc import Callable, Sequence

from bot.conversations import (
    administering,
    answering,
    asking,
    bookkeeping,
    browsing,
    changing,
    contacting,
    following,
    keeping,
    living,
    lodging,
    mailbox,
    posting,
    proposing,
    replying,
    signing_in,
    subscribing,
    teaching,
    welcoming,
)
from bot.conversations.visit import Visit
from bot.views.message import Message

Command = Callable[[Visit, str], Sequence[Message]]

LINK = re.compile(r"tt_(?P<national>\d{7})|tt_(?P<local>TN-[A-Z0-9-]+)", re.IGNORECASE)
"""What follows `?start=` in a link to a procedure: its code, without the point that Telegram does not allow there."""


def start(visit: Visit, words: str) -> list[Message]:
    """The greeting; after a link to a procedure, its answer too."""
    greeting = welcoming.start(visit)
    linked = LINK.fullmatch(words.strip())
    if linked is None:
        return greeting
    national, local = linked["national"], linked["local"]
    code = f"{national[0]}.{national[1:]}" if national else local.upper()
    return [*greeting, *asking.pick(visit, code)]


def _alone(act: Callable[[Visit], Sequence[Message]]) -> Command:
    """A command that takes no words."""
    return lambda visit, _: act(visit)


COMMANDS: dict[str, Command] = {
    "start": start,
    "tracuu": replying.ask,
    "linhvuc": _alone(browsing.fields),
    "thutucmoi": _alone(browsing.recent),
    "moi": _alone(browsing.recent),
    "xa": living.change,
    "phananh": lodging.command,
    "phananhcuatoi": _alone(following.mine),
    "cuatoi": _alone(following.mine),
    "theodoi": following.follow,
    "dulieucuatoi": _alone(keeping.show),
    "dulieu": _alone(keeping.show),
    "gapcanbo": _alone(living.office),
    "huy": _alone(welcoming.cancel),
    "gioithieu": _alone(welcoming.about),
    "trogiup": _alone(welcoming.help_),
    "chuatraloi": _alone(teaching.queue),
    "hopthu": mailbox.command,
    "sotiepnhan": bookkeeping.command,
    "canbo": _alone(administering.command),
    "niemyet": posting.command,
    "traloi": answering.command,
    "banlamviec": _alone(signing_in.command),
    "dexuat": proposing.command,
    "thaydoi": changing.command,
    "theodoithutuc": subscribing.command,
    "coquan": _alone(contacting.command),
    "baibo": _alone(changing.ended_command),
}
"""Every command of the chat, those of officers too; who may is checked where it is done."""
