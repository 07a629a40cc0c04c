"""What the bot tells of itself: its commands, its descriptions, its menu."""

from __future__ import annotations

import json
import re

from tests.wire.errors import Json, bad_request
from tests.wire.formatting import utf16_length
from tests.wire.world import Handler, World

MOST_COMMANDS = 100
LONGEST_COMMAND, LONGEST_COMMAND_DESCRIPTION = 32, 256
WIDE_SCOPES = {"default", "all_private_chats", "all_group_chats", "all_chat_administrators"}
CHAT_SCOPES = {"chat", "chat_administrators", "chat_member"}
# Each text of the profile with its greatest length and the refusal beyond it.
TEXTS = {
    "name": (64, "FIRSTNAME_INVALID"),
    "description": (512, "DESCRIPTION_TOO_LONG"),
    "short_description": (120, "ABOUT_TOO_LONG"),
}


class Profile:
    """The methods about the bot itself."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.commands: dict[tuple[str, str], list[Json]] = {}
        self.texts: dict[tuple[str, str], str] = {}
        self.menu: dict[int, Json] = {}
        self.methods: dict[str, Handler] = {
            "getMe": self.get_me,
            "setMyCommands": self.set_my_commands,
            "deleteMyCommands": self.delete_my_commands,
            "getMyCommands": self.get_my_commands,
            "setMyName": lambda params: self._set("name", params),
            "getMyName": lambda params: self._get("name", params),
            "setMyDescription": lambda params: self._set("description", params),
            "getMyDescription": lambda params: self._get("description", params),
            "setMyShortDescription": lambda params: self._set("short_description", params),
            "getMyShortDescription": lambda params: self._get("short_description", params),
            "setChatMenuButton": self.set_chat_menu_button,
            "getChatMenuButton": self.get_chat_menu_button,
        }

    def get_me(self, _: Json) -> Json:
        """The bot."""
        return {
            **self.world.bot,
            "can_join_groups": True,
            "can_read_all_group_messages": False,
            "supports_inline_queries": False,
            "can_connect_to_business": False,
            "has_main_web_app": False,
            "has_topics_enabled": False,
            "allows_users_to_create_topics": False,
        }

    def set_my_commands(self, params: Json) -> bool:
        """The commands behind the menu key."""
        commands = params.get("commands", [])
        if not isinstance(commands, list):
            raise bad_request("expected an Array of BotCommand")
        key = self._key(params)
        for command in commands:
            _check_command(command)
        if len(commands) > MOST_COMMANDS:
            raise bad_request("BOT_COMMANDS_TOO_MUCH")
        self.commands[key] = commands
        return True

    def delete_my_commands(self, params: Json) -> bool:
        """No commands of its own for a scope."""
        self.commands.pop(self._key(params), None)
        return True

    def get_my_commands(self, params: Json) -> list[Json]:
        """The commands of exactly that scope and language."""
        return self.commands.get(self._key(params), [])

    def set_chat_menu_button(self, params: Json) -> bool:
        """What the key beside the text field does."""
        button = params.get("menu_button", {"type": "default"})
        if not isinstance(button, dict):
            raise bad_request("can't parse menu button: MenuButton must be an Object")
        if button.get("type") not in {"default", "commands", "web_app"}:
            raise bad_request("can't parse menu button: MenuButton has unsupported type")
        self.menu[self._menu_chat(params)] = button
        return True

    def get_chat_menu_button(self, params: Json) -> Json:
        """What the key beside the text field does."""
        return self.menu.get(self._menu_chat(params), {"type": "commands"})

    def _menu_chat(self, params: Json) -> int:
        return self.world.chats.find(params["chat_id"]).id if "chat_id" in params else 0

    def _set(self, name: str, params: Json) -> bool:
        text = params.get(name, "")
        longest, refusal = TEXTS[name]
        if utf16_length(text) > longest:
            raise bad_request(refusal)
        self.texts[name, _language(params)] = text
        return True

    def _get(self, name: str, params: Json) -> Json:
        text = self.texts.get((name, _language(params)), "")
        return {name: text or (self.world.bot["first_name"] if name == "name" else "")}

    def _key(self, params: Json) -> tuple[str, str]:
        scope = params.get("scope", {"type": "default"})
        if not isinstance(scope, dict):
            raise bad_request("can't parse BotCommandScope: BotCommandScope must be an Object")
        kind = scope.get("type")
        if kind in CHAT_SCOPES:
            scope = {**scope, "chat_id": self.world.chats.find(scope.get("chat_id")).id}
        elif kind not in WIDE_SCOPES:
            raise bad_request("can't parse BotCommandScope: Unsupported type specified")
        return json.dumps(scope, sort_keys=True), _language(params)


def _check_command(command: object) -> None:
    if not isinstance(command, dict):
        raise bad_request("can't parse BotCommand: expected an Object")
    for name in ("command", "description"):
        if name not in command:
            raise bad_request(f"can't parse BotCommand: Can't find field \"{name}\"")
    name, description = command["command"], command["description"]
    if not name:
        raise bad_request("command must be non-empty")
    if len(name) > LONGEST_COMMAND or not re.fullmatch(r"[a-z0-9_]+", name):
        raise bad_request("BOT_COMMAND_INVALID")
    if not description:
        raise bad_request("command description must be non-empty")
    if utf16_length(description) > LONGEST_COMMAND_DESCRIPTION:
        raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")


def _language(params: Json) -> str:
    language = str(params.get("language_code", ""))
    if language and not re.fullmatch(r"[a-z]{2}", language):
        raise bad_request("invalid language code specified")
    return language
