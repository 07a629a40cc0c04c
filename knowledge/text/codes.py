"""Procedure codes in a message: "1.001193", "1001193", "1.001193.000.00.00.H42", "mã 1193", or nothing but "1193".

A code is looked for in the text alone; whether it stands in the catalogue is for the caller to say. Telephone, identity
and dossier numbers, amounts and years are no codes.
"""

import re
from dataclasses import dataclass

from knowledge.text.normalise import compose, drop_marks, drop_unseen

_WHOLE = re.compile(r"(?<![\w.,-])(\d)\s?[.,]?\s?(\d{6})(?:\.\d{3}\.\d{2}\.\d{2}\.?h\d{2})?(?![\w]|[.,-]\d)")
_LOCAL = re.compile(r"(?<![\w-])tn((?:-[a-z0-9]+)+|[ -][a-z]{1,3}\d{0,2}[ -]\d{1,3})(?![\w-])")
_TAIL = re.compile(
    r"\b(?P<after>ma so|ma thu tuc|ma tthc|ma|thu tuc so|thu tuc|tthc)\W{1,3}(?P<tail>\d{4})(?![\w]|[.,/-]\d)"
)
_TAIL_ALONE = re.compile(r"\W*(\d{4})\W*")
_YEARS = range(1900, 2100)
_DIGIT = re.compile(r"\d")
_LOCAL_BEGINS = "tn"


@dataclass(frozen=True, slots=True)
class Mentions:
    """The codes a message names whole, in order, and the last four digits it gives instead."""

    whole: tuple[str, ...] = ()
    tails: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        """Whether the message names any code."""
        return bool(self.whole or self.tails)


NONE = Mentions()


def mentions(text: str) -> Mentions:
    """The codes in a message: "thủ tục 1001193" -> whole ("1.001193",); "mã 1193" -> tails ("1193",)."""
    clean = drop_marks(compose(drop_unseen(text)))
    if _LOCAL_BEGINS not in clean and not _DIGIT.search(clean):
        return NONE  # as in most messages: what follows looks at every letter several times
    national = [f"{found[1]}.{found[2]}" for found in _WHOLE.finditer(clean)]
    local = ["TN" + found[1].replace(" ", "-").upper() for found in _LOCAL.finditer(clean)]
    whole = tuple(dict.fromkeys(national + local))
    return Mentions(whole, () if whole else _tails(clean))


def _tails(clean: str) -> tuple[str, ...]:
    alone = _TAIL_ALONE.fullmatch(clean)
    if alone:
        return () if int(alone[1]) in _YEARS else (alone[1],)
    found = [(hit["after"], hit["tail"]) for hit in _TAIL.finditer(clean)]
    return tuple(dict.fromkeys(tail for after, tail in found if after.startswith("ma") or int(tail) not in _YEARS))
