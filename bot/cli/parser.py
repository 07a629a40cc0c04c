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
from knowledge.procedures import EndReason, Level
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
    _backups(commands)
    _staff(commands.add_parser("staff", help="who holds which role"))
    _petitions(commands.add_parser("petitions", help="the register of petitions"))
    _report(commands.add_parser("report", help="the quarter's report, and the results of dossiers it needs"))
    _calendar(commands.add_parser("calendar", help="the office's own working and free days"))
    code = commands.add_parser("qr", help="a QR code that opens the bot, at a procedure if one is named")
    code.add_argument("file", type=Path, metavar="FILE.png|FILE.svg", help="where it is written")
    code.add_argument("code", nargs="?", metavar="CODE", help="the code of a procedure")
    code.set_defaults(command="printing.code")
    guide = commands.add_parser("poster", help="the citizens' guide to hang up, one page with a QR code")
    guide.add_argument("--out", type=Path, required=True, metavar="FILE.pdf|FILE.html", help="where it is written")
    guide.set_defaults(command="printing.guide")
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
    changes.add_argument("--xlsx", type=Path, metavar="FILE", help="as a workbook, with counts by level and field")
    _json(changes)
    changes.set_defaults(command="catalogue.changes")
    show = commands.add_parser("show", help="a procedure and its whole timeline")
    show.add_argument("code")
    _day(show)
    _json(show)
    show.set_defaults(command="catalogue.show")
    _proposing(commands)
    check = commands.add_parser("check", help="what is wrong or doubtful in the catalogue, and what to do about it")
    check.add_argument("--all", action="store_true", help="every finding, not the first few of each kind")
    _day(check)
    _json(check)
    check.set_defaults(command="checking.check")
    export = commands.add_parser("export", help="the whole catalogue as open data")
    export.add_argument("file", type=Path, metavar="FILE", help="where it is written; its name may say the format")
    export.add_argument(
        "--format",
        choices=("csv", "xlsx", "json", "jsonld"),
        help="csv is a .zip of files; the procedures alone as .csv",
    )
    _day(export)
    export.set_defaults(command="open_data.export")
    post = commands.add_parser("post", help="the list to be posted at the office, with QR codes")
    post.add_argument("--out", type=Path, required=True, metavar="FILE.html|FILE.pdf", help="where it is written")
    post.add_argument("--field", action="append", metavar="F", help="key or name of a field; may be given again")
    post.add_argument("--level", choices=[level.value for level in Level], help="those of this level alone")
    post.add_argument("--unit", metavar="U", help="code or name of the commune where it is posted")
    _day(post)
    post.set_defaults(command="printing.post")


def _proposing(commands: "Commands") -> None:
    read = commands.add_parser("import", help="a decision's annex (XLSX, CSV, DOCX): a dry run, unless --propose")
    read.add_argument("file", type=Path, metavar="FILE")
    how = read.add_mutually_exclusive_group()
    how.add_argument("--propose", action="store_true", help="propose it; another officer approves")
    how.add_argument("--load", action="store_true", help="load an export whole, into an empty database")
    _officer(read, needed=False)
    read.add_argument("--number", type=a_line, metavar="N", help="the decision's number, where the file states none")
    for name, what in (("date", "was signed"), ("effective", "takes effect")):
        read.add_argument(f"--{name}", type=a_day, metavar="D", help=f"the day it {what}")
    read.add_argument("--issuer", type=a_line, metavar="NAME", help="who issued it, with the province or ministry")
    levels = [level.value for level in Level]
    read.add_argument("--level", action="append", choices=levels, help="of new rows that state none; may be repeated")
    read.add_argument(
        "--settle", action="append", type=a_settlement, metavar="ROW=CHOICE", help="the answer to a row's question"
    )
    read.add_argument("--reason", choices=[one.value for one in EndReason], help="why what ends without a reason ends")
    read.add_argument("--comment", type=a_line, metavar="TEXT", help="for those who decide")
    _json(read)
    read.set_defaults(command="proposing.import_")
    listed = commands.add_parser("proposals", help="what waits for approval, and what was decided last")
    _json(listed)
    listed.set_defaults(command="proposing.proposals")
    for name, told, needed in (
        ("approve", "let a proposal change the catalogue; never by who proposed it", False),
        ("refuse", "do not approve a proposal", True),
        ("undo", "take back what an approved proposal changed", True),
    ):
        act = commands.add_parser(name, help=told)
        act.add_argument("number", type=int, metavar="CHANGE_SET", help="the proposal's number")
        _officer(act, needed=True)
        act.add_argument("--comment", type=a_line, metavar="TEXT", required=needed, help="why; others read it")
        act.set_defaults(command=f"proposing.{name}")


def _officer(parser: argparse.ArgumentParser, *, needed: bool) -> None:
    told = "the officer who does it, by the number of the account"
    parser.add_argument("--as", dest="officer", type=int, metavar="OFFICER", required=needed, help=told)


def _database(parser: argparse.ArgumentParser) -> None:
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    upgrade = commands.add_parser("upgrade", help="migrate, and load the shipped catalogue")
    upgrade.set_defaults(command="database.upgrade")
    check = commands.add_parser("check", help="whether the database has the shape this version needs")
    check.set_defaults(command="database.check")


def _backups(commands: "Commands") -> None:
    back_up = commands.add_parser("backup", help="the whole database and its files in one file, while the bot serves")
    back_up.add_argument("file", type=Path, metavar="FILE", help="where it is written; nothing may be there yet")
    back_up.set_defaults(command="backups.back_up")
    restore = commands.add_parser("restore", help="a backup into an empty database, SQLite's or PostgreSQL's")
    restore.add_argument("file", type=Path, metavar="FILE")
    restore.set_defaults(command="backups.restore")
    for command in (back_up, restore):
        told = "a file with the key that seals backups; MOTCUA_BACKUP_KEY without it"
        command.add_argument("--key-file", type=Path, metavar="KEY", help=told)


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
    _export(commands.add_parser("export", help="the register of some days as a workbook; with --what a table"))
    evidence = commands.add_parser("evidence", help="a petition, its files and what proves them, in one archive")
    evidence.add_argument("code")
    evidence.add_argument("file", type=Path, metavar="FILE.zip", help="where it is written")
    evidence.add_argument("--contacts", action="store_true", help="with who sent it; that it was seen is written down")
    evidence.add_argument("--reason", type=a_line, metavar="TEXT", help="why the evidence is needed")
    _officer(evidence, needed=True)
    evidence.set_defaults(command="proving.take")
    verify = commands.add_parser("verify", help="whether every chain, text, book and anchor is as it was written")
    _json(verify)
    verify.set_defaults(command="petitions.check")
    retain = commands.add_parser("retain", help="what was kept long enough (MOTCUA_RETENTION_DAYS): a dry run")
    retain.add_argument("--apply", action="store_true", help="anonymise it")
    _json(retain)
    retain.set_defaults(command="petitions.retain")


def _export(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE.xlsx|FILE.csv", help="where it is written")
    told = "in place of the law's register a table of any length: petitions, what was answered, what happened"
    parser.add_argument("--what", choices=("petitions", "answers", "audit"), help=told)
    parser.add_argument("--format", choices=("csv", "xlsx"), help="of a table; else as the file's name says")
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


def _report(parser: argparse.ArgumentParser) -> None:
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    quarter = commands.add_parser("quarter", help="a quarter's figures as Word, or as a workbook with the forms")
    quarter.add_argument("period", type=a_line, metavar="PERIOD", help="the quarter: 2024-Q1")
    quarter.add_argument("--unit", metavar="U", help="code or name of the commune that reports; all of them without it")
    for name in ("from", "to"):
        told = "other days than MOTCUA_QUARTER says, both included"
        quarter.add_argument(f"--{name}", dest=f"{name}_day", type=a_day, metavar="D", help=told)
    quarter.add_argument("--out", type=Path, required=True, metavar="FILE.docx|FILE.xlsx", help="where it is written")
    told = "the office's own; templates/quarter.docx in MOTCUA_DATA without it, else the shipped one"
    quarter.add_argument("--template", type=Path, metavar="FILE.docx", help=told)
    told = "a text file with what the office says of its plans, a paragraph a line; left blank without it"
    quarter.add_argument("--plans", type=Path, metavar="FILE.txt", help=told)
    quarter.set_defaults(command="reporting.quarter")
    template = commands.add_parser("template", help="the shipped template, for the office to change")
    template.add_argument("file", type=Path, metavar="FILE.docx", help="where it is written; nothing may be there yet")
    template.set_defaults(command="reporting.template")
    quality = commands.add_parser("quality", help="how well the office works, month by month, as a workbook")
    for name in ("from", "to"):
        told = "a day of the first or the last month; a year up to this month without them"
        quality.add_argument(f"--{name}", dest=f"{name}_day", type=a_day, metavar="D", help=told)
    quality.add_argument("--out", type=Path, required=True, metavar="FILE.xlsx", help="where it is written")
    quality.set_defaults(command="reporting.quality")
    dossiers = commands.add_parser("dossiers", help="results of dossiers from a file (XLSX, CSV): a dry run")
    dossiers.add_argument("file", type=Path, metavar="FILE")
    dossiers.add_argument("--apply", action="store_true", help="enter them; what stood before is closed, not lost")
    _officer(dossiers, needed=True)
    _json(dossiers)
    dossiers.set_defaults(command="reporting.dossiers")


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


def a_settlement(typed: str) -> tuple[int, str]:
    """A row's number and the answer to its question: "12=2", "12=replaces:1.001193"."""
    row, _, choice = typed.partition("=")
    if not row.isdecimal() or not choice:
        raise argparse.ArgumentTypeError(f"{typed!r} is no answer; write it as 12=2 or 12=replaces:1.001193")
    return int(row), choice


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
