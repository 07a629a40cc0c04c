"""What a file says of its decision, in the lines around its tables: number, day, issuer, subject, effect."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta

from knowledge.annexes.grids import one_line
from knowledge.annexes.phrases import DAY, day_of
from knowledge.annexes.values import StatedDecision
from knowledge.text.normalise import bare

MOST_LINES = 2_000
LONGEST_SUBJECT = 500

_NUMBER = r"(\d+(?:/\d{4})?)\s*/\s*(QĐ\s*-\s*[A-ZĐ]+(?:-[A-ZĐ]+)*)"
_ENCLOSED = re.compile(rf"kèm theo quyết định\s*(?:số)?\s*:?\s*{_NUMBER}(?P<rest>.*)", re.IGNORECASE)
_HEAD = re.compile(rf"^\W*(?:số|quyết định số)\s*:?\s*{_NUMBER}(?P<rest>.*)", re.IGNORECASE)
_PLACE_AND_DAY = re.compile(rf"^\W*[^\W\d][^,;]{{1,40}},\s*{DAY.pattern}\W*$", re.IGNORECASE)
_ISSUER = re.compile(r"\bcủa\s+(?P<issuer>.+?)(?:\)|;|\.\s|\s+về\s+việc\b|\s+công bố\b|$)", re.IGNORECASE)
_BEFORE_ISSUER = re.compile(r"^(?:phó )?chủ tịch\s+", re.IGNORECASE)
_SUBJECT = re.compile(r"(?:về việc|v/v)\s+(?P<subject>.+?)(?:\)\s*)?$", re.IGNORECASE)
_OWN_EFFECT = re.compile(
    r"(?:(?:quyết định|danh mục) này|kèm theo quyết định)\b.*?\b(?:hiệu lực|áp dụng)|^\W*(?:ngày )?(?:có )?hiệu lực",
    re.IGNORECASE,
)
_EFFECT = re.compile(r"(?:hiệu lực|áp dụng)(?P<when>.+)", re.IGNORECASE)
_AFTER_DAYS = re.compile(r"sau (\d{1,3}) ngày,? kể từ ngày ký")
_SIGNED = re.compile(r"từ ngày ký")


def stated(texts: Iterable[str]) -> StatedDecision:
    """What lines of text say of the decision they belong to, whatever other decisions they cite."""
    lines = [one_line(part) for _, text in zip(range(MOST_LINES), texts, strict=False) for part in text.split("\n")]
    decision = _of_enclosure(lines) or _of_head(lines) or StatedDecision()
    decision = replace(decision, subject=decision.subject or _subject(lines))
    return replace(decision, effective_on=_effective(lines, decision.signed_on))


def _of_enclosure(lines: Sequence[str]) -> StatedDecision | None:
    """By "(Kèm theo Quyết định số 453/QĐ-UBND ngày 06 tháng 3 năm 2024 của …)", which may go on in the next line."""
    for at, line in enumerate(lines):
        goes_on = line.count("(") > line.count(")")
        found = _ENCLOSED.search(" ".join(lines[at : at + 2]) if goes_on else line)
        if found:
            return _decision(found[1], found[2], found["rest"])
    return None


def _of_head(lines: Sequence[str]) -> StatedDecision | None:
    """By the head of the decision itself: "Số: 453/QĐ-UBND" and "Ninh Bình, ngày 06 tháng 3 năm 2024"."""
    found = next((hit for line in lines if (hit := _HEAD.match(line))), None)
    if found is None:
        return None
    decision = _decision(found[1], found[2], found["rest"])
    dated = next((hit for line in lines if (hit := _PLACE_AND_DAY.match(line))), None)
    signed = decision.signed_on or (day_of(dated.groups()) if dated else None)
    return replace(decision, signed_on=signed, issuer=decision.issuer or _issuer_above(lines))


def _decision(number: str, kind: str, rest: str) -> StatedDecision:
    dated = DAY.search(rest[:60])
    issued = _ISSUER.search(rest)
    return StatedDecision(
        number=f"{number}/{kind.upper().replace(' ', '')}",
        signed_on=day_of(dated.groups()) if dated else None,
        issuer=_issuer(issued["issuer"]) if issued else "",
        subject=_trimmed(_SUBJECT.search(rest)),
    )


def _issuer(text: str) -> str:
    """The body that decides, as it is written; its chairman signs for it."""
    return _BEFORE_ISSUER.sub("", text).strip(" .,")


def _issuer_above(lines: Sequence[str]) -> str:
    """The body that decides, by the line "CHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH …" over the grounds of the decision."""
    for line in lines:
        said = bare(line)
        if re.fullmatch(r"(?:chu tich )?(?:uy ban nhan dan|ubnd) (?:tinh|thanh pho) [a-z ]{2,30}", said):
            words = _issuer(line).casefold()
            place = re.split(r"\b(tỉnh|thành phố)\b", words, maxsplit=1)
            return f"{place[0].strip().capitalize()} {place[1]} {place[2].strip().title()}" if len(place) > 2 else words
    return ""


def _subject(lines: Sequence[str]) -> str:
    return next((said for line in lines if (said := _trimmed(_SUBJECT.match(line)))), "")


def _trimmed(found: re.Match[str] | None) -> str:
    return found["subject"].strip(" .;)")[:LONGEST_SUBJECT] if found else ""


def _effective(lines: Sequence[str], signed: date | None) -> date | None:
    own = [line for line in lines if _OWN_EFFECT.search(line)]
    for line in own:
        found = _EFFECT.search(line)
        if found:
            return _when(found["when"].casefold(), signed)
    return None


def _when(said: str, signed: date | None) -> date | None:
    later = _AFTER_DAYS.search(said)
    if later:
        return signed + timedelta(days=int(later[1])) if signed else None
    if _SIGNED.search(said):
        return signed
    dated = DAY.search(said)
    return day_of(dated.groups()) if dated else None
