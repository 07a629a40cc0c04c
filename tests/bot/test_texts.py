"""The words people read: nobody's text is missing or idle, and each is written as an office writes."""

import ast
import re
import unicodedata
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from string import Formatter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jinja2 import Environment, nodes
from markupsafe import Markup

import bot
from bot.conversations.mailbox import DOORS
from bot.conversations.proposing import UNREAD
from bot.delivery.outbox import Fate
from bot.handlers.menus import COMMANDS
from bot.inbox.subscriptions import Followed
from bot.petitions.categories import Family, categories
from bot.petitions.contents import Refusal
from bot.petitions.identity import Fault, Identity, missing
from bot.petitions.life import Party, State
from bot.petitions.mailbox import Box
from bot.petitions.petition import Channel as Arrival
from bot.petitions.petition import EventKind, Reader
from bot.petitions.publications import ANSWERED as PUBLIC_STATES
from bot.petitions.publications import PublicationState
from bot.petitions.reasons import Reason
from bot.petitions.replies import Part, ReplyKind
from bot.petitions.reply_faults import DocumentFault, PartFault
from bot.petitions.room import NoRoom
from bot.petitions.samples import Criterion, Mark
from bot.petitions.telling import Telling
from bot.petitions.timers import OFFICES
from bot.petitions.wording import WordsFault
from bot.reports.changes_book import COLUMNS as CHANGES_COLUMNS
from bot.reports.changes_book import COUNTED
from bot.reports.evidence.document import FACTS as EVIDENCE_FACTS
from bot.reports.exports import answers as exported_answers
from bot.reports.exports import catalogue as exported_catalogue
from bot.reports.exports.audit import COLUMNS as AUDIT_COLUMNS
from bot.reports.exports.petitions import COLUMNS as EXPORTED_COLUMNS
from bot.reports.exports.petitions import Reader as ExportReader
from bot.reports.exports.table import What as Exported
from bot.reports.exports.writing import Format as ExportFormat
from bot.reports.overview import Behind
from bot.reports.posting import WIDTHS
from bot.reports.public_figures import By
from bot.reports.quality.petition_figures import Behind as QualityBehind
from bot.reports.quality.workbook import SECTIONS as QUALITY_SHEETS
from bot.reports.quarter import workbook as quarter_book
from bot.reports.quarter.dossier_files import COLUMNS as DOSSIER_COLUMNS
from bot.reports.quarter.dossiers import Trouble as DossierTrouble
from bot.reports.quarter.wording import TOLD
from bot.reports.register_book import CLASSES, COLUMNS
from bot.review.channel import Deed
from bot.review.proposals import ProposalState
from bot.review.sign_ins import Refusal as EntryRefusal
from bot.texts import say, texts, words
from bot.views.appointing import Step
from bot.views.board import PLAINLY, WAYS
from bot.views.contacting import OFFERED
from bot.views.contacting import PARTS as OFFICE_PARTS
from bot.views.drafting import LABELLED
from bot.views.entering import CHANNELS
from bot.views.facts import OF_THE_COMMUNE, TIERS
from bot.views.following import LEVELS
from bot.views.handling import REASONS
from bot.views.lodging import MENDED
from bot.views.mailbox import VALUED
from bot.views.message import plain
from bot.views.petition import DOUBTED, VERBS
from bot.views.proposals import DECIDED
from bot.views.proposals import MENDED as MENDED_FACTS
from bot.views.publishing import PARTS
from bot.views.staff_news import STATED_OTHERWISE
from bot.views.straying import STEPS
from bot.web.checks import CHECKED, Degree
from bot.web.desk.pages import exports as exports_page
from bot.web.desk.pages import quarterly
from bot.web.desk.pages.handing import Fate as HandingFate
from bot.web.desk.pages.petition import GROUPS
from bot.web.desk.pages.procedure import ALL_FACTS
from bot.web.desk.pages.proposals import LISTS as PROPOSAL_LISTS
from bot.web.desk.pages.quality import PICTURES as QUALITY_PICTURES
from bot.web.desk.pages.questions import LISTS as QUESTION_LISTS
from bot.web.desk.pages.system import Fault as SystemFault
from bot.web.desk.pages.talks import BEGINS
from bot.web.desk.pages.trail import BY_NAME
from bot.web.desk.reference.templates import KINDS as TEMPLATED
from bot.web.desk.rendering import FOR_ANYBODY, TEMPLATES
from bot.web.desk.routes import MENU
from bot.web.public.figures_files import COLUMNS as PUBLIC_COLUMNS
from bot.web.public.parameters import SEARCH
from bot.web.public.questions import QUESTIONS
from knowledge.annexes.values import Meaning, Trouble
from knowledge.cells import Rule
from knowledge.changes import Effect
from knowledge.procedures import NOT_HERE, Channel, DayBasis, EndReason, Level, Reception
from knowledge.proposing.values import COMPARED, Choice, Doubt, Fact, Kind
from knowledge.tables import OFFICE, RELEASE, UNDO
from knowledge.timeline import Status
from tests.wire.formatting import read

SIGNED = ("", "_signed")
EXPORTED = (
    *(name for name in EXPORTED_COLUMNS if name not in COLUMNS),
    *exported_answers.columns(ExportReader(None, datetime.min.replace(tzinfo=UTC)), whole=False),
    *exported_catalogue.columns(dict.fromkeys(exported_catalogue.TOLD, str)),
    *AUDIT_COLUMNS,
)
FORMS = (quarter_book.RESULTS, quarter_book.RETURNED, quarter_book.PETITIONS)

# Keys that are put together while the program runs, and what can come out; `{}` stands for any value.
PUT_TOGETHER = {
    "level.{}": [f"level.{level}" for level in Level],
    "staff_state.{}": [f"staff_state.{state}" for state in STATED_OTHERWISE],
    "mailbox.{}": [f"mailbox.{door}" for door in DOORS],
    "staff_news.fate_{}": [f"staff_news.fate_{fate}" for fate in Fate],
    "quarterly_page.family_{}": [f"quarterly_page.family_{family.name.lower()}" for family in Family],
    "quality.col_{}": [
        f"quality.col_{name}"
        for name in (
            *("answered", "reopened", "share", "asked", "given", "mean", "content", "questions", "lost"),
            *(f"{part}_{what}" for part in ("process", "result") for what in ("given", "mean", "content")),
            *("words", "times", "first", "last", "stands", "drawn", "judged", *Criterion, "all_good"),
            *("dossiers", "petitions", "rate"),
        )
    ],
    "quality_book.sheet_{}": [f"quality_book.sheet_{name}" for name in QUALITY_SHEETS],
    "quality.{}": [f"quality.{name}" for name in QUALITY_SHEETS],
    "quality.picture_{}": [f"quality.picture_{name}" for name in QUALITY_PICTURES],
    "quality.part_{}": [f"quality.part_{part}" for part in ("process", "result")],
    "quality.behind_{}": [f"quality.behind_{what}" for what in QualityBehind],
    "sample.col_{}": [f"sample.col_{name}" for name in ("position", "code", "field", "unit", "kind", "left", "state")],
    "sample.criterion_{}": [f"sample.criterion_{criterion}" for criterion in Criterion],
    "sample.mark_{}": [f"sample.mark_{mark}" for mark in Mark],
    "quarterly_page.col_{}": [f"quarterly_page.col_{name}" for name in quarterly.COLUMNS],
    "quarterly_page.dossier_{}": [f"quarterly_page.dossier_{name}" for name in quarterly.RESULTS],
    "body.{}": [f"body.{kind}" for kind in NOT_HERE],
    "reception.{}": [f"reception.{kind}" for kind in Reception],
    "reception.{}_{}": [
        f"reception.{kind}_{level}" for kind in OF_THE_COMMUNE for level in (Level.PROVINCE, Level.MINISTRY)
    ],
    "reception.{}_there": [f"reception.{kind}_there" for kind in OF_THE_COMMUNE],
    "ways.{}": [f"ways.{channel}" for channel in Channel if channel is not Channel.COUNTER],
    "button.{}": [f"button.{verb}" for verb in ("papers", "ways", "more", "history", "office", "wrong", *VERBS, *WAYS)],
    "appoint.ask_{}": [f"appoint.ask_{step}" for step in Step if step is not Step.PREVIEW],
    "posting.head_{}": [f"posting.head_{name}" for name in WIDTHS],
    "reply.said_{}": [f"reply.said_{part}" for part in LABELLED],
    "reply.part_{}": [f"reply.part_{part}" for part in Part],
    "reply.how_{}": [f"reply.how_{part}" for part in Part],
    "reply.mend_{}": [f"reply.mend_{part}" for part in Part],
    "reply.kind_{}": [f"reply.kind_{kind}" for kind in ReplyKind],
    "reply.fault_{}": [f"reply.fault_{fault}" for fault in PartFault],
    "reply.document_{}": [f"reply.document_{fault}" for fault in DocumentFault],
    "board.came_{}": [f"board.came_{channel}" for channel in Arrival],
    "board.fate_{}": [f"board.fate_{fate}" for fate in Fate],
    "happened.{}": [f"happened.{kind}" for kind in PLAINLY],
    "happened.remind_{}": [f"happened.remind_{what}" for what in OFFICES],
    "party.{}": [f"party.{party}" for party in Party],
    "stray.{}": [f"stray.{step}" for step in STEPS],
    "look.{}": [f"look.{reason}" for reason in REASONS],
    "box.{}": [f"box.{box}" for box in Box],
    "mailbox.which_{}": [f"mailbox.which_{box}" for box in VALUED],
    "button.mend_{}": [f"button.mend_{step}" for step in MENDED],
    "enter.{}": [f"enter.{channel}" for channel in CHANNELS],
    "enter.by_{}": [f"enter.by_{channel}" for channel in CHANNELS],
    "enter.truthful_{}": [f"enter.truthful_{channel}" for channel in CHANNELS],
    "quarterly.{}": [f"quarterly.{name}" for name in (*TOLD, "refused", "transferred", "left_aside")],
    "quarterly.dossiers_{}": [f"quarterly.dossiers_{name}" for name in ("resolved", "pending", "returned")],
    "quarter_period.{}": [f"quarter_period.{why}" for why in ("no_quarter", "no_year", "turned", "not_begun")],
    "quarter_book.group_{}": [f"quarter_book.group_{name}" for group in FORMS for name in group if name],
    "quarter_book.head_{}": [f"quarter_book.head_{name}" for form in FORMS for of in form.values() for name, _ in of],
    "quarter_book.matters_{}": [f"quarter_book.matters_{name}" for name in quarter_book.MATTERS],
    "dossier.head_{}": [f"dossier.head_{name}" for name in DOSSIER_COLUMNS],
    "dossier.fault_{}": [f"dossier.fault_{trouble}" for trouble in DossierTrouble],
    "book.head_{}": [f"book.head_{name}" for name in COLUMNS],
    "book.channel_{}": [f"book.channel_{channel}" for channel in Arrival],
    "book.class_{}": [f"book.class_{name}" for name in set(CLASSES.values())],
    "book.state_{}": [f"book.state_{state}" for state in State if state is not State.DRAFT],
    "book.rated_{}": [f"book.rated_{part}" for part in ("process", "result")],
    "lodge.part_{}": [f"lodge.part_{part}" for part in missing(Identity())],
    "lodge.fault_{}": [f"lodge.fault_{fault}" for fault in Fault],
    "lodge.{}": [f"lodge.{fault}" for fault in WordsFault],
    "category.{}": [f"category.{key}" for key in categories()],
    "state.{}": [f"state.{state}" for state in State],
    "news.{}_again": [f"news.{state}_again" for state in DOUBTED],
    "next.{}": [f"next.{state}" for state in State if f"next.{state}" in texts()],
    "reason.{}": [f"reason.{reason}" for reason in Reason],
    "reason_next.{}": [f"reason_next.{reason}" for reason in Reason],
    "file.{}": [f"file.{reason}" for reason in (*Refusal, *NoRoom)],
    "follow.rate_{}": [f"follow.rate_{part}" for part in ("process", "result")],
    "follow.rated_{}": [f"follow.rated_{part}" for part in ("process", "result")],
    "follow.level_{}": [f"follow.level_{level}" for level in LEVELS],
    "follow.weekday_{}": [f"follow.weekday_{day}" for day in range(7)],
    "role.{}": [f"role.{party}" for party in (Party.CLERK, Party.CONTROLLER, Party.APPROVER)],
    "missing.{}": [f"missing.{name}" for name in ("address", "hours", "phone")],
    "end_reason.{}": [f"end_reason.{reason}" for reason in EndReason],
    "change.{}": [f"change.{effect}" for effect in Effect],
    "changes_book.{}": ["changes_book.sheet", "changes_book.sheet_counts"],
    "changes_book.head_{}": [f"changes_book.head_{name}" for name in (*CHANGES_COLUMNS, *COUNTED)],
    "changes_book.basis_{}": [f"changes_book.basis_{basis}" for basis in DayBasis],
    "subscribing.follow_{}": [f"subscribing.follow_{kind}" for kind in Followed],
    "subscribing.leave_{}": [f"subscribing.leave_{kind}" for kind in Followed],
    "heralding.{}_from": [f"heralding.{turn}_from" for turn in ("new", "amended", "abolished", "replaced")],
    "contacting.{}": [f"contacting.{part}" for part in OFFICE_PARTS],
    "contacting.mend_{}": [f"contacting.mend_{part}" for part in OFFICE_PARTS],
    "contacting.ask_{}": [f"contacting.ask_{part}" for part in OFFICE_PARTS],
    "contacting.fault_{}": [f"contacting.fault_{part}" for part in OFFICE_PARTS],
    "contacting.kind_{}": [f"contacting.kind_{kind}" for kind in OFFERED],
    "remind.{}": [f"remind.{what}" for what in OFFICES],
    "bulletin.chart_{}": [f"bulletin.chart_{name}" for name in ("received", "on_time", "late")],
    "data.{}": [key for key in texts() if key.startswith("data.")],  # test_mydata looks for each in the file
    "texts.{}": [f"texts.{section}" for section in {key.split(".")[0] for key in texts()} - {"texts"}],
    "reception.{}_2025": [f"reception.{level}_2025" for tiers in TIERS.values() for level in tiers],
    "channel.{}": [f"channel.{channel}" for channel in Channel],
    "brief.{}": [f"brief.{status}" for status in Status],
    "fault.{}": [f"fault.{rule}" for rule in Rule],
    "annex.{}": [f"annex.{trouble}" for trouble in Trouble],
    "annex.means_{}": [f"annex.means_{meaning}" for meaning in Meaning],
    "redaction.{}": [f"redaction.{kind}" for kind in Telling],
    "publish.is_{}": [f"publish.is_{state}" for state in PublicationState],
    "publish.mend_{}": [f"publish.mend_{part}" for part in PARTS],
    "publish.ask_{}": [f"publish.ask_{part}" for part in PARTS],
    "trace.{}": [key for key in texts() if key.startswith("trace.")],  # each act of the trail that has words
    "proposal.count_{}": [f"proposal.count_{kind}" for kind in Kind],
    "proposal.line_{}": [f"proposal.line_{kind}" for kind in Kind],
    "proposal.what_{}": [f"proposal.what_{what}" for what in COMPARED],
    "proposal.at_{}": [f"proposal.at_{kind}" for kind in Reception],
    "proposal.fact_{}": [f"proposal.fact_{fact}" for fact in MENDED_FACTS],
    "proposal.ask_{}": [f"proposal.ask_{fact}" for fact in Fact],
    "proposal.{}": [f"proposal.{key}" for key in UNREAD.values()],
    "proposal.doubt_{}": [f"proposal.doubt_{doubt}" for doubt in Doubt],
    "proposal.choice_{}": [f"proposal.choice_{choice}" for choice in Choice if choice is not Choice.REASON],
    "proposal.is_{}": [f"proposal.is_{state}" for state in ProposalState if state != "dropped"],
    "proposal.{}_by": [f"proposal.{state}_by" for state in DECIDED],
    "menu.{}": [f"menu.{command}" for command in COMMANDS],
    "status.{}{}": [f"status.{status}{end}" for status in (Status.NEW, Status.AMENDED) for end in SIGNED],
    "status.replaced{}": [f"status.replaced{end}" for end in SIGNED],
    "status.replaced_unknown{}": [f"status.replaced_unknown{end}" for end in SIGNED],
    "status.in_force_since{}": [f"status.in_force_since{end}" for end in SIGNED],
    "status.ending_{}{}": [
        f"status.ending_{how}{end}" for how in ("amended", "replaced", "abolished") for end in SIGNED
    ],
    "status.abolished{}": [f"status.abolished{end}" for end in (*SIGNED, "_observed")],
    "page.refused_{}": [f"page.refused_{why}" for why in EntryRefusal],
    "page.menu_{}": [f"page.menu_{name}" for name in (*MENU, *BEGINS)],
    "reference.day_{}": [f"reference.day_{kind}" for kind in ("free", "worked")],
    "reference.fault_{}_already": [f"reference.fault_{kind}_already" for kind in ("free", "worked")],
    "reference.how_office_{}": [f"reference.how_office_{part}" for part in OFFICE_PARTS],
    "reference.new_{}": [f"reference.new_{kind}" for kind in TEMPLATED],
    "reference.offered_{}": [f"reference.offered_{state}" for state in ("yes", "no", "gone")],
    "statistics.{}": [
        f"statistics.{name}" for name in (*PUBLIC_COLUMNS, "table", "row", "median", "process", "result")
    ],
    "statistics.by_{}": [f"statistics.by_{by}" for by in By],
    "statistics.col_{}": [f"statistics.col_{by}" for by in By],
    "feed.{}": [
        *(f"feed.{name}" for name in ("title", "about", "no_sending", "does_send", "does_statistics")),
        *(f"feed.does_{question.name}" for question in QUESTIONS),
    ],
    "feed.state_{}": [f"feed.state_{state}" for state in PUBLIC_STATES],
    "feed.param_{}": [f"feed.param_{name}" for name in (*(one.name for one in SEARCH), "ky")],
    "trail.by_{}": [f"trail.by_{name}" for name in BY_NAME],
    "trail.col_{}": [f"trail.col_{name}" for name in ("at", "who", "role", "what", "about", "reason")],
    "system.{}": [f"system.{degree}" for degree in Degree],
    "system.col_{}": [f"system.col_{name}" for name in ("what", "degree", "facts", "at", "who", "deed", "words")],
    "system.check_{}": [f"system.check_{name}" for name in CHECKED],
    "system.fate_{}": [f"system.fate_{fate}" for fate in Fate],
    "system.deed_{}": [f"system.deed_{deed}" for deed in Deed],
    "system.done_{}": [f"system.done_{deed}" for deed in Deed],
    "system.wrong_{}": [f"system.wrong_{fault}" for fault in SystemFault],
    "overview.{}": [
        f"overview.{name}"
        for name in (
            *("unit", "field", "open", "overdue", "received", "on_time", "late"),
            *("on_time_lately", "late_lately", "share_lately", "median_lately"),
        )
    ],
    "overview.by_{}": ["overview.by_unit", "overview.by_field"],
    "overview.behind_{}": [f"overview.behind_{what}" for what in Behind],
    "deliveries.col_{}": [f"deliveries.col_{name}" for name in ("petition", "at", "why")],
    "deliveries.why_{}": [f"deliveries.why_{fate}" for fate in (Fate.FAILED, Fate.BLOCKED)],
    "inbox.col_{}": [f"inbox.col_{name}" for name in ("code", "field", "words", "state", "officer", "due")],
    "hand.fate_{}": [f"hand.fate_{fate}" for fate in HandingFate],
    "petition_page.group_{}": [f"petition_page.group_{name}" for name in GROUPS],
    "files.because_{}": [f"files.because_{reason}" for reason in Refusal],
    "reply_page.begin_{}": [f"reply_page.begin_{kind}" for kind in ReplyKind],
    "reply_page.is_{}": [f"reply_page.is_{state}" for state in ("draft", "submitted")],
    "redact_page.is_{}": [f"redact_page.is_{state}" for state in PublicationState],
    "redact_page.original_{}": [f"redact_page.original_{part}" for part in PARTS],
    "redact_page.text_{}": [f"redact_page.text_{part}" for part in PARTS],
    "catalogue_page.col_{}": [
        f"catalogue_page.col_{name}"
        for name in (
            *("level", "group", "published", "loaded", "difference", "code", "name", "field", "status"),
            *("decision", "effects", "levels", "fields", "effect", "day"),
        )
    ],
    "procedure_page.{}": [f"procedure_page.{name}" for name in (*ALL_FACTS, "end_reason", "note")],
    "procedure_page.from_{}": [f"procedure_page.from_{basis}" for basis in DayBasis],
    "procedure_page.to_{}": [f"procedure_page.to_{basis}" for basis in DayBasis],
    "procedure_page.by_{}": [f"procedure_page.by_{origin}" for origin in (RELEASE, OFFICE, UNDO)],
    "procedure_page.col_{}": [
        f"procedure_page.col_{name}"
        for name in (
            *("way", "time", "fee", "paper", "originals", "copies", "case", "what", "before", "after"),
            *("version", "recorded", "by", "closed"),
        )
    ],
    "proposals_page.{}": ["proposals_page.no_file", "proposals_page.no_annex"],
    "proposals_page.list_{}": [f"proposals_page.list_{name}" for name in PROPOSAL_LISTS],
    "proposals_page.kind_{}": [f"proposals_page.kind_{kind}" for kind in Kind],
    "proposals_page.col_{}": [
        f"proposals_page.col_{name}"
        for name in (
            *("number", "title", "state", "changes", "who", "decider"),
            *("what", "before", "after", "code", "name", "field", "since", "more"),
        )
    ],
    "questions_page.{}": [
        f"questions_page.{name}" for name in ("reply", "teach", "outside", "aside", "settle", "unteach")
    ],
    "questions_page.list_{}": [f"questions_page.list_{name}" for name in QUESTION_LISTS],
    "questions_page.how_{}": [f"questions_page.how_{name}" for name in QUESTION_LISTS],
    "questions_page.col_{}": [
        f"questions_page.col_{name}"
        for name in (
            *("words", "day", "acts", "times", "first", "last", "procedure", "since", "sentences"),
            *("means", "by", "undone"),
        )
    ],
    "export.{}": [f"export.{what}" for what in Exported],
    "export.head_{}": [f"export.head_{name}" for name in EXPORTED],
    "export.event_{}": [f"export.event_{kind}" for kind in EventKind],
    "export.readers_{}": [f"export.readers_{reader}" for reader in Reader],
    "evidence.fact_{}": [f"evidence.fact_{name}" for name in EVIDENCE_FACTS],
    "exports_page.of_{}": [f"exports_page.of_{what}" for what in Exported],
    "exports_page.with_{}": [f"exports_page.with_{what}" for what in exports_page.WITH_PERSONS],
    "exports_page.as_{}": [f"exports_page.as_{format_}" for format_ in ExportFormat],
    "petition_page.sender_{}": [f"petition_page.sender_{name}" for name in ("name", "address", "phone", "email")],
    "status.not_yet{}": [f"status.not_yet{end}" for end in SIGNED],
}

# What is given to every text of such a key, of which each takes what it needs.
GIVEN = {
    "fault.{}": {"value", "expected"},
    "procedure_page.by_{}": {"title"},
    "quarterly.{}": {"number", "level", "fields"},
    "dossier.fault_{}": {"value", "expected"},
    "proposal.doubt_{}": {"value"},
    "proposal.choice_{}": {"value", "name"},
    "annex.{}": {"value", "expected"},
    "reply.fault_{}": {"part", "most"},
    "appoint.ask_{}": {"name"},
    "contacting.fault_{}": {"most"},
    "state.{}": {"agency", "day", "reason", "code"},
    "lodge.{}": {"most", "number"},
    "file.{}": {"most", "name"},
}

ENGLISH = (
    "about again back button cancel click command error failed hello help invalid message next please press sorry "
)
ENGLISH += "submit success update warning welcome"

SOURCES = [path for path in sorted(Path(bot.__file__).parent.rglob("*.py")) if path.parent.name != "texts"]


@cache
def said_in_source() -> Sequence[ast.Call | ast.JoinedStr | ast.Constant]:
    """Every call and every string in our source, which is read once."""
    every = (node for path in SOURCES for node in ast.walk(ast.parse(path.read_text("utf-8"))))
    return [node for node in every if isinstance(node, ast.Call | ast.JoinedStr | ast.Constant)]


def calls() -> Iterator[ast.Call]:
    """Every call of say and told in our source."""
    for node in said_in_source():
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in {"say", "told"}:
            yield node


def strings() -> Iterator[str]:
    """Every string in our source; one put together has `{}` for each value."""
    for node in said_in_source():
        if isinstance(node, ast.JoinedStr):
            yield "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value
    yield from strings_of_pages()


def strings_of_pages() -> Iterator[str]:
    """Every string in the templates of pages; one put together has `{}` for each value."""
    for template in sorted((*TEMPLATES.glob("*.html"), *FOR_ANYBODY.glob("*.html"))):
        for node in Environment().parse(template.read_text("utf-8")).find_all((nodes.Const, nodes.Concat)):
            if isinstance(node, nodes.Concat):
                yield "".join(str(part.value) if isinstance(part, nodes.Const) else "{}" for part in node.nodes)
            elif isinstance(node, nodes.Const) and isinstance(node.value, str):
                yield node.value


def named_in_source() -> set[str]:
    """The keys of all texts our source names, written out."""
    sections = "|".join({key.split(".")[0] for key in texts()})
    named = {string for string in strings() if re.fullmatch(rf"(?:{sections})\.[a-z0-9_{{}}]*[a-z0-9{{}}]", string)}
    keys = {name for name in named if not name.endswith((".html", ".css"))}
    put_together = {key for key in keys if "{}" in key}
    assert put_together <= set(PUT_TOGETHER), "say in PUT_TOGETHER what can come out of a new key"
    return (keys - put_together).union(*(PUT_TOGETHER[key] for key in put_together))


def values_of(text: str) -> set[str]:
    """The names of the places in a text that are filled in."""
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def filled(text: str) -> str:
    """A text with a dot in every place."""
    return text.format(**dict.fromkeys(values_of(text), "·"))


@pytest.mark.bulk
def test_no_text_is_missing() -> None:
    assert sorted(key for key in named_in_source() if key not in texts()) == []
    said = {call.args[0].value for call in calls() if isinstance(call.args[0], ast.Constant)}
    assert sorted(str(key) for key in said if key not in texts()) == []


@pytest.mark.bulk
def test_no_text_is_idle() -> None:
    assert sorted(set(texts()) - named_in_source()) == []


@pytest.mark.bulk
def test_every_key_that_is_put_together_is_still_used() -> None:
    assert set(PUT_TOGETHER) <= set(strings())


def test_each_text_gets_the_values_it_asks_for() -> None:
    wrong = []
    for call in calls():
        key, given_names = call.args[0], {word.arg for word in call.keywords}
        if (
            isinstance(key, ast.Constant)
            and None not in given_names
            and given_names != values_of(texts()[str(key.value)])
        ):
            wrong.append((key.value, given_names))
    assert wrong == []


def test_texts_that_are_said_in_one_place_ask_for_the_same_values() -> None:
    for pattern, keys in PUT_TOGETHER.items():
        asked = {frozenset(values_of(texts()[key])) for key in keys}
        if pattern in GIVEN:
            assert all(names <= GIVEN[pattern] for names in asked)
        else:
            assert len(asked) == 1, pattern


def test_each_text_is_written_as_an_office_writes() -> None:
    english = set(ENGLISH.split())
    for key, text in texts().items():
        assert text.strip() == text or key == "terminal.prompt", key
        assert text, key
        assert unicodedata.is_normalized("NFC", text), key
        assert "!" not in text, key
        assert "  " not in text, key
        assert not re.search(r"\bbạn\b", text, re.IGNORECASE), key
        assert not set(re.findall(r"[a-z]+", text.casefold())) & english, key
        assert all(unicodedata.category(letter) not in {"So", "Cs", "Co", "Cn"} for letter in text), key
        assert read(filled(text), "HTML").text.strip() == plain(filled(text)).strip(), key


def test_a_text_nobody_wrote_and_a_value_nobody_gave_are_errors() -> None:
    with pytest.raises(KeyError):
        say("nobody.wrote_this")
    with pytest.raises(KeyError):
        say("answer.name")


def test_values_are_escaped_on_the_way_in() -> None:
    said = say("answer.name", name="""<b>A & "B" & 'C'</b>""")
    assert read(said, "HTML").text == """<b>A & "B" & 'C'</b>"""
    assert [entity["type"] for entity in read(said, "HTML").entities] == ["bold"]


def test_what_was_said_already_is_not_escaped_again() -> None:
    inner = say("way.fact", channel="trực tiếp", value="<1 & 2>")
    assert plain(say("line.fee", value=inner)) == "Phí, lệ phí: trực tiếp: <1 & 2>"
    assert say("line.fee", value=Markup("&lt;")).endswith(": &lt;")


@settings(deadline=None)
@given(st.text())
def test_whatever_is_typed_is_read_as_it_was_typed(typed: str) -> None:
    assert plain(say("answer.name", name=typed)) == typed


@settings(deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1))
def test_telegram_reads_a_value_as_it_was_typed(typed: str) -> None:
    assert read(say("answer.name", name=f".{typed}."), "HTML").text == f".{typed}."


@pytest.mark.parametrize(
    ("day", "written"),
    [
        (date(2024, 3, 6), "06/3/2024"),
        (date(2026, 2, 1), "01/02/2026"),
        (date(2026, 1, 31), "31/01/2026"),
        (date(2026, 11, 22), "22/11/2026"),
        (date(2025, 12, 9), "09/12/2025"),
    ],
)
def test_a_day_is_written_as_in_documents(day: date, written: str) -> None:
    assert words.day(day) == written


@pytest.mark.parametrize(
    ("amount", "written"), [(0, "0 đồng"), (500, "500 đồng"), (10_000, "10.000 đồng"), (1_025_000, "1.025.000 đồng")]
)
def test_a_sum_has_points_between_its_thousands(amount: int, written: str) -> None:
    assert words.dong(amount) == written


def test_alternatives_are_joined_by_or() -> None:
    assert words.either(["1.010386", "1.001445"]) == "1.010386 hoặc 1.001445"
    assert words.either(["1.010386"]) == "1.010386"
    assert words.either([]) == ""


def test_a_long_text_is_cut_between_words() -> None:
    assert words.shortened("Đăng ký khai sinh", 17) == "Đăng ký khai sinh"
    assert words.shortened("Đăng ký khai sinh", 16) == "Đăng ký khai…"
    assert words.shortened("Đăng ký, khai sinh", 10) == "Đăng ký…"


@settings(deadline=None)
@given(st.text(), st.integers(min_value=1, max_value=40))
def test_a_shortened_text_is_the_beginning_of_the_text_and_short_enough(text: str, most: int) -> None:
    told = words.shortened(text, most)
    assert len(told) <= most
    assert told == text or text.startswith(told.removesuffix("…"))


@settings(deadline=None)
@given(st.text("ab &<>\"'", max_size=30), st.integers(min_value=2, max_value=30))
def test_a_shortened_text_is_never_cut_inside_an_html_entity(text: str, most: int) -> None:
    told = words.shortened(Markup.escape(text), most)
    assert isinstance(told, Markup)
    assert re.fullmatch(r"(?:[^&]|&(?:amp|lt|gt|#34|#39);)*", told)
    assert told.unescape() == text or text.startswith(told.unescape().removesuffix("…"))
