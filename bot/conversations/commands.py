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
    reckoning,
    replying,
    shutting,
    signing_in,
    subscribing,
    teaching,
    welcoming,
)
from bot.conversations.visit import Visit
from bot.views.message import Message

Command = Callable[[Visit, str], Sequence[Message]]

START = "start"

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
    START: start,
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
    "hosoquy": reckoning.command,
    "baibo": _alone(changing.ended_command),
}
"""Every command of the chat, those of officers too; who may is checked where it is done."""


def command(visit: Visit, name: str, words: str = "") -> list[Message]:
    """A command, as far as it is open now; /start shows the notices again."""
    shut = visit.is_shut and name not in shutting.COMMANDS
    said = shutting.told(visit) if shut else COMMANDS[name](visit, words)
    return [*visit.notices(again=True), *said] if name == START else [*said]
