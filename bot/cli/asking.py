"""`motcua ask`: the answer to a question without the chat; imports no Telegram."""

import argparse
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from time import perf_counter
from typing import Any

from bot.cli.common import DONE, MISUSED, REFUSED, complain, opened, print_json
from bot.snapshot import aliases_of, at_once, catalogue_of, papers_of
from bot.views import facts
from bot.views.answer import answer
from bot.views.branches import recent
from bot.views.card import Card
from bot.views.choices import choices
from bot.views.facet import facet
from bot.views.guidance import GUIDED, guided, in_chat
from bot.views.message import Message, plain
from bot.views.notice import not_found
from bot.views.several import several
from knowledge.asking.facets import Facet
from knowledge.catalogue import Catalogue
from knowledge.communes import Place
from knowledge.kinds.reading import Kind
from knowledge.procedures import Level, Paper, Version
from knowledge.search.results import Hit
from knowledge.timeline import Standing
from knowledge.understanding import Understanding, Understood

SHOWN = 10


@dataclass(frozen=True, slots=True)
class Asking:
    """What every question of one command is held against."""

    understanding: Understanding
    day: date
    place: Place | None
    papers: Callable[[Version], Sequence[Paper]]
    explains: bool


def ask(typed: argparse.Namespace) -> int:
    """One question, or one a line with --stdin."""
    if typed.stdin == bool(typed.question):
        complain("give one question, or --stdin and one question per line.")
        return MISUSED
    with opened() as (database, clock):
        with at_once():
            understanding = Understanding(catalogue_of(database), aliases_of(database))
        catalogue, day = understanding.catalogue, typed.day or clock.today()
        place = _place(catalogue, typed.commune) if typed.commune else None
        if typed.commune and place is None:
            return REFUSED
        asking = Asking(understanding, day, place, papers_of(database), typed.explain)
        for question in sys.stdin if typed.stdin else [" ".join(typed.question)]:
            _one(asking, question.strip("\n"), typed.json)
    return DONE


def _place(catalogue: Catalogue, name: str) -> Place | None:
    """The commune of a name, old or new; complains when there is none or more than one."""
    naming = catalogue.communes.read(name)
    places = naming.places if naming else ()
    if naming and len(places) == 1 and not naming.district:
        return places[0]
    names = [plain(facts.commune(place)) for place in places]
    names = names or [unit.name for unit in catalogue.communes.of_today()]
    complain(f"--commune: {name!r} is not one commune; write one of: {', '.join(names)}.")
    return None


def _one(asking: Asking, question: str, as_json: bool) -> None:
    began = perf_counter()
    understood = asking.understanding.read_anew(question, asking.day)
    ms = (perf_counter() - began) * 1000
    if as_json:
        print_json(_facts(asking, question, understood, ms))
    else:
        print("\n\n".join(message.text for message in _shown(asking, understood)), end="\n\n", flush=True)
    if asking.explains and not as_json:
        print(_explanation(asking, understood), end="\n\n", flush=True)


def _facts(asking: Asking, question: str, understood: Understood, ms: float) -> dict[str, Any]:
    hits = understood.hits if understood.kind is Kind.SEVERAL else understood.results.kept
    told = {
        "query": question,
        "day": asking.day.isoformat(),
        "kind": understood.kind,
        "facet": understood.facet,
        "hits": [_hit(asking, hit) for hit in hits[:SHOWN]],
        "ms": round(ms, 3),
    }
    return {**told, **_why(asking, understood)} if asking.explains else told


def _explained(asking: Asking, understood: Understood) -> Sequence[Hit]:
    """The hits of the same search, with what each part added to their scores."""
    found = asking.understanding.catalogue.ask(understood.results.query, asking.day, explain=True)
    return found.results.kept[:SHOWN]


def _why(asking: Asking, understood: Understood) -> dict[str, Any]:
    """Why this kind, and why these procedures."""
    parts = {hit.code: {part.step: part.value for part in hit.parts} for hit in _explained(asking, understood)}
    return {"reason": understood.reason, "searched": understood.results.query, "parts": parts}


def _explanation(asking: Asking, understood: Understood) -> str:
    """The same for a person at the command line."""
    lines = [f"{understood.kind}: {understood.reason}", f"searched: {understood.results.query}"]
    for hit in _explained(asking, understood):
        parts = " ".join(f"{part.step} {part.value:+.3f}" for part in hit.parts)
        lines.append(f"{hit.score:.3f} {hit.code} {hit.name[:60]}: {parts}")
    return "\n".join(lines)


def _hit(asking: Asking, hit: Hit) -> dict[str, Any]:
    version = hit.standing.version
    return {
        "code": hit.code,
        "name": version.name,
        "field": version.field or None,
        "levels": [level for level in Level if level in version.levels],
        "status": hit.standing.status,
        "reception": plain(facts.reception(version, asking.day, asking.place)),
        "authority": plain(facts.authority(version, asking.day, asking.place)) or None,
        "score": hit.score,
    }


def _shown(asking: Asking, understood: Understood) -> list[Message]:
    shown = [hit.standing for hit in understood.hits]
    if understood.kind is Kind.ANSWER:
        return [_answer(asking, shown[0], understood.facet)]
    if understood.kind is Kind.CHOICES:
        return [choices(shown)]
    if understood.kind is Kind.SEVERAL:
        return [several(shown, understood.event.title if understood.event else "")]
    if understood.kind is Kind.NOT_FOUND:
        return [not_found()]
    if understood.kind is Kind.CHANGES:
        catalogue = asking.understanding.catalogue
        heirs_of = partial(catalogue.successors, day=asking.day)
        return [recent(catalogue.recent(asking.day), asking.day, "1", heirs_of)]
    return guided(understood.kind, understood.subkind) if understood.kind in GUIDED else [in_chat()]


def _answer(asking: Asking, of: Standing, asked: Facet | None) -> Message:
    card = Card.of(asking.understanding.catalogue, of, asking.day, asking.place)
    stating = card.spoken_for(lambda version: bool(asking.papers(version))) if asked is Facet.PAPERS else ()
    listed = [paper for version in stating for paper in asking.papers(version)]
    return answer(card, first=facet(asked, card, listed) if asked else None)
