"""What can be typed, and which command it is."""

import argparse
import importlib
import io
import sys
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy.exc import DBAPIError

from bot.petitions.life import State
from bot.review.officers import Role
from bot.settings import WrongSettingError
from knowledge.text.normalise import drop_unseen, squash_spaces

REFUSED = 1
ROLES = [role.value for role in Role]
STATES = [state.value for state in State if state is not State.DRAFT]
MOST = 2**52
"""Telegram says that the number of an account stays below this."""

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; gives its exit code."""
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        # Vietnamese is UTF-8 whatever the machine's locale says; a wrong byte is shown, not fatal.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")
    typed = _parser().parse_args(arguments)
    try:
        return _command(typed.command)(typed)
    except WrongSettingError as wrong:
        print(f"motcua: {wrong}", file=sys.stderr)
        return REFUSED
    except DBAPIError as error:
        print(f"motcua: the database cannot be used: {str(error.orig).splitlines()[0]}", file=sys.stderr)
        return REFUSED
    except BrokenPipeError:
        sys.stderr.close()  # whoever read us has enough; nothing more is written
        return REFUSED


def _command(name: str) -> Callable[[argparse.Namespace], int]:
    """The function behind a command; its room is entered only now, so that no command pays for another's imports."""
    module, _, function = name.partition(".")
    command: Callable[[argparse.Namespace], int] = getattr(importlib.import_module(f"bot.cli.{module}"), function)
    return command


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        "motcua", description="Administrative procedures of the former Trực Ninh district."
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    _running(commands)
    _asking(commands)
    _catalogue(commands.add_parser("catalogue", help="the catalogue through time"))
    _database(commands.add_parser("database", help="the database's shape"))
    _staff(commands.add_parser("staff", help="who holds which role"))
    _petitions(commands.add_parser("petitions", help="the register of petitions"))
    _calendar(commands.add_parser("calendar", help="the office's own working and free days"))
    approved = commands.add_parser("texts", help="every word people read, on one page to be approved")
    approved.add_argument("--html", action="store_true", help="as a page to print")
    approved.set_defaults(command="wording.show")
    checkup = commands.add_parser("doctor", help="every setting, and whether all is well")
    _json(checkup)
    checkup.set_defaults(command="doctor.doctor")
    return parser


def _running(commands: "Commands") -> None:
    run = commands.add_parser(
        "run", help="the bot: by webhook (MOTCUA_WEBHOOK_URL), by polling (MOTCUA_BOT_TOKEN alone), else the terminal"
    )
    run.set_defaults(command="running.run")
    serve = commands.add_parser("serve", help="the bot by webhook alone, for copies behind one address")
    serve.set_defaults(command="running.serve")
    chat = commands.add_parser("chat", help="the terminal chat: no token, no network; reads a pipe too")
    chat.add_argument("--as", dest="role", choices=ROLES, help="the role to begin with; a citizen without it")
    chat.set_defaults(command="running.chat")


def _asking(commands: "Commands") -> None:
    ask = commands.add_parser("ask", help="ask one question, or one a line")
    ask.add_argument("question", nargs="*", help="the question")
    ask.add_argument("--commune", metavar="NAME", help="where the person lives: a commune's name, old or new")
    ask.add_argument("--explain", action="store_true", help="why this kind, and what each part added to each score")
    ask.add_argument("--stdin", action="store_true", help="read one question per line, write one answer per line")
    _day(ask)
    _json(ask)
    ask.set_defaults(command="asking.ask")


def _catalogue(parser: argparse.ArgumentParser) -> None:
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    counts = commands.add_parser("counts", help="published and loaded counts per level and office group")
    _day(counts)
    _json(counts)
    counts.set_defaults(command="catalogue.counts")
    changes = commands.add_parser("changes", help="what decisions changed, from one day to another, both included")
    for name in ("from", "to"):
        changes.add_argument(f"--{name}", dest=f"{name}_day", type=a_day, required=True, metavar="D")
    _json(changes)
    changes.set_defaults(command="catalogue.changes")
    show = commands.add_parser("show", help="a procedure and its whole timeline")
    show.add_argument("code")
    _day(show)
    _json(show)
    show.set_defaults(command="catalogue.show")
    check = commands.add_parser("check", help="the shipped files, and how the database differs from them")
    check.set_defaults(command="catalogue.check")


def _database(parser: argparse.ArgumentParser) -> None:
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    upgrade = commands.add_parser("upgrade", help="migrate, and load the shipped catalogue")
    upgrade.set_defaults(command="database.upgrade")
    check = commands.add_parser("check", help="whether the database has the shape this version needs")
    check.set_defaults(command="database.check")


def _staff(parser: argparse.ArgumentParser) -> None:
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    add = commands.add_parser("add", help="give somebody a role; a second role is a second command")
    add.add_argument("telegram_id", type=an_account, metavar="TELEGRAM_ID", help="the number of the account")
    add.add_argument("--role", choices=ROLES, required=True)
    add.add_argument("--unit", metavar="U", help="code or name of a commune of today; every commune without it")
    add.add_argument("--field", metavar="F", help="key or name of a category of petitions; every one without it")
    add.add_argument("--restricted", action="store_true", help="named for what is confidential: conduct, complaints")
    add.add_argument("--name", type=a_name, required=True, metavar="N", help="who it is, as colleagues say it")
    add.set_defaults(command="staff.add")
    show = commands.add_parser("list", help="every role that is held now")
    _json(show)
    show.set_defaults(command="staff.show")
    remove = commands.add_parser("remove", help="end a role, or every role of somebody; the record stays")
    remove.add_argument("telegram_id", type=int, metavar="TELEGRAM_ID")
    remove.add_argument("--role", choices=ROLES, help="this role alone")
    remove.set_defaults(command="staff.remove")
    over = commands.add_parser("hand-over", help="let another answer for somebody's open petitions")
    over.add_argument("giver", type=int, metavar="FROM_ID", help="who answers for them now, also without a role")
    over.add_argument("taker", type=int, metavar="TO_ID")
    over.add_argument("--reason", type=a_line, metavar="TEXT", help="why; it stands in the trail")
    over.set_defaults(command="staff.hand_over")
    trail = commands.add_parser("trail", help="what officers did with their powers, and what they looked at")
    trail.add_argument("about", nargs="?", metavar="CODE|TELEGRAM_ID", help="of one petition or officer alone")
    _json(trail)
    trail.set_defaults(command="staff.trail")


def _petitions(parser: argparse.ArgumentParser) -> None:
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    listed = commands.add_parser("list", help="what is in the register, without a word of who sent it")
    listed.add_argument("--state", choices=STATES, help="those in this state alone")
    listed.add_argument("--open", action="store_true", help="those alone that wait for the office or the sender")
    _json(listed)
    listed.set_defaults(command="petitions.show_all")
    show = commands.add_parser("show", help="a petition and its events")
    show.add_argument("code")
    show.add_argument("--words", action="store_true", help="what she wrote, too, and the notes")
    show.add_argument("--contact", action="store_true", help="who sent it, too; that it was seen is written down")
    show.add_argument("--reason", type=a_line, metavar="TEXT", help="why somebody looks at the contact")
    show.add_argument("--despite-restriction", action="store_true", help="though she asked for her data to be deleted")
    show.add_argument("--as", dest="officer", type=int, metavar="TELEGRAM_ID", help="the officer who looks")
    _json(show)
    show.set_defaults(command="petitions.show")
    _export(commands.add_parser("export", help="the register of some days as a workbook"))
    verify = commands.add_parser("verify", help="whether every chain, text, book and anchor is as it was written")
    _json(verify)
    verify.set_defaults(command="petitions.check")
    retain = commands.add_parser("retain", help="what was kept long enough (MOTCUA_RETENTION_DAYS): a dry run")
    retain.add_argument("--apply", action="store_true", help="anonymise it")
    _json(retain)
    retain.set_defaults(command="petitions.retain")


def _export(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE.xlsx", help="where it is written")
    parser.add_argument("--from", dest="from_day", type=a_day, metavar="D", help="the first day; else 1 January")
    parser.add_argument("--to", dest="to_day", type=a_day, metavar="D", help="the last day; else today")
    parser.add_argument("--contacts", action="store_true", help="with who sent each; every look is written down")
    parser.add_argument("--reason", type=a_line, metavar="TEXT", help="why the contacts are needed")
    parser.add_argument(
        "--as",
        "--officer",
        dest="officer",
        type=int,
        metavar="TELEGRAM_ID",
        help="whom it is for: what is theirs to see",
    )
    parser.set_defaults(command="exporting.export")


def _calendar(parser: argparse.ArgumentParser) -> None:
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    listed = commands.add_parser("list", help="the days that were set")
    listed.add_argument("--year", type=int, metavar="Y", help="those of this year alone")
    _json(listed)
    listed.set_defaults(command="calendar.show")
    put = commands.add_parser("set", help="set a day; due days are counted anew, and whose moved is told")
    put.add_argument("day", type=a_day, metavar="DAY")
    kind = put.add_mutually_exclusive_group(required=True)
    kind.add_argument("--working", action="store_true", help="the office works")
    kind.add_argument("--free", dest="working", action="store_false", help="the office is closed")
    put.add_argument("--note", type=a_line, required=True, metavar="TEXT", help="why; citizens read it in Vietnamese")
    _json(put)
    put.set_defaults(command="calendar.put")
    drop = commands.add_parser("unset", help="let the public calendar hold for a day again")
    drop.add_argument("day", type=a_day, metavar="DAY")
    _json(drop)
    drop.set_defaults(command="calendar.drop")


def _day(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--day", type=a_day, metavar="D", help="the day asked about, YYYY-MM-DD; default today")


def _json(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="facts as JSON")


def a_day(typed: str) -> date:
    """A day as administrators type it."""
    try:
        return date.fromisoformat(typed)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{typed!r} is not a day; write it as 2024-03-06") from None


def an_account(typed: str) -> int:
    """The number of a person's account in Telegram; groups have numbers below zero."""
    if not typed.isdecimal() or not 0 < int(typed) < MOST:
        raise argparse.ArgumentTypeError(f"{typed!r} is not the number of an account; it is digits such as 123456789")
    return int(typed)


def a_name(typed: str) -> str:
    """A person's name, on one line."""
    return _on_one_line(typed, "a name")


def a_line(typed: str) -> str:
    """A reason or a note, on one line."""
    return _on_one_line(typed, "a text")


def _on_one_line(typed: str, what: str) -> str:
    line = squash_spaces(drop_unseen(typed))
    if not line:
        raise argparse.ArgumentTypeError(f"{what} is needed")
    return line
