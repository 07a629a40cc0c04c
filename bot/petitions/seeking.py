"""What a petition is found by: the words of its code, its text and its place without marks, kept beside them.

On PostgreSQL they are a vector with an index of what waits; SQLite looks through what waits, which is little there.
"""

from collections.abc import Collection, Mapping

from sqlalchemy import ColumnElement, Dialect, Text, and_, bindparam, cast, func, literal, or_
from sqlalchemy.dialects.postgresql import TSQUERY

from bot.petitions.tables import petition
from knowledge.text.normalise import bare

LONGEST = 60
"""Characters of a word that are looked at."""

MOST_WORDS = 12
"""How many words of a search are looked for."""


def words_of(text: str) -> list[str]:
    """The words of a text without marks, each once, in order."""
    return list(dict.fromkeys(word[:LONGEST] for word in bare(text).split()))


def folded(code: str, words: str, place: str, commune: str) -> str:
    """What a petition is found by, as its column holds it; its commune stands there by its code, as no word does."""
    return " ".join([*words_of(f"{code} {words} {place}"), *([_commune(commune)] if commune else [])])


def says(dialect: Dialect, wanted: Collection[str], communes: Mapping[str, str]) -> ColumnElement[bool]:
    """Whether every wanted word stands in a petition, or in the name of its commune; those are named by their codes."""
    names = {code: set(words_of(name)) for code, name in communes.items()}
    each = [[word, *(_commune(code) for code, said in names.items() if word in said)] for word in wanted][:MOST_WORDS]
    if dialect.name == "sqlite":
        padded = literal(" ") + petition.c.folded + literal(" ")
        return and_(*(or_(*(func.instr(padded, f" {one} ") > 0 for one in ones)) for ones in each))
    query = " & ".join(f"({' | '.join(map(_quoted, ones))})" for ones in each)
    return petition.c.folded.bool_op("@@")(cast(bindparam(None, query, type_=Text()), TSQUERY))


def _commune(code: str) -> str:
    return f"@{code}"


def _quoted(word: str) -> str:
    return "'" + word.replace("\\", "\\\\").replace("'", "''") + "'"
