"""`motcua ask`: the answer to a question without the chat; imports no Telegram."""

import argparse
import sys
from dataclasses import dataclass
from datetime import date
from time import perf_counter
from typing import Any

from bot.cli.common import DONE, MISUSED, REFUSED, complain, opened, print_json
from bot.snapshot import catalogue_of
from bot.views import facts
from bot.views.answer import answer
from bot.views.card import Card
from bot.views.choices import choices
from bot.views.message import Message, plain
from bot.views.notice import not_found
from knowledge.catalogue import Catalogue, Found
from knowledge.communes import Place
from knowledge.procedures import Level
from knowledge.search.results import Hit

SHOWN = 10


@dataclass(frozen=True, slots=True)
class Asking:
    """What every question of one command is held against."""

    catalogue: Catalogue
    day: date
    place: Place | None


def ask(typed: argparse.Namespace) -> int:
    """One question, or one a line with --stdin."""
    if typed.stdin == bool(typed.question):
        complain("give one question, or --stdin and one question per line.")
        return MISUSED
    with opened() as (database, clock):
        catalogue, day = catalogue_of(database), typed.day or clock.today()
    place = _place(catalogue, typed.commune) if typed.commune else None
    if typed.commune and place is None:
        return REFUSED
    asking = Asking(catalogue, day, place)
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
    found = asking.catalogue.ask(question, asking.day)
    ms = (perf_counter() - began) * 1000
    if as_json:
        print_json(_facts(asking, question, found, ms))
    else:
        print(_shown(asking, found).text, end="\n\n", flush=True)


def _facts(asking: Asking, question: str, found: Found, ms: float) -> dict[str, Any]:
    return {
        "query": question,
        "day": asking.day.isoformat(),
        "kind": found.finding.kind,
        "facet": None,
        "hits": [_hit(asking, hit) for hit in found.results.kept[:SHOWN]],
        "ms": round(ms, 3),
    }


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


def _shown(asking: Asking, found: Found) -> Message:
    shown = [hit.standing for hit in found.finding.hits]
    if found.finding.kind == "choices":
        return choices(shown)
    if found.finding.kind == "answer":
        code = shown[0].version.code
        former, namesakes = asking.catalogue.former(code), asking.catalogue.namesakes(code, asking.day)
        return answer(Card(shown[0], asking.day, asking.place, tuple(former), tuple(namesakes)))
    return not_found()
