"""A decision's annex is brought in (/dexuat): read, held against the catalogue, asked about, and proposed.

a file ──Là danh mục kèm theo quyết định──▶ on its way ──read──▶ dry run ──▶ changes, columns and faults
dry run ──Trả lời tiếp──▶ fact or question ──number, or words──▶ the next ──▶ … ──▶ dry run
dry run ──Sửa thông tin quyết định──▶ which fact ──▶ type ──▶ dry run
dry run ──Đề xuất──▶ a comment, if any ──▶ waits for another officer (deciding.py)
   └────Bỏ tệp này──▶ gone

Nothing of the catalogue changes here. What was read and said is a row, so that it outlasts a restart.
"""

import re
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date
from typing import Any, Concatenate, ParamSpec
from zlib import crc32

from markupsafe import Markup

from bot.conversations.visit import Visit
from bot.petitions.attachments import Parcel
from bot.petitions.wording import clean
from bot.review.officers import Officer
from bot.review.powers import Power, role_for
from bot.review.proposals import NotNowError, NotYoursError, Proposal, ProposalState, UnreadyError
from bot.review.sheets import Sheet
from bot.texts import say
from bot.views import proposals as views
from bot.views.message import Message, pressed
from bot.views.named import closest
from bot.views.notice import told
from knowledge.ledger import FaultyChangeError
from knowledge.proposing.values import Choice, Draft, Fact, Question
from knowledge.proposing.wording import holds_here, place_of
from knowledge.text.codes import mentions
from knowledge.text.normalise import squash_spaces

SUFFIXES = ("xlsx", "xlsm", "xls", "csv", "docx", "docm", "doc")
"""How the name of a file ends that may be an annex; of some it is said that they cannot be read."""

KEPT, LISTED = 3, 8
"""How many files that came last may still be read as an annex, and how many decided proposals are listed."""

LONGEST, LONGEST_NUMBER = 500, 60
"""Characters of a comment or a reason, and of a decision's number."""

DAY = re.compile(r"(?<!\d)(\d{1,2})\D{1,9}(\d{1,2})\D{1,7}(\d{4})(?!\d)")
NUMBER = re.compile(r"\s*(?:(?:quyết định|qđ)\s*)?(?:số\s*)?(?::\s*)?(?P<number>\d[^\s,;]*)", re.IGNORECASE)

P = ParamSpec("P")

Act = Callable[Concatenate[Visit, Officer, P], list[Message]]
Guarded = Callable[Concatenate[Visit, P], list[Message]]


def with_power(power: Power) -> Callable[[Act[P]], Guarded[P]]:
    """An act that needs a power; whoever else tries is told so, whatever button was forged."""

    def guard(act: Act[P]) -> Guarded[P]:
        def guarded(visit: Visit, /, *args: P.args, **kwargs: P.kwargs) -> list[Message]:
            officer = visit.officer
            if officer and role_for(officer, power):
                return act(visit, officer, *args, **kwargs)
            return [told("proposal.not_yours" if officer else "chat.officers_only")]

        return guarded

    return guard


proposes = with_power(Power.PROPOSE)
sees = with_power(Power.SEE)


# A file comes.


def offered(visit: Visit, sent: Parcel, *, for_petition: bool) -> list[Message] | None:
    """What an officer is offered whose file may be an annex; None for any other file."""
    officer = visit.officer
    if not sent.name.lower().endswith(tuple(f".{suffix}" for suffix in SUFFIXES)):
        return None
    if officer is None or role_for(officer, Power.PROPOSE) is None:
        return None
    visit.put(annexes=(*visit.talk.annexes, sent)[-KEPT:])
    return [views.offered(sent.name, _token(sent.file_id), for_petition=for_petition)]


def _token(text: str) -> str:
    """What tells one file, or one question, from another on a button."""
    return f"{crc32(text.encode()):x}"


@proposes
def annex(visit: Visit, officer: Officer, token: str) -> list[Message]:
    """The file is an annex: it is fetched and read, and no part of a petition any more."""
    talk = visit.talk
    sent = next((one for one in talk.annexes if _token(one.file_id) == token), None)
    if sent is None:
        return [told("proposal.file_gone")]
    others = [[one for one in held if one.file_id != sent.file_id] for held in (talk.annexes, talk.parcels)]
    visit.put(annexes=tuple(others[0]), parcels=tuple(others[1]), awaits="", about="", offered=())
    number = visit.office.proposals.receive(sent.file_id, sent.name, officer.id, visit.office.at)
    return shown(visit, officer, number)


# The list, and one proposal.


def command(visit: Visit, words: str = "") -> list[Message]:
    """/dexuat: what one draws up, what waits, what was decided last; with a number that proposal."""
    number = words.strip()
    return proposal(visit, number) if number.isdecimal() else proposals(visit)


@sees
def proposals(visit: Visit, officer: Officer) -> list[Message]:
    """What one draws up, what waits, what was decided last."""
    kept = visit.office.proposals
    visit.put(awaits="", noted=(), about="", offered=())
    visit.arrive("proposals")
    return [views.listed(kept.drafts_of(officer.id), kept.waiting(), kept.latest(LISTED))]


@sees
def proposal(visit: Visit, officer: Officer, number: str) -> list[Message]:
    """One of them as it stands."""
    return shown(visit, officer, _number(number))


def shown(visit: Visit, officer: Officer, number: int, opening: Markup | None = None) -> list[Message]:
    """A proposal as it stands, below what is told; what is another's draft is nobody's to see."""
    found = seen(visit, officer, number)
    if found is None:
        return [*([Message((opening,))] if opening else []), told("proposal.gone"), *proposals(visit)]
    visit.put(awaits="", noted=(), about="", offered=())
    visit.arrive("proposal", str(number))
    if found.state is ProposalState.FETCHING:
        return [views.fetching(found)]
    if found.state is ProposalState.DRAFT:
        sheet = _sheet(visit, number)
        return [views.draft(found, _drawn(visit, sheet), sheet.edition, opening)]
    may_decide = role_for(officer, Power.DECIDE) is not None
    is_own = found.proposed_by == officer.id
    return [views.proposal(found, may_decide=may_decide, is_own=is_own, opening=opening)]


def seen(visit: Visit, officer: Officer, number: int) -> Proposal | None:
    """A proposal that an officer may see: what is not proposed yet is for who draws it up."""
    found = visit.office.proposals.by_id(number)
    is_drawn_up = found is not None and found.state in {ProposalState.FETCHING, ProposalState.DRAFT}
    return None if found is None or (is_drawn_up and found.proposed_by != officer.id) else found


def _sheet(visit: Visit, number: int) -> Sheet:
    return visit.office.proposals.sheet(number) or Sheet()


def _drawn(visit: Visit, sheet: Sheet) -> Draft:
    return visit.office.proposals.draw(sheet, visit.day)


@sees
def changes_of(visit: Visit, officer: Officer, number: str, page: str = "1") -> list[Message]:
    """What it would change, or changed, line by line."""
    found = seen(visit, officer, _number(number))
    if found is None or found.state is ProposalState.FETCHING:
        return shown(visit, officer, _number(number))
    visit.arrive("changes_of", number, page)
    is_draft = found.state is ProposalState.DRAFT
    lines = _drawn(visit, _sheet(visit, found.id)).lines if is_draft else found.summary.lines
    return [views.changes(found, lines, page)]


@proposes
def columns_of(visit: Visit, officer: Officer, number: str, page: str = "1") -> list[Message]:
    """What the columns of a file were taken for, and what is wrong in it."""
    found = _draft(visit, officer, number)
    read = _sheet(visit, found.id).annex if found else None
    if found is None or read is None:
        return shown(visit, officer, _number(number))
    visit.arrive("columns_of", number, page)
    return [views.columns(found, read, page)]


def _draft(visit: Visit, officer: Officer, number: str) -> Proposal | None:
    """What the officer is drawing up under a number."""
    found = seen(visit, officer, _number(number))
    return found if found and found.state is ProposalState.DRAFT else None


# What is asked.


@proposes
def settling(visit: Visit, officer: Officer, number: str) -> list[Message]:
    """The next thing that a person must say; the dry run when there is none."""
    return _ask(visit, officer, number)


def _ask(visit: Visit, officer: Officer, number: str, opening: Markup | None = None) -> list[Message]:
    found = _draft(visit, officer, number)
    if found is None:
        return shown(visit, officer, _number(number), opening)
    drawn = _drawn(visit, _sheet(visit, found.id))
    if drawn.elsewhere or not (drawn.missing or drawn.questions):
        return shown(visit, officer, found.id, opening)
    visit.put(awaits=f"settling:{found.id}", noted=(), about="", offered=())
    visit.arrive("settling", str(found.id))
    if drawn.missing:
        return [views.ask_fact(found, drawn.missing[0], opening)]
    question, left = drawn.questions[0], len(drawn.questions)
    return [views.question(found, question, _token(question.key), left, opening)]


@proposes
def settle_row(visit: Visit, officer: Officer, number: str, token: str, place: str) -> list[Message]:
    """The answer to a question, by its place; the button of another question answers none."""
    found = _draft(visit, officer, number)
    if found is None:
        return shown(visit, officer, _number(number))
    sheet, at = _sheet(visit, found.id), _number(place) - 1
    drawn = _drawn(visit, sheet)
    if token == Fact.LEVEL and Fact.LEVEL in drawn.missing and 0 <= at < len(views.LEVELS):
        return _keep(visit, officer, found, replace(sheet, facts=replace(sheet.facts, levels=views.LEVELS[at])))
    question = next((one for one in drawn.questions if _token(one.key) == token), None)
    if question is None or not 0 <= at < len(question.options):
        return _ask(visit, officer, number, say("proposal.changed_since"))
    return _answer(visit, officer, found, sheet, question, question.options[at].key)


def _answer(
    visit: Visit, officer: Officer, found: Proposal, sheet: Sheet, question: Question, said: str
) -> list[Message]:
    return _keep(visit, officer, found, replace(sheet, answers={**sheet.answers, question.key: said}))


def _keep(visit: Visit, officer: Officer, found: Proposal, sheet: Sheet) -> list[Message]:
    """What was said is kept, and the next thing asked."""
    visit.office.proposals.keep(found.id, sheet)
    return _ask(visit, officer, str(found.id))


def typed_answer(visit: Visit, number: str, words: str) -> list[Message] | None:
    """Words for what is asked, unless another screen was opened since."""
    return _typed_answer(visit, number, words) if is_at(visit, "settling", number) else None


def is_at(visit: Visit, *at: str) -> bool:
    """Whether a screen is the last that was shown; what was asked for on another is asked no more."""
    is_last = visit.talk.trail[-1:] == (pressed(*at),)
    if not is_last:
        visit.put(awaits="", noted=())
    return is_last


@proposes
def _typed_answer(visit: Visit, officer: Officer, number: str, words: str) -> list[Message]:
    found = _draft(visit, officer, number)
    if found is None:
        return shown(visit, officer, _number(number))
    sheet = _sheet(visit, found.id)
    drawn = _drawn(visit, sheet)
    if drawn.missing:
        return _typed_fact(visit, officer, found, sheet, drawn.missing[0], words)
    if not drawn.questions:
        return shown(visit, officer, found.id)
    question = drawn.questions[0]
    if question.takes_code and (codes := mentions(words).whole):
        return _answer(visit, officer, found, sheet, question, f"{Choice.CODE}:{codes[0]}")
    return _ask(visit, officer, number, say("proposal.no_choice"))


def _typed_fact(visit: Visit, officer: Officer, found: Proposal, sheet: Sheet, fact: Fact, words: str) -> list[Message]:
    given = FACTS[fact](visit, squash_spaces(clean(words)))
    if given is None:
        return _ask(visit, officer, str(found.id), say(f"proposal.{UNREAD[fact]}"))
    return _keep(visit, officer, found, replace(sheet, facts=replace(sheet.facts, **{NAMES[fact]: given})))


@proposes
def restate(visit: Visit, officer: Officer, number: str, fact: str = "") -> list[Message]:
    """A fact of the decision is said anew, whatever the file states."""
    found = _draft(visit, officer, number)
    if found is None:
        return shown(visit, officer, _number(number))
    if fact not in views.MENDED:
        visit.arrive("restate", number)
        return [views.restating(found, answered=bool(_sheet(visit, found.id).answers))]
    visit.put(awaits=f"restate:{number}:{fact}", noted=(), about="", offered=())
    visit.arrive("restate", number, fact)
    return [views.ask_fact(found, Fact(fact))]


def typed_restated(visit: Visit, about: str, words: str) -> list[Message] | None:
    """The fact was typed, unless another screen was opened since."""
    number, _, fact = about.partition(":")
    return _typed_restated(visit, number, fact, words) if is_at(visit, "restate", number, fact) else None


@proposes
def _typed_restated(visit: Visit, officer: Officer, number: str, fact: str, words: str) -> list[Message]:
    found = _draft(visit, officer, number)
    given = FACTS[Fact(fact)](visit, squash_spaces(clean(words)))
    if found is None or given is None:
        again = [told(f"proposal.{UNREAD[Fact(fact)]}")] if found else []
        return [*again, *restate(visit, number, fact)]
    sheet = _sheet(visit, found.id)
    visit.office.proposals.keep(found.id, replace(sheet, facts=replace(sheet.facts, **{NAMES[Fact(fact)]: given})))
    return shown(visit, officer, found.id)


@proposes
def reanswer(visit: Visit, officer: Officer, number: str) -> list[Message]:
    """What was answered is asked again."""
    found = _draft(visit, officer, number)
    if found is None:
        return shown(visit, officer, _number(number))
    return _keep(visit, officer, found, replace(_sheet(visit, found.id), answers={}))


def _number_in(_: Visit, said: str) -> str | None:
    read = NUMBER.fullmatch(said)
    return read["number"][:LONGEST_NUMBER] if read and "/" in read["number"] else None


def _day_in(_: Visit, said: str) -> date | None:
    with suppress(ValueError):
        if read := DAY.search(said):
            return date(int(read[3]), int(read[2]), int(read[1]))
    return None


def _issuer_in(visit: Visit, said: str) -> str | None:
    place = place_of(said, visit.office.catalogue.communes.of_today())
    return said[:LONGEST] if place is not None and holds_here(place, None) else None


def _levels_in(_: Visit, said: str) -> object:
    place = closest(said, views.level_names())
    return None if place is None else views.LEVELS[place]


FACTS: dict[Fact, Callable[[Visit, str], Any]] = {
    Fact.NUMBER: _number_in,
    Fact.SIGNED_ON: _day_in,
    Fact.ISSUER: _issuer_in,
    Fact.EFFECTIVE_ON: _day_in,
    Fact.LEVEL: _levels_in,
}
"""What reads a fact out of typed words."""

NAMES: dict[Fact, str] = {**{fact: str(fact) for fact in Fact}, Fact.LEVEL: "levels"}

UNREAD: dict[Fact, str] = {
    Fact.NUMBER: "not_a_number",
    Fact.SIGNED_ON: "not_a_day",
    Fact.ISSUER: "not_an_issuer",
    Fact.EFFECTIVE_ON: "not_a_day",
    Fact.LEVEL: "no_choice",
}
"""What is told of words that are no such fact."""


# The end of it.


@proposes
def propose(visit: Visit, officer: Officer, number: str, edition: str) -> list[Message]:
    """It is about to be proposed: a comment may be typed."""
    found = _draft(visit, officer, number)
    if found is None or _sheet(visit, found.id).edition != edition:
        return shown(visit, officer, _number(number), say("proposal.changed_since") if found else None)
    able = visit.office.advising.deciders(officer.id)
    if not able:
        return shown(visit, officer, found.id, say("proposal.nobody"))
    visit.put(awaits=f"propose:{number}:{edition}", noted=(), about="", offered=())
    visit.arrive("propose", number, edition)
    return [views.ask_comment(found, edition, _names(able))]


def _names(officers: Sequence[Officer]) -> list[str]:
    return [one.name for one in officers]


def typed_comment(visit: Visit, about: str, words: str) -> list[Message] | None:
    """A comment was typed: it is shown before it is proposed with it."""
    number, _, edition = about.partition(":")
    return _typed_comment(visit, number, edition, words) if is_at(visit, "propose", number, edition) else None


@proposes
def _typed_comment(visit: Visit, officer: Officer, number: str, edition: str, words: str) -> list[Message]:
    found, comment = _draft(visit, officer, number), clean(words)
    if found is None:
        return shown(visit, officer, _number(number))
    if len(comment) > LONGEST:
        return [told("proposal.too_long", most=LONGEST)]
    visit.put(noted=(comment,))
    return [views.ask_comment(found, edition, _names(visit.office.advising.deciders(officer.id)), comment)]


def noted_for(visit: Visit, *asked: str) -> str:
    """What was typed for this and for nothing else; empty where nothing was."""
    return visit.talk.noted[0] if visit.talk.noted and visit.talk.awaits == ":".join(asked) else ""


@proposes
def propose_yes(visit: Visit, officer: Officer, number: str, edition: str) -> list[Message]:
    """It waits for another officer from now on, with the comment that was typed; those who may decide are told."""
    found, office = _draft(visit, officer, number), visit.office
    sheet = _sheet(visit, found.id) if found else Sheet()
    if found is None or sheet.edition != edition:
        return shown(visit, officer, _number(number), say("proposal.changed_since") if found else None)
    if not office.advising.deciders(officer.id):
        return shown(visit, officer, found.id, say("proposal.nobody"))
    comment = noted_for(visit, "propose", number, edition)
    try:
        proposed = office.proposals.propose(found.id, _drawn(visit, sheet), officer, office.at, comment)
    except UnreadyError:
        return shown(visit, officer, found.id, say("proposal.not_ready"))
    except FaultyChangeError as faulty:
        return [views.faulty(found, faulty.faults)]
    visit.put(awaits="", noted=())
    return [views.sent(proposed, _names(office.advising.ask(proposed)))]


@proposes
def drop_annex(visit: Visit, officer: Officer, number: str) -> list[Message]:
    """What was not proposed is no more."""
    found = seen(visit, officer, _number(number))
    if found is None or found.proposed_by != officer.id or not visit.office.proposals.drop(found.id):
        return shown(visit, officer, _number(number))
    visit.put(awaits="", noted=(), trail=())
    return [told("proposal.dropped", name=found.file_name)]


@proposes
def withdraw_proposal(visit: Visit, officer: Officer, number: str) -> list[Message]:
    """Who proposed it takes it back before anybody decided."""
    office = visit.office
    try:
        withdrawn = office.proposals.withdraw(_number(number), officer, office.at)
    except (NotNowError, NotYoursError):
        return shown(visit, officer, _number(number), say("proposal.decided_meanwhile"))
    office.advising.decided(withdrawn, officer)
    return shown(visit, officer, withdrawn.id, say("proposal.withdrawn_now"))


def _number(typed: str) -> int:
    """The number on a button; an altered one means nothing that exists."""
    return int(typed) if typed.isdecimal() and len(typed) < 10 else 0


TAKEN: dict[str, Callable[[Visit, str, str], list[Message] | None]] = {
    "settling": typed_answer,
    "restate": typed_restated,
    "propose": typed_comment,
}
"""What words are taken for, by what a chat awaits."""
