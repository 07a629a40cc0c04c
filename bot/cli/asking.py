"""`motcua ask`: the answer to a question without the chat; imports no Telegram."""

import argparse
import sys
from datetime import date
from time import perf_counter
from typing import Any

from bot.cli.common import DONE, MISUSED, complain, opened, print_json
from bot.snapshot import catalogue_of
from bot.views import facts
from bot.views.answer import answer
from bot.views.choices import choices
from bot.views.message import Message, plain
from bot.views.notice import not_found
from knowledge.catalogue import Catalogue, Found
from knowledge.procedures import Level
from knowledge.search.results import Hit

SHOWN = 10


def ask(typed: argparse.Namespace) -> int:
    """One question, or one a line with --stdin."""
    if typed.stdin == bool(typed.question):
        complain("give one question, or --stdin and one question per line.")
        return MISUSED
    with opened() as (database, clock):
        catalogue, day = catalogue_of(database), typed.day or clock.today()
    for question in sys.stdin if typed.stdin else [" ".join(typed.question)]:
        _one(catalogue, question.strip("\n"), day, typed.json)
    return DONE


def _one(catalogue: Catalogue, question: str, day: date, as_json: bool) -> None:
    began = perf_counter()
    found = catalogue.ask(question, day)
    ms = (perf_counter() - began) * 1000
    if as_json:
        print_json(_facts(question, found, day, ms))
    else:
        print(_shown(catalogue, found, day).text, end="\n\n", flush=True)


def _facts(question: str, found: Found, day: date, ms: float) -> dict[str, Any]:
    hits = [_hit(hit, day) for hit in found.results.kept[:SHOWN]]
    return {
        "query": question,
        "day": day.isoformat(),
        "kind": found.finding.kind,
        "facet": None,
        "hits": hits,
        "ms": round(ms, 3),
    }


def _hit(hit: Hit, day: date) -> dict[str, Any]:
    version = hit.standing.version
    return {
        "code": hit.code,
        "name": version.name,
        "field": version.field or None,
        "levels": [level for level in Level if level in version.levels],
        "status": hit.standing.status,
        "reception": plain(facts.reception(version, day)),
        "authority": version.authority or version.performing or None,
        "score": hit.score,
    }


def _shown(catalogue: Catalogue, found: Found, day: date) -> Message:
    shown = [hit.standing for hit in found.finding.hits]
    if found.finding.kind == "choices":
        return choices(shown)
    if found.finding.kind == "answer":
        code = shown[0].version.code
        return answer(shown[0], day, catalogue.former(code), catalogue.namesakes(code, day))
    return not_found()
