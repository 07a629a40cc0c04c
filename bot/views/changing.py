"""What decisions changed, as the office reads it: decision by decision, one of them, and what has ended."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from markupsafe import Markup

from bot.petitions.book import Span
from bot.texts import say, words
from bot.views import facts, heirs, pages
from bot.views.card import Card
from bot.views.days import called, carried, quarter
from bot.views.message import Button, File, Message, pressed
from bot.views.standing import deciding, end_reason, standing
from bot.views.standing import decisions as told_decisions
from knowledge.browsing import key_of
from knowledge.changes import Changed, DecisionChanges
from knowledge.procedures import DayBasis

ON_A_PAGE = 6
NAME, DECISION, FIELD, FIELDS = 120, 150, 50, 3
"""Characters of a procedure's name, of a decision and of a field's name; fields that a decision's line names."""

FILE = "thay-doi-{since}-{until}.xlsx"


def key_of_decision(of: DecisionChanges) -> str:
    """What a button carries of a decision, or of several of which one did it."""
    return key_of("; ".join(decision.key for decision in of.decisions))


def decisions(of: Sequence[DecisionChanges], span: Span, page: str, today: date) -> Message:
    """The decisions of some days with what they changed, in numbers."""
    if not of:
        return Message((say("changing.none", span=called(span)), say("changing.how")), _other_days(span, today))
    count = -(-len(of) // ON_A_PAGE)
    number = pages.within(page, count)
    shown = list(enumerate(of[(number - 1) * ON_A_PAGE : number * ON_A_PAGE], 1))
    lines = [_decision(place, one) for place, one in shown]
    numbers = {"decisions": len(of), "changes": sum(len(one.changes) for one in of)}
    heading = say("changing.heading", span=called(span), page=number, pages=count, **numbers)
    buttons = [
        Button(str(place), pressed("changed", carried(span), key_of_decision(one), 1))
        for place, one in shown
        if one.changes
    ]
    turning = pages.turning(number, count, "changes", carried(span))
    file = Button(say("changing.file"), pressed("changes_file", carried(span)))
    rows = (tuple(buttons), turning, (file,), *_other_days(span, today))
    told = (heading, Markup("\n\n").join(lines), say("changing.how"))
    return Message(told, tuple(row for row in rows if row))


def _decision(number: int, of: DecisionChanges) -> Markup:
    named = words.shortened(told_decisions(of.decisions), DECISION)
    return Markup("\n").join((say("changing.decision", number=number, decision=named), counts(of)))


def counts(of: DecisionChanges) -> Markup:
    """How many procedures a decision changed: by what it did, by level and by field."""
    if not of.changes:
        return say("changing.nothing")
    fields = [
        _counted(words.shortened(name, FIELD) or say("changing.no_field"), number)
        for name, number in list(of.by_field.items())[:FIELDS]
    ]
    if len(of.by_field) > FIELDS:
        fields.append(say("changing.more_fields", number=len(of.by_field) - FIELDS))
    return say(
        "changing.counts",
        changes=_all(_counted(say(f"change.{effect}"), number) for effect, number in of.by_effect.items()),
        levels=_all(_counted(say(f"level.{level}"), number) for level, number in of.by_level.items()),
        fields=_all(fields),
    )


def _counted(what: str, number: int) -> Markup:
    return say("changing.counted", what=what, number=number)


def _all(parts: Iterable[Markup]) -> Markup:
    return Markup(", ").join(parts)


def _other_days(span: Span, today: date) -> tuple[tuple[Button, ...], ...]:
    """The quarter before this span and the one after it, as far as it has begun."""
    before, after = quarter(span.since - timedelta(days=1)), quarter(span.until + timedelta(days=1))
    offered = [before, *([after] if after.since <= today else [])]
    return (tuple(Button(str(called(one)), pressed("changes", carried(one), 1)) for one in offered),)


def decision(of: DecisionChanges, span: Span, page: str) -> Message:
    """One decision with every procedure it changed."""
    count = max(1, -(-len(of.changes) // ON_A_PAGE))
    number = pages.within(page, count)
    shown = list(enumerate(of.changes[(number - 1) * ON_A_PAGE : number * ON_A_PAGE], 1))
    named = words.shortened(told_decisions(of.decisions), DECISION)
    heading = say("changing.of_decision", decision=named, page=number, pages=count)
    lines = [_changed(place, one) for place, one in shown]
    numbers = tuple(Button(str(place), pressed("pick", one.version.code)) for place, one in shown)
    turning = pages.turning(number, count, "changed", carried(span), key_of_decision(of))
    back = Button(say("changing.back"), pressed("changes", carried(span), 1))
    told = (heading, counts(of), Markup("\n").join(lines))
    return Message(told, tuple(row for row in (numbers, turning, (back,)) if row))


def _changed(number: int, of: Changed) -> Markup:
    version = of.version
    name = words.shortened(version.display_name, NAME)
    named = say("changing.ended_one", number=number, name=name, code=version.code)
    return Markup(": ").join((named, _what(of)))


def _what(of: Changed) -> Markup:
    """What was done to a procedure, since when and at which level."""
    told = {"what": say(f"change.{of.effect}"), "level": facts.levels(of.version)}
    if of.day is None:
        return say("changing.one", **told)
    if of.basis is DayBasis.SIGNED:
        return say("changing.one_signed", **told)
    return say("changing.one_since", day=words.day(of.day), **told)


def handed(span: Span, content: bytes) -> Message:
    """The file of the changes."""
    name = FILE.format(since=span.since, until=span.until)
    return Message((say("changing.handed", span=called(span)),), (), (File(name, content),))


def ended(of: Sequence[Card], page: str) -> Message:
    """One page of what is abolished or replaced: since when, by which decision, why, and what is used instead."""
    if not of:
        return Message((say("changing.ended_none"),))
    cut = pages.filled(of, ended_line)
    number = pages.within(page, len(cut))
    shown = cut[number - 1]
    heading = say("changing.ended", number=len(of), page=number, pages=len(cut))
    numbers = tuple(Button(str(place), pressed("pick", card.version.code)) for place, (card, _) in enumerate(shown, 1))
    turning = pages.turning(number, len(cut), "endings")
    told = (heading, *(line for _, line in shown))
    return Message(told, tuple(row for row in (numbers, turning) if row))


def ended_line(number: int, card: Card) -> Markup:
    """Something that ended."""
    version, reason, instead = card.version, end_reason(card.standing), heirs.named(card.successors)
    decided = words.shortened(told_decisions(deciding(card.standing)), DECISION) if version.ended_by else ""
    name = words.shortened(version.display_name, NAME)
    told = [
        say("changing.ended_one", number=number, name=name, code=version.code),
        say("line.status", value=standing(card.standing)),
        say("changing.by", decision=decided) if decided else None,
        say("changing.reason", reason=reason) if reason else None,
        say("changing.now", procedures=instead) if instead else None,
    ]
    return Markup("\n").join(line for line in told if line)
