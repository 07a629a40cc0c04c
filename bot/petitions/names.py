"""Whether words can be the name of a person, or an address: nobody is entered in the book as "không biết".

Words typed with capitals are names unless they are speech; the others are when their syllables stand in names.toml.
"""

import csv
import re
import tomllib
import unicodedata
from collections.abc import Set
from functools import cache
from pathlib import Path

from knowledge.release import SHIPPED
from knowledge.text.normalise import drop_marks, marked

FILE = Path(__file__).parent / "names.toml"
MOST_SYLLABLES = 6
_APART = re.compile(r"[\s.\-]+")
_OF_PEOPLES = re.compile(r"h['’`]\s?\w+|y\s+\w+\s+\w+", re.IGNORECASE)
"""How names of peoples of Tây Nguyên begin: "H'Hen Niê", "Y Ngôn Niê"; they stand in no list."""


def looks_like_name(words: str, *, beside: bool = False) -> bool:
    """Whether words can be a name. `beside` when an address or a telephone stands with them: then one syllable may be.

    "Nguyễn Văn A", "nguyen van a", "Y Ngôn Niê", "John Smith" are; "không biết", "Đã 3 tháng nay" are not.
    """
    syllables = _APART.split(words.strip(" .-"))
    said = _said(words)
    if not said or len(syllables) > MOST_SYLLABLES or not words[:1].isalpha():
        return False
    if _is_full_name(said) and words[0].isupper():
        return True
    if _speech(said) & set(said) or (set(said) <= _also_speech(said) and not (beside and len(said) == 1)):
        return False
    if len(said) == 1:
        return (
            (beside and (words[0].isupper() or _listed("given", said) >= set(said)))
            or _is_given(said, words)
            or not _is_latin(said)
        )
    return _is_capitalised(syllables) or _is_listed(said, beside=beside) or bool(_OF_PEOPLES.match(words))


def begins_with_surname(words: str) -> bool:
    """Whether the first of several syllables is a surname."""
    said = _said(words)
    return len(said) > 1 and said[0] in _listed("surnames", said)


def names_commune(words: str) -> bool:
    """Whether words are the name of a commune, old or new, or of the district or its province."""
    plain = marked(words)
    return plain in _communes() or (plain.isascii() and plain in _bare(_communes()))


def is_speech(words: str) -> bool:
    """Whether words of speech stand among them: then they are no address."""
    said = _said(words.removesuffix("ạ"))
    return not _speech(said).isdisjoint(said)


def counts_something(words: str) -> bool:
    """Whether words begin with a number of something: "3 tháng nay", "50 triệu"."""
    found = re.match(r"[\d.,]+\s*([^\W\d]+)", words)
    return bool(found) and marked(found[1] if found else "") in _syllables("measures")


def may_begin_address(words: str) -> bool:
    """Whether an address may begin so before any word of a place: "nhà ông Ba", "cạnh chợ", a commune."""
    said = _said(words)
    return names_commune(words) or (bool(said) and said[0] in _listed("beside", said))


def _said(words: str) -> list[str]:
    return marked(words).split()


def _is_full_name(said: list[str]) -> bool:
    """A surname, "văn" or its like, and a name: "Nguyễn Thị Là", whatever the last means by itself."""
    return len(said) > 2 and said[0] in _listed("surnames", said) and said[1] in _listed("middle", said)


def _is_given(said: list[str], words: str) -> bool:
    return words[0].isupper() and said[0] in _listed("given", said)


def _is_capitalised(syllables: list[str]) -> bool:
    """Whether each begins with a capital, and not all is in capitals; scripts without capitals count too."""
    shouted = (
        all(one.isupper() for one in syllables) and any(len(one) > 1 for one in syllables) and _is_latin(syllables)
    )
    return not shouted and all(not one[:1].islower() for one in syllables)


def _is_latin(syllables: list[str]) -> bool:
    return all(unicodedata.name(letter, "").startswith("LATIN") for one in syllables for letter in one[:1])


def _is_listed(said: list[str], *, beside: bool) -> bool:
    """Whether each syllable stands in names, the first in surnames; beside an address, given names are enough."""
    surnamed = said[0] in _listed("surnames", said)
    known = _listed("given", said) | _listed("surnames", said) | _listed("middle", said)
    rest = all(one in known or (len(one) == 1 and one.isalpha()) for one in said)
    return (surnamed and (rest or _is_full_name(said))) or (beside and rest and len(said) > 1 and len(said[0]) > 1)


def _speech(said: list[str]) -> Set[str]:
    """Words that no name and no address holds."""
    return _syllables("bare_speech") if _is_bare(said) else _syllables("speech") - _syllables("also_names")


def _also_speech(said: list[str]) -> Set[str]:
    """Words of speech that are names too."""
    return _listed("also_names", said)


def _listed(group: str, said: list[str]) -> Set[str]:
    """The syllables of a group, without marks when the words have none."""
    return _bare(_syllables(group)) if _is_bare(said) else _syllables(group)


def _is_bare(said: list[str]) -> bool:
    return all(one.isascii() for one in said)


@cache
def _syllables(group: str) -> frozenset[str]:
    words: str = tomllib.loads(FILE.read_text("utf-8"))[group]
    return frozenset(marked(words).split())


@cache
def _bare(words: frozenset[str]) -> frozenset[str]:
    return frozenset(map(drop_marks, words))


@cache
def _communes() -> frozenset[str]:
    with (SHIPPED / "units.csv").open(encoding="utf-8", newline="") as lines:
        return frozenset(marked(row["name"]) for row in csv.DictReader(lines))
