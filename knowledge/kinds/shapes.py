"""The shapes of the codes and quantities people type, so that none of them is taken for another.

All are looked for in text as `plain` gives it: lower case, no marks, one way to write a digit, punctuation kept.
"""

import re

from knowledge.text.normalise import compose, drop_marks, drop_unseen

DOSSIER = re.compile(
    r"(?<![a-z0-9])(?:\d{3}\.\d{2}\.\d{2}\.)?[hg]\d{2}(?:\.\d{1,3}){0,3}[ -]{1,3}\d{6}[ -]{1,3}\d{3,6}(?!\d)"
)
"""A dossier number: "H42-261122-0001", "000.00.12.H42-261122-0001", "G22.99.08-261122-0001"."""

PETITION = re.compile(
    r"(?<![a-z0-9])(?:(?:pa|thu)(?:[ -]{1,3}\d{4}[ -]{1,3}|\d{4})[0-9a-z]{3}[ -]?[0-9a-z]{3}"
    r"|pakn\.?\d{8}\.?\d{4})(?![a-z0-9])"
)
"""A petition's code: "PA-2611-7K3QXX", "pa 2611 7k3 qxx", "THU-2611-7K3QXX"; the national portal's
"PAKN.20260516.0256"."""

PROCEDURE = re.compile(
    r"(?<![\w.,-])\d(?:\s?[.,]\s?\d{6}|\d{6}(?=\.))(?:\.\d{3}\.\d{2}\.\d{2}\.?h\d{2})?(?![\w]|[.,-]\d)"
)
"""A procedure's code: "1.001193", "1.001193.000.00.00.H42", "1001193.000.00.00.H42"."""

DAY = re.compile(r"(?<![\d/.-])\d{1,2}[/.-]\d{1,2}[/.-](?:\d{4}|\d{2})(?!\d)")
"""A day: "22/11/2026", "5-11-26"."""

SUM = re.compile(
    r"(?<![\d.,])(?:\d{1,3}(?:[.,]\d{3}){1,5}|\d{1,11})\s?(?:dong|d|vnd)(?![a-z])"
    r"|(?<![\d.,])\d{1,4}(?:[.,]\d{1,3})?(?:k|\s?(?:trieu|tr|nghin|ngan|ty|ti))(?![a-z])"
)
"""A sum of money: "10.000", "500k", "2 triệu", "20000 đồng"."""


def plain(text: str) -> str:
    """A text in lower case without marks, its punctuation kept: "Mã H42-…" -> "ma h42-…"."""
    return drop_marks(compose(drop_unseen(text)))
