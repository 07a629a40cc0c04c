"""`make bench`: what a question costs beside rapidfuzz's own search, in one run over the same names and questions."""

import statistics
import sys
import tracemalloc
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from time import perf_counter

from rapidfuzz import fuzz, process

from knowledge.catalogue import Catalogue
from knowledge.procedures import Procedure
from knowledge.release import SHIPPED, read_release
from knowledge.search.index import Index
from knowledge.search.vocabulary import Vocabulary
from knowledge.text.normalise import bare
from knowledge.text.tokenise import words
from tests.benchmarks.chatting import replies
from tests.questions import questions
from tests.sturdiness import asked, first_hits_kept

DAY = date(2026, 11, 22)
ROUNDS = 5
MILLI = 1000


def main() -> None:
    """Print the table."""
    segmented = [_with_words(procedure) for procedure in read_release().procedures]
    catalogue = Catalogue(segmented, {}, (), ())
    wording = [question.words for question in questions()]
    names = [bare(procedure.latest.name) for procedure in segmented]
    rankings: dict[str, Callable[[str], object]] = {
        "motcua": lambda asked: catalogue.ask(asked, DAY),
        "rapidfuzz WRatio": lambda asked: process.extract(bare(asked), names, scorer=fuzz.WRatio, limit=10),
        "rapidfuzz token_set_ratio": lambda asked: process.extract(
            bare(asked), names, scorer=fuzz.token_set_ratio, limit=10
        ),
    }
    times = {name: _times(ask, wording) for name, ask in rankings.items()}
    ours = statistics.median(times["motcua"])
    _line("ranking", "p50 ms", "p99 ms", "p50 / ours")
    for name, taken in times.items():
        p50, p99 = statistics.median(taken), statistics.quantiles(taken, n=100)[-1]
        _line(name, f"{p50:.3f}", f"{p99:.3f}", f"{p50 / ours:.1f}")
    _building(segmented, Vocabulary.read(SHIPPED))
    _sturdiness(segmented, Vocabulary.read(SHIPPED))
    p50, p99 = replies()
    _line("update to reply, in process", f"{p50:.1f}", f"{p99:.1f}")


def _with_words(procedure: Procedure) -> Procedure:
    """The procedure as the database gives it: its names segmented when they were loaded."""
    return Procedure(procedure.code, tuple(replace(v, words=words(v.name)) for v in procedure.versions))


def _times(ask: Callable[[str], object], asked: Sequence[str]) -> list[float]:
    """Milliseconds of each question, several rounds, the first not counted."""
    for question in asked:
        ask(question)
    taken: list[float] = []
    for _ in range(ROUNDS):
        for question in asked:
            began = perf_counter()
            ask(question)
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


def _sturdiness(procedures: Sequence[Procedure], vocabulary: Vocabulary) -> None:
    """How often the first hit stays the same when our own questions are typed in other ways."""
    shares = first_hits_kept(Index(procedures, vocabulary), asked())
    _line("first hit kept, all ways", f"{shares.of_all:.3f}")
    for kind, share in shares.of_each.items():
        _line(f"first hit kept, {kind}", f"{share:.3f}")


def _line(*cells: str) -> None:
    sys.stdout.write("".join(f"{cell:<32}" if not n else f"{cell:>12}" for n, cell in enumerate(cells)) + "\n")


if __name__ == "__main__":
    main()
