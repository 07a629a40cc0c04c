"""Other ways to search the same names, to be held beside ours: each gives the numbers of the names, best first."""

import math
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from heapq import nlargest

import bm25s
from rapidfuzz import fuzz, process

from knowledge.text.normalise import bare

LIMIT = 10
GRAM = 3

Search = Callable[[str], list[int]]


def rapidfuzz_with(scorer: Callable[..., float], names: Sequence[str]) -> Search:
    """Rapidfuzz over every name."""
    return lambda asked: [place for _, _, place in process.extract(bare(asked), names, scorer=scorer, limit=LIMIT)]


def fts5(names: Sequence[str]) -> Search:
    """SQLite's full-text search with its own bm25."""
    database = sqlite3.connect(":memory:")
    database.execute("CREATE VIRTUAL TABLE name USING fts5(words)")
    database.executemany("INSERT INTO name (rowid, words) VALUES (?, ?)", enumerate(names))

    def search(asked: str) -> list[int]:
        words = " OR ".join(f'"{word}"' for word in bare(asked).split())
        if not words:
            return []
        found = database.execute("SELECT rowid FROM name WHERE name MATCH ? ORDER BY rank LIMIT ?", (words, LIMIT))
        return [place for (place,) in found]

    return search


def bm25(names: Sequence[str]) -> Search:
    """bm25s with its defaults."""
    retriever = bm25s.BM25()
    retriever.index([name.split() for name in names], show_progress=False)

    def search(asked: str) -> list[int]:
        words = [word for word in bare(asked).split() if word in retriever.vocab_dict]
        if not words:
            return []
        places, _ = retriever.retrieve([words], k=LIMIT, show_progress=False)
        return [int(place) for place in places[0]]

    return search


def tfidf(names: Sequence[str]) -> Search:
    """Cosine of tf-idf over runs of three letters."""
    grams = [Counter(_grams(name)) for name in names]
    holding = Counter(gram for of_name in grams for gram in of_name)
    rarity = {gram: math.log(len(names) / number) + 1 for gram, number in holding.items()}
    index: dict[str, list[tuple[int, float]]] = defaultdict(list)
    for place, of_name in enumerate(grams):
        weights = {gram: number * rarity[gram] for gram, number in of_name.items()}
        length = math.sqrt(sum(weight * weight for weight in weights.values())) or 1.0
        for gram, weight in weights.items():
            index[gram].append((place, weight / length))

    def search(asked: str) -> list[int]:
        scores: dict[int, float] = defaultdict(float)
        for gram, number in Counter(_grams(bare(asked))).items():
            for place, weight in index.get(gram, ()):
                scores[place] += weight * number * rarity[gram]
        return nlargest(LIMIT, scores, key=scores.__getitem__)

    return search


def _grams(text: str) -> list[str]:
    padded = f" {text} "
    return [padded[at : at + GRAM] for at in range(len(padded) - GRAM + 1)]


def every(names: Sequence[str]) -> dict[str, Search]:
    """The others by name."""
    return {
        "rapidfuzz WRatio": rapidfuzz_with(fuzz.WRatio, names),
        "rapidfuzz token_set_ratio": rapidfuzz_with(fuzz.token_set_ratio, names),
        "SQLite FTS5": fts5(names),
        "bm25s": bm25(names),
        "TF-IDF of 3-grams": tfidf(names),
    }
