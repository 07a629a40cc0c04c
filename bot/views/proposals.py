"""Proposals to change the catalogue, as those read them who draw them up and who decide."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from markupsafe import Markup

from bot.clock import VIET_NAM
from bot.review.proposals import Proposal, ProposalState
from bot.texts import say, words
from bot.views import annex as annexes
from bot.views import pages
from bot.views.message import Button, Message, pairs, pressed
from bot.views.standing import decision
from knowledge.annexes.values import Annex, AnnexFault
from knowledge.cells import Fault
from knowledge.ledger_repository import Applied
from knowledge.procedures import Level, Reception
from knowledge.proposing.values import Choice, Difference, Draft, Fact, Kind, Line, Option, Question

NAME, VALUE = 120, 90
"""Characters of a procedure's name in a line, and of what a field says."""

FAULTS = 5
"""How many faults are told before somebody asks for all of them."""

TOLD = (Kind.NEW, Kind.CHANGED, Kind.ENDED, Kind.UNTOUCHED, Kind.LEFT, Kind.OPEN)
"""The kinds of lines in the order they are counted."""

LEVELS = (
    frozenset({Level.PROVINCE}),
    frozenset({Level.COMMUNE}),
    frozenset({Level.PROVINCE, Level.COMMUNE}),
    frozenset({Level.MINISTRY}),
)
"""The levels that may be given for rows that state none."""


UNDECIDED = frozenset({ProposalState.FETCHING, ProposalState.DRAFT, ProposalState.DROPPED, ProposalState.WAITING})
DECIDED = frozenset(ProposalState) - UNDECIDED
"""States in which somebody decided, or took it back."""


MENDED = (Fact.NUMBER, Fact.SIGNED_ON, Fact.ISSUER, Fact.EFFECTIVE_ON)
"""The facts of a decision that can be said anew."""


def offered(name: str, token: str, *, for_petition: bool) -> Message:
    """A file came that may be an annex; or, if there is room, part of a petition."""
    read = Button(say("proposal.is_annex"), pressed("annex", token))
    lodge = (Button(say("button.lodge"), pressed("lodge")),)
    return Message((say("proposal.offer", name=name),), ((read,), *((lodge,) if for_petition else ())))


def unreadable(name: str, fault: AnnexFault) -> Message:
    """A file of which nothing is read: which, and why; nothing was changed."""
    return Message((say("proposal.unreadable", name=name, why=annexes.fault(fault)),))


def fetching(of: Proposal) -> Message:
    """A file is on its way."""
    return Message((say("proposal.reading", name=of.file_name),), (_back(of),))


def _back(of: Proposal) -> tuple[Button, ...]:
    return (Button(say("proposal.drop"), pressed("drop_annex", of.id)),)


# The dry run.


def draft(of: Proposal, drawn: Draft, edition: str, opening: Markup | None = None) -> Message:
    """What a file would change, what is missing of it, and the ways on."""
    first = () if opening is None else (opening,)
    told = (say("proposal.draft", number=of.id, name=of.file_name), *stated(drawn), _counts(drawn.lines))
    return Message((*first, *told, *_faults(drawn.faults), next_step(drawn)), pairs(_ways(of, drawn, edition)))


def stated(drawn: Draft) -> tuple[Markup, ...]:
    """The facts of the decision, each said or said to be missing."""
    said, lacks = drawn.facts, say("proposal.not_stated")
    on = {fact: words.day(day) if day else lacks for fact, day in _days(drawn).items()}
    told = say(
        "proposal.stated",
        number=said.number or lacks,
        signed=on[Fact.SIGNED_ON],
        issuer=said.issuer or lacks,
        effective=on[Fact.EFFECTIVE_ON],
    )
    return (told, say("proposal.elsewhere", place=drawn.elsewhere)) if drawn.elsewhere else (told,)


def _days(drawn: Draft) -> dict[Fact, date | None]:
    return {Fact.SIGNED_ON: drawn.facts.signed_on, Fact.EFFECTIVE_ON: drawn.facts.effective_on}


def _counts(lines: Sequence[Line]) -> Markup:
    counted = [(kind, sum(line.kind is kind for line in lines)) for kind in TOLD]
    shown = [say(f"proposal.count_{kind}", number=number) for kind, number in counted if number or kind in TOLD[:4]]
    return Markup("\n").join(shown)


def _faults(faults: Sequence[AnnexFault]) -> tuple[Markup, ...]:
    """The first faults of the file, and how many there are."""
    if not faults:
        return ()
    told = [annexes.fault(one) for one in faults[:FAULTS]]
    return (say("proposal.faults", number=len(faults)), *told)


def next_step(drawn: Draft) -> Markup:
    """What is to be done before it can be proposed."""
    if drawn.elsewhere:
        return say("proposal.next_elsewhere")
    if drawn.faults:
        return say("proposal.next_faults")
    if drawn.missing or drawn.questions:
        return say("proposal.next_questions", number=len(drawn.missing) + len(drawn.questions))
    return say("proposal.next_ready") if drawn.drawn else say("proposal.next_nothing")


def _ways(of: Proposal, drawn: Draft, edition: str) -> list[Button]:
    asks = not drawn.elsewhere and (drawn.missing or drawn.questions)
    return [
        *([Button(say("proposal.go_on"), pressed("settling", of.id))] if asks else []),
        *([Button(say("proposal.propose"), pressed("propose", of.id, edition))] if drawn.is_ready else []),
        Button(say("proposal.see_changes"), pressed("changes_of", of.id, 1)),
        Button(say("proposal.see_columns"), pressed("columns_of", of.id, 1)),
        Button(say("proposal.restate"), pressed("restate", of.id)),
        Button(say("proposal.drop"), pressed("drop_annex", of.id)),
    ]


def columns(of: Proposal, annex: Annex, page: str) -> Message:
    """What the columns were taken for, and every fault."""
    faults = [say("proposal.faults", number=len(annex.faults)), *map(annexes.fault, annex.faults)]
    said = [*annexes.mapping(annex), *(faults if annex.faults else [say("proposal.no_faults")])]
    return _paged(of, say("proposal.columns", name=of.file_name), said, "columns_of", page)


def _paged(of: Proposal, heading: Markup, lines: Sequence[Markup], verb: str, page: str) -> Message:
    """Lines in pages, and the way back to what they are about."""
    cut = pages.cut(lines)
    number = pages.within(page, len(cut))
    paged = [say("papers.page", page=number, pages=len(cut))] if len(cut) > 1 else []
    told = Markup("\n\n").join(cut[number - 1])
    turning = pages.turning(number, len(cut), verb, of.id)
    back = (Button(say("proposal.back"), pressed("proposal", of.id)),)
    return Message((heading, *paged, *((told,) if told else ())), (*((turning,) if turning else ()), back))


def changes(of: Proposal, lines: Sequence[Line], page: str) -> Message:
    """Everything it would change, line by line."""
    told = [_line(line) for line in lines]
    return _paged(of, say("proposal.changes", number=of.id), told or [say("proposal.next_nothing")], "changes_of", page)


def _line(line: Line) -> Markup:
    named = say(
        f"proposal.line_{line.kind}", code=line.code or say("proposal.no_code"), name=words.shortened(line.name, NAME)
    )
    since = [say("proposal.since", day=words.day(line.on))] if line.on else []
    field = [say("line.field", value=line.field)] if line.field and line.kind is Kind.NEW else []
    heirs = [say("proposal.heirs", codes=words.either(line.replaced_by))] if line.replaced_by else []
    reason = [say("proposal.reason", reason=say(f"end_reason.{line.reason}"))] if line.reason else []
    same = [say("proposal.same")] if line.kind is Kind.CHANGED and not line.differences else []
    return Markup("\n").join((named, *since, *field, *heirs, *reason, *same, *map(_difference, line.differences)))


def _difference(of: Difference) -> Markup:
    before, after = (in_words(of.what, said) for said in (of.before, of.after))
    return say("proposal.difference", what=say(f"proposal.what_{of.what}"), before=before, after=after)


def in_words(what: str, said: str, most: int = VALUE) -> Markup | str:
    """A field's value in words, of at most so many characters."""
    if not said:
        return say("proposal.empty")
    if what == "levels":
        return Markup(", ").join(say(f"level.{level}") for level in Level if level in said.split(", "))
    if what == "reception":
        return say(f"proposal.at_{Reception(said)}")
    return words.shortened(said, most)


# What is asked.


def ask_fact(of: Proposal, fact: Fact, opening: Markup | None = None) -> Message:
    """A fact of the decision that the file does not state."""
    lines = [say("proposal.option", number=n, what=_levels(given)) for n, given in enumerate(LEVELS, 1)]
    listed = (Markup("\n").join(lines),) if fact is Fact.LEVEL else ()
    numbers = tuple(Button(str(n), pressed("settle_row", of.id, fact, n)) for n in range(1, len(LEVELS) + 1))
    first = () if opening is None else (opening,)
    told = (*first, say(f"proposal.ask_{fact}"), *listed)
    return Message(told, (*((numbers,) if listed else ()), _later(of)))


def restating(of: Proposal, *, answered: bool) -> Message:
    """Which fact of the decision is to be said anew; the answers too, where there are any."""
    lines = [say("proposal.option", number=n, what=say(f"proposal.fact_{fact}")) for n, fact in enumerate(MENDED, 1)]
    numbers = tuple(Button(str(n), pressed("restate", of.id, fact)) for n, fact in enumerate(MENDED, 1))
    again = ((Button(say("proposal.reanswer"), pressed("reanswer", of.id)),),) if answered else ()
    return Message((say("proposal.which_fact"), Markup("\n").join(lines)), (numbers, *again, _later(of)))


def level_names() -> dict[int, str]:
    """What the levels that may be given are called, by their place."""
    return {place: str(_levels(given).unescape()) for place, given in enumerate(LEVELS)}


def _levels(given: frozenset[Level]) -> Markup:
    return Markup(", ").join(say(f"level.{level}") for level in Level if level in given)


def _later(of: Proposal) -> tuple[Button, ...]:
    return (Button(say("proposal.later"), pressed("proposal", of.id)),)


def question(of: Proposal, asked: Question, token: str, left: int, opening: Markup | None = None) -> Message:
    """One thing a person must say of a row, with numbered answers."""
    row = asked.row
    place = annexes.place(row.sheet, row.row)
    at = say(
        "proposal.row", place=place, code=row.code or say("proposal.no_code"), name=words.shortened(row.name, NAME)
    )
    options = [
        say("proposal.option", number=number, what=_option(option)) for number, option in enumerate(asked.options, 1)
    ]
    numbers = [
        Button(str(number), pressed("settle_row", of.id, token, number)) for number in range(1, len(options) + 1)
    ]
    rows = tuple(tuple(numbers[first : first + 5]) for first in range(0, len(numbers), 5))
    first = () if opening is None else (opening,)
    typed = (say("proposal.or_code"),) if asked.takes_code else ()
    told = (*first, say("proposal.left", number=left), at, doubt(asked))
    return Message((*told, Markup("\n").join(options), *typed), (*rows, _later(of)))


def doubt(asked: Question) -> Markup:
    """Why a row needs a person."""
    return say(f"proposal.doubt_{asked.doubt}", value=words.shortened(_day_or(asked.about), NAME))


def _option(option: Option) -> Markup:
    if option.choice is Choice.REASON:
        return say(f"end_reason.{option.about}")
    return say(f"proposal.choice_{option.choice}", value=_day_or(option.about), name=words.shortened(option.name, NAME))


def _day_or(about: str) -> str:
    """A day as it is written in documents; what is none as it is."""
    try:
        return words.day(date.fromisoformat(about))
    except ValueError:
        return about


def ask_comment(of: Proposal, edition: str, deciders: Sequence[str], comment: str = "") -> Message:
    """Whoever proposes may write something to those who decide."""
    send = Button(say("proposal.send"), pressed("propose_yes", of.id, edition))
    told = say("proposal.ask_comment", number=of.id, names=", ".join(deciders))
    return Message((told, *_with(comment)), ((send, *_later(of)),))


def _with(comment: str) -> tuple[Markup, ...]:
    """The comment that was typed, if any."""
    return (say("proposal.comment", comment=comment),) if comment else ()


def sent(of: Proposal, deciders: Sequence[str]) -> Message:
    """It waits for those who decide."""
    told = say("proposal.sent", number=of.id, names=", ".join(deciders))
    return Message((told,), ((_see(of),),))


def _see(of: Proposal) -> Button:
    return Button(say("proposal.see"), pressed("proposal", of.id))


# What waits, and what was decided.


def proposal(of: Proposal, *, may_decide: bool, is_own: bool, opening: Markup | None = None) -> Message:
    """A proposal as it stands, with what this officer can do with it now."""
    first = () if opening is None else (opening,)
    buttons = [Button(say("proposal.see_changes"), pressed("changes_of", of.id, 1))]
    if of.state is ProposalState.WAITING and may_decide and not is_own:
        buttons += deciding(of)
    if of.state is ProposalState.WAITING and is_own:
        buttons.append(Button(say("proposal.withdraw"), pressed("withdraw_proposal", of.id)))
    if of.state is ProposalState.APPROVED and may_decide:
        buttons.append(Button(say("proposal.undo"), pressed("undo_proposal", of.id)))
    return Message((*first, *_told(of)), pairs(buttons))


def _told(of: Proposal) -> tuple[Markup, ...]:
    summary = of.summary
    decided = (say("proposal.decision", decision=decision(summary.decision)),) if summary.decision else ()
    since = (say("proposal.since", day=words.day(summary.effective_on)),) if summary.effective_on else ()
    head = say("proposal.heading", number=of.id, title=of.title, state=say(f"proposal.is_{of.state}"))
    return (Markup("\n").join((head, *decided, *since)), _counts(summary.lines), Markup("\n").join(who(of)))


def who(of: Proposal) -> list[Markup]:
    """Who proposed it, who decided, who undid it, each with the time and the comment."""
    told = [_act("proposal.proposed_by", of.proposer, of.proposed_at, of.comment)]
    if of.decided_at:
        told.append(_act(f"proposal.{of.state}_by", of.decider, of.decided_at, of.decision_comment))
    if of.undone_at:
        told.append(_act("proposal.undone_by_whom", of.undoer, of.undone_at, of.undo_comment))
    return told


def _act(key: str, name: str, at: datetime, comment: str) -> Markup:
    local = at.astimezone(VIET_NAM)
    said = say(key, name=name, day=words.day(local.date()), time=words.minute(local.time()))
    return say("proposal.with_comment", said=said, comment=comment) if comment else said


def deciding(of: Proposal) -> list[Button]:
    """What another officer decides by."""
    return [
        Button(say("proposal.approve"), pressed("decide", of.id)),
        Button(say("proposal.refuse"), pressed("refuse_proposal", of.id)),
    ]


def to_decide(of: Proposal) -> Message:
    """What those are sent who may decide."""
    asked = say("proposal.to_decide", name=of.proposer, number=of.id)
    return proposal(of, may_decide=True, is_own=False, opening=asked)


def ask_decide(of: Proposal, comment: str = "") -> Message:
    """It is asked once more; a comment may be typed."""
    yes = Button(say("proposal.approve_yes"), pressed("decide_yes", of.id))
    asked = say("proposal.ask_approve", number=of.id, title=of.title)
    return Message((asked, _counts(of.summary.lines), *_with(comment)), ((yes, _see(of)),))


def ask_reason(of: Proposal, reason: str = "") -> Message:
    """Why it is not approved; once that was typed, it is asked once more."""
    if not reason:
        return Message((say("proposal.ask_refuse", number=of.id, name=of.proposer),), ((_see(of),),))
    yes = Button(say("proposal.refuse_yes"), pressed("refuse_yes", of.id))
    return Message((say("proposal.refuse_sure", number=of.id, name=of.proposer, reason=reason),), ((yes, _see(of)),))


def ask_undo(of: Proposal, reason: str = "") -> Message:
    """Why what it changed is to hold no more; once that was typed, it is asked once more."""
    if not reason:
        return Message((say("proposal.ask_undo", number=of.id, title=of.title),), ((_see(of),),))
    yes = Button(say("proposal.undo_yes"), pressed("undo_yes", of.id))
    return Message((say("proposal.undo_sure", number=of.id, reason=reason),), ((yes, _see(of)),))


def outcome(of: Proposal) -> Message:
    """What its proposer, and who had approved it, are told."""
    return Message((say("proposal.outcome", number=of.id), *_told(of)), ((_see(of),),))


def changed_meanwhile(of: Proposal, by_code: Mapping[str, Applied | None]) -> Message:
    """The catalogue changed since it was drawn up: what, and what did it; it goes on waiting."""
    lines = [
        say("proposal.changed_code", code=code, by=(by and by.title) or say("proposal.by_nobody"))
        for code, by in by_code.items()
    ]
    told = (say("proposal.changed_meanwhile", number=of.id), _few(lines))
    return Message(told, (tuple(deciding(of)[1:]), (_see(of),)))


def _few(lines: Sequence[Markup]) -> Markup:
    """The first of some lines, and how many more there are."""
    more = [say("proposal.and_more", number=len(lines) - FAULTS)] if len(lines) > FAULTS else []
    return Markup("\n").join((*lines[:FAULTS], *more))


def faulty(of: Proposal, faults: Sequence[Fault]) -> Message:
    """What would stand does not hold together: which code, and why; nothing changed."""
    lines = [
        say("proposal.faulty_code", code=one.file, why=say(f"fault.{one.rule}", value=one.value, expected=one.expected))
        for one in faults
    ]
    return Message((say("proposal.faulty", number=of.id), _few(lines)), ((_see(of),),))


def not_undone(others: Sequence[Applied]) -> Markup:
    """What it changed cannot be taken back now: later changes rest on it."""
    named = "; ".join(words.shortened(one.title, NAME) for one in others[:FAULTS])
    return say("proposal.not_undone_for", others=named) if named else say("proposal.not_undone")


def listed(drafts: Sequence[Proposal], waiting: Sequence[Proposal], latest: Sequence[Proposal]) -> Message:
    """What one draws up, what waits, and what was decided last; each opens by its number."""
    groups = (("proposal.list_drafts", drafts), ("proposal.list_waiting", waiting), ("proposal.list_latest", latest))
    paragraphs: list[Markup] = []
    buttons: list[Button] = []
    for key, proposals in groups:
        lines = [_listed(one) for one in proposals]
        if lines:
            paragraphs.append(Markup("\n").join((say(key), *lines)))
            buttons += [Button(str(one.id), pressed("proposal", one.id)) for one in proposals]
    rows = tuple(tuple(buttons[at : at + 5]) for at in range(0, len(buttons), 5))
    end = say("proposal.list_how") if buttons else say("proposal.list_none")
    return Message((*paragraphs, end, say("proposal.list_new")), rows)


def _listed(of: Proposal) -> Markup:
    title = of.title or of.file_name
    day = words.day((of.decided_at or of.proposed_at).astimezone(VIET_NAM).date())
    state = say(f"proposal.is_{of.state}")
    return say(
        "proposal.list_line", number=of.id, title=words.shortened(title, NAME), state=state, name=of.proposer, day=day
    )
