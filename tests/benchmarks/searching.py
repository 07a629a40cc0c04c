"""What a question costs and how often it is right, beside other searches, in one run."""

import statistics
import sys
import tracemalloc
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from time import perf_counter

from bot.snapshot import settle
from knowledge.catalogue import Catalogue
from knowledge.procedures import Procedure
from knowledge.release import SHIPPED, read_release
from knowledge.search.index import Index
from knowledge.search.vocabulary import Vocabulary
from knowledge.text.normalise import bare
from knowledge.text.tokenise import words
from knowledge.understanding import Understanding
from tests.benchmarks.chatting import Held, idle, rebuilding, replies
from tests.benchmarks.others import every
from tests.questions import WIDE, Question, questions
from tests.sturdiness import asked as wide_and_narrow
from tests.sturdiness import first_hits_kept

DAY = date(2026, 11, 22)
ROUNDS = 3
IDLE = 5.0
"""Seconds in which a loop without work is watched."""
MILLI = 1000
PASTE = 4000
"""Characters of the longest text a person pastes."""

First = Callable[[str], Sequence[str]]
"""What a search finds: codes, best first."""


def main() -> None:
    """Print the tables."""
    segmented = [_with_words(procedure) for procedure in read_release().procedures]
    asked = [*questions(), *questions(WIDE)]
    _ranking(segmented, asked)
    _growing(segmented, [question.words for question in asked])
    _building(segmented, Vocabulary.read(SHIPPED))
    _sturdiness(segmented)
    p50, p99, held = replies()
    _line("update to reply, in process", f"{p50:.1f} ms", f"{p99:.1f} ms")
    _line("event loop, while it answers", *_of(held))
    seconds, held = rebuilding()
    _line("event loop, catalogue changes", *_of(held), f"after {seconds:.1f} s")
    _line("event loop with nothing to do", *_of(idle(IDLE)))


def _of(held: Held) -> tuple[str, str]:
    """How long its thread worked on end at most, and how late it woke for whatever reason, the machine's too."""
    return f"busy {held.busy:.1f} ms", f"late {held.late:.1f} ms"


def _ranking(procedures: Sequence[Procedure], asked: Sequence[Question]) -> None:
    """Accuracy and time of every search, ours with underthesea's words and without."""
    catalogue = Catalogue(procedures, {}, (), ())
    understanding = Understanding(catalogue)
    wordless = Catalogue([_without_words(procedure) for procedure in procedures], {}, (), ())
    codes = [procedure.code for procedure in procedures]
    searches: dict[str, First] = {
        "motcua, search": lambda words: _codes(catalogue, words),
        "motcua, whole reading": lambda words: [hit.code for hit in understanding.read_anew(words, DAY).results.kept],
        "motcua, no underthesea words": lambda words: _codes(wordless, words),
    }
    for name, places in every([bare(procedure.latest.name) for procedure in procedures]).items():
        searches[name] = partial(_codes_at, codes, places)
    _line("ranking", "right first", "in three", "p50 ms", "p99 ms", "/ our search", "/ our reading")
    ours: list[float] = []
    settle()  # as the bot does before it serves
    times = _times_of_all(searches, [question.words for question in asked])
    for name, search in searches.items():
        first, three = _accuracy(search, asked)
        taken = times[name]
        p50, p99 = statistics.median(taken), statistics.quantiles(taken, n=100)[-1]
        ours = ours if len(ours) > 1 else [*ours, p50]
        _line(name, f"{first:.3f}", f"{three:.3f}", f"{p50:.3f}", f"{p99:.3f}", *(f"{p50 / own:.1f}" for own in ours))


def _codes_at(codes: Sequence[str], search: Callable[[str], list[int]], words: str) -> list[str]:
    return [codes[place] for place in search(words)]


def _codes(catalogue: Catalogue, words: str) -> list[str]:
    return [hit.code for hit in catalogue.ask(words, DAY).results.kept]


def _accuracy(search: First, asked: Sequence[Question]) -> tuple[float, float]:
    """How often a right code comes first, and among the first three."""
    found = [(search(question.words)[:3], set(question.codes)) for question in asked]
    first = sum(bool(codes) and codes[0] in right for codes, right in found)
    return first / len(found), sum(not right.isdisjoint(codes) for codes, right in found) / len(found)


def _growing(procedures: Sequence[Procedure], asked: Sequence[str]) -> None:
    """Ten times the catalogue, and a pasted text, as ratios to a question's median time."""
    catalogue = Catalogue(procedures, {}, (), ())
    tenfold = Catalogue([replace_code(p, f"{n}{p.code[1:]}") for n in range(10) for p in procedures], {}, (), ())
    once = statistics.median(_times(lambda words: _codes(catalogue, words), asked))
    ten = statistics.median(_times(lambda words: _codes(tenfold, words), asked[:200]))
    paste = statistics.median(_times(lambda words: _codes(catalogue, words), ["\n".join(asked)[:PASTE]] * 5))
    _line("ten times the catalogue", f"{ten / once:.1f} x")
    _line("a paste of 4,000 characters", f"{paste / once:.1f} x")


def replace_code(procedure: Procedure, code: str) -> Procedure:
    """The same procedure under another code."""
    return Procedure(code, tuple(replace(version, code=code) for version in procedure.versions))


def _with_words(procedure: Procedure) -> Procedure:
    """The procedure as the database gives it: its names segmented when they were loaded."""
    return Procedure(procedure.code, tuple(replace(v, words=words(v.name)) for v in procedure.versions))


def _without_words(procedure: Procedure) -> Procedure:
    """The procedure with its syllables for words: as if underthesea were not there."""
    versions = (replace(v, words=tuple(v.name.split())) for v in procedure.versions)
    return Procedure(procedure.code, tuple(versions))


def _times_of_all(searches: Mapping[str, First], asked: Sequence[str]) -> dict[str, list[float]]:
    """The times of each search, in turns, so that what else the machine does meets them all."""
    taken: dict[str, list[float]] = {name: [] for name in searches}
    for _ in range(ROUNDS):
        for name, search in searches.items():
            taken[name] += _times(search, asked, rounds=1)
    return taken


def _times(search: First, asked: Sequence[str], rounds: int = ROUNDS) -> list[float]:
    """Milliseconds of each question, several rounds, the first questions once more before them and not counted."""
    for question in asked[:50]:
        search(question)
    taken: list[float] = []
    for _ in range(rounds):
        for question in asked:
            began = perf_counter()
            search(question)
            taken.append((perf_counter() - began) * MILLI)
    return taken


def _building(procedures: Sequence[Procedure], vocabulary: Vocabulary) -> None:
    """Seconds to build the index, and, in a second pass that tracing slows, the memory it holds."""
    began = perf_counter()
    Index(procedures, vocabulary)
    seconds = perf_counter() - began
    tracemalloc.start()
    index = Index(procedures, vocabulary)
    held, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    _line(f"index of {len(index.procedures)} procedures", f"{seconds:.2f} s", f"{held / 2**20:.1f} MB")


def _sturdiness(procedures: Sequence[Procedure]) -> None:
    """How often the first hit stays the same when our own questions are typed in other ways."""
    shares = first_hits_kept(Index(procedures, Vocabulary.read(SHIPPED)), wide_and_narrow())
    _line("first hit kept, all ways", f"{shares.of_all:.3f}")
    for kind, share in shares.of_each.items():
        _line(f"first hit kept, {kind}", f"{share:.3f}")


def _line(*cells: str) -> None:
    sys.stdout.write("".join(f"{cell:<32}" if not n else f"{cell:>13}" for n, cell in enumerate(cells)) + "\n")
