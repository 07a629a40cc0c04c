"""Hiệu lực in words: since when, until when, by which decision, and which day is not known."""

from collections.abc import Callable

from markupsafe import Markup

from bot.texts import say, words
from knowledge.procedures import Change, DayBasis, Decision, Source, Version
from knowledge.timeline import Doubt, Standing, Status


def standing(of: Standing) -> Markup:
    """The standing of a procedure in one clause."""
    return TOLD[of.status](of)


def brief(of: Standing) -> Markup:
    """The standing in a word or two, to tell choices apart."""
    return say(f"brief.{of.status}")


def _begun(of: Standing) -> Markup:
    """New or amended; a day that is only the signing's is said to be just that."""
    version = of.version
    if version.valid_from is None:
        return say("status.in_force")
    signed = "_signed" if version.from_basis is DayBasis.SIGNED else ""
    return say(f"status.{of.status}{signed}", day=words.day(version.valid_from)) + _ending(version)


def _in_force(of: Standing) -> Markup:
    version = of.version
    if version.valid_from is None:
        return say("status.in_force") + _ending(version)
    signed = "_signed" if version.from_basis is DayBasis.SIGNED else ""
    return say(f"status.in_force_since{signed}", day=words.day(version.valid_from)) + _ending(version)


def _ending(version: Version) -> Markup:
    """What is known of a coming end, for whoever asks about a day before it."""
    if version.valid_to is None:
        return Markup("")
    if version.ended_by:
        how = version.ended if version.ended in {Change.AMENDED, Change.REPLACED} else Change.ABOLISHED
        signed = "_signed" if version.to_basis is DayBasis.SIGNED else ""
        return say(f"status.ending_{how}{signed}", day=words.day(version.valid_to))
    return say("status.ending_with_level", day=words.day(version.valid_to))


def _replaced(of: Standing) -> Markup:
    version, codes = of.version, words.either(of.version.replaced_by)
    if version.valid_to is None or version.to_basis is DayBasis.OBSERVED:
        return say("status.replaced_no_day", codes=codes) if codes else say("status.replaced_unknown_no_day")
    signed = "_signed" if version.to_basis is DayBasis.SIGNED else ""
    day = words.day(version.valid_to)
    if codes:
        return say(f"status.replaced{signed}", day=day, codes=codes)
    return say(f"status.replaced_unknown{signed}", day=day)


def _abolished(of: Standing) -> Markup:
    version = of.version
    if version.valid_to is None:  # pragma: no cover - an end without a day is refused when it is loaded
        return say("status.unknown")
    basis = {DayBasis.SIGNED: "_signed", DayBasis.OBSERVED: "_observed"}.get(version.to_basis or DayBasis.STATED, "")
    return say(f"status.abolished{basis}", day=words.day(version.valid_to))


def _not_yet(of: Standing) -> Markup:
    version = of.version
    if version.valid_from is None:
        return _unseen(version)
    signed = "_signed" if version.from_basis is DayBasis.SIGNED else ""
    return say(f"status.not_yet{signed}", day=words.day(version.valid_from))


def _unknown(of: Standing) -> Markup:
    version = of.version
    if of.doubt is Doubt.ENDED_ELSEWHERE and version.ended_elsewhere:
        return say("status.ended_elsewhere", decision=decision(version.ended_elsewhere))
    if of.doubt is Doubt.LEVEL_ENDED and version.valid_to:
        return say("status.level_ended", day=words.day(version.valid_to))
    if of.doubt is Doubt.NOT_SEEN_SINCE and version.source.observed_on:
        return say("status.not_seen_since", day=words.day(version.source.observed_on))
    return _unseen(version)


def _unseen(version: Version) -> Markup:
    if version.observed_on is None:
        return say("status.unknown")
    return say("status.not_yet_seen", day=words.day(version.observed_on))


TOLD: dict[Status, Callable[[Standing], Markup]] = {
    Status.NEW: _begun,
    Status.AMENDED: _begun,
    Status.IN_FORCE: _in_force,
    Status.REPLACED: _replaced,
    Status.ABOLISHED: _abolished,
    Status.NOT_YET: _not_yet,
    Status.UNKNOWN: _unknown,
}


def decision(of: Decision) -> Markup:
    """A decision with its day and issuer."""
    if of.signed_on is None:
        return say("decision.unsigned", number=of.number, issuer=of.issuer)
    return say("decision.signed", number=of.number, day=words.day(of.signed_on), issuer=of.issuer)


def decisions(of: tuple[Decision, ...]) -> Markup:
    """The decision that did it, or those of which one did; empty when none is known."""
    if not of:
        return Markup("")
    told = [decision(d) for d in of]
    return told[0] if len(told) == 1 else say("status.one_of", decisions=Markup("; ").join(told))


def source(of: Source) -> Markup:
    """A source with the month it was seen, as far as known."""
    if not of.month or of.month in of.label:
        return Markup.escape(of.label)
    if of.month.isdecimal():
        return say("source.of_year", label=of.label, year=of.month)
    if of.month[0].isdecimal():
        return say("source.of_month", label=of.label, month=of.month)
    return Markup.escape(of.label)  # the label names its quarter itself


def source_line(of: Standing) -> Markup:
    """The end of every answer: source, decision, and that the province's list was not yet compared."""
    told = decisions(deciding(of))
    sourced = source(of.version.source)
    cited = say("source.decided", source=sourced, decision=told) if told else say("source.undecided", source=sourced)
    return Markup(" ").join((say("line.source", value=cited), verified(of.version)))


def verified(of: Version) -> Markup:
    """From which document an officer confirmed a version for this province, or that nobody did yet."""
    if of.verified is None:
        return say("unverified.line")
    return say("verified.line", document=of.verified.document, day=words.day(of.verified.on))


def end_reason(of: Standing) -> Markup | None:
    """Why something ended, or that nobody stated it; None for what has not ended, or says it by its heirs."""
    if of.status not in ENDED:
        return None
    if of.version.end_reason:
        return say(f"end_reason.{of.version.end_reason}")
    return say("line.not_stated") if of.status is Status.ABOLISHED else None


ENDED = frozenset({Status.ABOLISHED, Status.REPLACED})
"""Standings of what somebody ended."""


def deciding(of: Standing) -> tuple[Decision, ...]:
    """The decision that made the procedure what it is on the day: what ended it, else what enacted it."""
    if of.status in ENDED and of.version.ended_by:
        return of.version.ended_by
    return of.version.enacted_by
