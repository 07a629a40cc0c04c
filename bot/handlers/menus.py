"""The menus of commands that Telegram shows beside the text field: one for citizens, a longer one for officers."""

import logging
from collections.abc import Collection, Mapping, Sequence

from telegram import (
    Bot,
    BotCommand,
    BotCommandScope,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
    BotCommandScopeDefault,
)
from telegram.error import BadRequest, Forbidden, TelegramError

from bot.review.officers import CLERKS, Role
from bot.review.powers import ROLES, Power
from bot.texts import say

log = logging.getLogger(__name__)

COMMANDS = (
    "start",
    "tracuu",
    "linhvuc",
    "thutucmoi",
    "xa",
    "phananh",
    "phananhcuatoi",
    "theodoi",
    "theodoithutuc",
    "dulieucuatoi",
    "gapcanbo",
    "huy",
    "gioithieu",
    "trogiup",
    "chuatraloi",
    "hopthu",
    "sotiepnhan",
    "canbo",
    "traloi",
    "banlamviec",
    "thaydoi",
    "baibo",
    "coquan",
    "hosoquy",
    "dexuat",
    "niemyet",
)
"""Every command of a menu, in its order; each has its line in the texts."""

EVERY_ROLE = frozenset(Role)

OFFICERS_OWN: Mapping[str, frozenset[Role]] = {
    "chuatraloi": CLERKS,
    "hopthu": ROLES[Power.SEE],
    "sotiepnhan": ROLES[Power.EXPORT],
    "traloi": ROLES[Power.DRAFT] | ROLES[Power.APPROVE],
    "dexuat": ROLES[Power.PROPOSE] | ROLES[Power.DECIDE],
    "canbo": EVERY_ROLE,
    "banlamviec": EVERY_ROLE,
    "thaydoi": EVERY_ROLE,
    "baibo": EVERY_ROLE,
    "coquan": ROLES[Power.FILL_IN],
    "hosoquy": ROLES[Power.REPORT],
    "niemyet": EVERY_ROLE,
}
"""Commands that citizens are not shown, each with the roles that are."""

LANGUAGES = (None, "vi")
"""Menus are kept per language of the person's own Telegram; one set for Vietnamese would hide the general one."""


def menu_for(roles: Collection[Role]) -> list[str]:
    """The commands that somebody with these roles is shown; without any, those of every citizen."""
    hidden = {name for name, theirs in OFFICERS_OWN.items() if theirs.isdisjoint(roles)}
    return [name for name in COMMANDS if name not in hidden]


async def set_menus(bot: Bot, officers: Mapping[int, Collection[Role]]) -> None:
    """Set the menu of citizens, none for groups, and each officer's by Telegram's number of the person and the roles.

    Nothing is raised: without menus the commands can still be typed.
    """
    try:
        # Groups show the default menu where they have none of their own, so both are empty.
        for nobodys in (BotCommandScopeAllGroupChats(), BotCommandScopeDefault()):
            await _show(bot, nobodys, ())
        await _show(bot, BotCommandScopeAllPrivateChats(), menu_for(()))
        for telegram_id, roles in officers.items():
            await _show_in_chat(bot, telegram_id, menu_for(roles))
    except TelegramError as away:
        log.warning("the menus of commands are not all set: %s", away.message)


async def for_officer(bot: Bot, telegram_id: int, roles: Collection[Role]) -> None:
    """Set the menu of one person's chat by the roles held; without any it is a citizen's again. Nothing is raised."""
    try:
        await _show_in_chat(bot, telegram_id, menu_for(roles) if roles else ())
    except TelegramError as away:
        log.warning("the menu of chat %s is not set: %s", telegram_id, away.message)


async def _show_in_chat(bot: Bot, telegram_id: int, names: Sequence[str]) -> None:
    try:
        await _show(bot, BotCommandScopeChat(telegram_id), names)
    except (BadRequest, Forbidden) as refused:
        # An officer who has not opened the bot yet: her /start sets it.
        log.info("the menu of chat %s is not set: %s", telegram_id, refused.message)


async def _show(bot: Bot, scope: BotCommandScope, names: Sequence[str]) -> None:
    commands = [BotCommand(name, say(f"menu.{name}")) for name in names]
    for language in LANGUAGES:
        if commands:
            await bot.set_my_commands(commands, scope, language)
        else:
            await bot.delete_my_commands(scope, language)
