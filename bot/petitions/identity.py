"""Who sends a petition: name, address, telephone, e-mail, read from what people type, in one line or part by part.

The law asks for the name, the address and a telephone, postal or e-mail address (NĐ 20/2008/NĐ-CP, Điều 7).

    "Nguyễn Văn A, thôn 5 xã Trực Ninh, sđt 0912 345 678"
      cleaned    no control characters, no private numbers
      taken      e-mail and telephone are known by their shape, wherever they stand
      parted     a comma, a line, a label begins another part: "Nguyễn Văn A" | "thôn 5 xã Trực Ninh"
      settled    labelled parts where they belong; of the others what looks like a name, and what is a place; the
                 rest is speech and stays unread
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import combinations
from typing import Any

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumber, PhoneNumberFormat, PhoneNumberMatcher

from bot.petitions.identity_words import AGE, LABELLED, LABELS, PLACE, POLITE_AFTER, SPEECH_BEFORE, Label
from bot.petitions.names import (
    begins_with_surname,
    counts_something,
    is_speech,
    looks_like_name,
    may_begin_address,
    names_commune,
)
from knowledge.kinds.masking import MASK
from knowledge.kinds.private import private_numbers
from knowledge.text.normalise import drop_unseen, marked

REGION = "VN"
LONGEST_NAME = 100
SHORTEST_ADDRESS, LONGEST_ADDRESS = 5, 200
LONGEST_CONTACT = 100
"""What is no telephone and no e-mail is kept this far, to be shown with what is wrong."""

_TAKEN = "\x00"
"""Stands where a telephone, an e-mail or a private number was; no text holds it: control characters go first."""

_EMAIL = re.compile(r"(?<![\w.%+-])[A-Za-z0-9._%+-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.){1,8}[A-Za-z]{2,24}(?![\w-])")
_BESIDE_A_NUMBER = re.compile(r"(?<![\d+])(?:0(?:[ .()-]{0,2}\d){9}|0(?:[ .()-]{0,2}\d){10})(?!\d)")
"""A telephone right beside another number ("thôn 12 0912 345 678"), which the library reads as one."""

_TWELVE = re.compile(r"(?<!\d)0(?:[ .-]{0,2}\d){11}(?!\d)")
"""The shape of a citizen's number, however its digits are grouped."""

_NO_PHONE = re.compile(r"(?<![\w+])(?:\d{12,}|(?!0|84)\d{9,})(?!\w)")
"""A long number that is no telephone and no part of an address: an old identity card's, an account's."""

_CUT = re.compile(
    rf"(?P<taken>{_TAKEN})|(?P<label>{LABELLED})|[,;\n]|(?<=\s)[-–—|](?=\s)|(?<!\w)/|/(?=\s)|/(?=[^\W\d]{{2}})",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?:19[2-9]|20[01])\d")
"""A year of birth, which nobody asked for."""
_NUMBER_ALONE = re.compile(r"(?:\+|0|84)[\d ().-]{5,24}")
_EMAIL_ALONE = re.compile(r"\S*@\S*")
_OTHER_NUMBER = re.compile(r"[\d ().+-]{6,}")
_ADDRESSED = frozenset({None, Label.ADDRESS})
_AROUND = " .:*/-–—"
_IN_NAMES = frozenset(" '’`.-()")


@dataclass(frozen=True, slots=True)
class Identity:
    """What is known of who sends; what is empty is not known. A telephone is E.164, unless `faults` says it is none."""

    name: str = ""
    address: str = ""
    phone: str = ""
    email: str = ""
    by_post: bool = False
    """Whether the person wants to be written to at the address, having no telephone and no e-mail."""


class Fault(StrEnum):
    """What is wrong with a part that was given."""

    NAME_WITHOUT_LETTERS = "name_without_letters"
    NAME_WITH_DIGITS = "name_with_digits"
    NAME_WITH_SIGNS = "name_with_signs"
    NAME_TOO_LONG = "name_too_long"
    ADDRESS_TOO_SHORT = "address_too_short"
    ADDRESS_TOO_LONG = "address_too_long"
    PHONE_WRONG = "phone_wrong"
    EMAIL_WRONG = "email_wrong"
    OTHER_SCRIPT = "other_script"


def read_identity(typed: str, known: Identity = Identity()) -> Identity:
    """What was known, with what a text adds or mends; a part it does not give stays.

    A part behind its label ("địa chỉ: xóm 3") goes where the label says. Of several telephones the first counts.
    A number that looks like one and is none is kept as it was typed, for `faults` to name; a citizen's number never is.
    """
    text, email = _take(_cleaned(typed), _emails)
    text, phone = _take(text, _phones)
    parts = [part for part in _parts(AGE.sub(_TAKEN, _NO_PHONE.sub(_TAKEN, text))) if _may_be_kept(part.text)]
    name, address = _settled(parts, known, bool(email or phone))
    phone = phone or _labelled(parts, Label.PHONE, _NUMBER_ALONE, "0123456789")
    email = email or _labelled(parts, Label.EMAIL, _EMAIL_ALONE, "@.")
    return replace(
        known,
        name=name or known.name,
        address=address or known.address,
        phone=phone or known.phone,
        email=email or known.email,
    )


def looks_like_identity(typed: str) -> bool:
    """Whether a text gives a name, an address, a telephone or an e-mail: "không biết" gives none."""
    return read_identity(typed) != Identity()


def with_contact(known: Identity, number: str) -> Identity:
    """What was known, with the telephone of a shared contact: "+84912345678", or "84912345678" as some clients send."""
    digits = re.sub(r"[^\d+]", "", number)
    abroad = digits if digits.startswith(("+", "0")) else f"+{digits}"
    return replace(known, phone=read_phone(abroad) or read_phone(digits) or number.strip() or known.phone)


def read_phone(typed: str) -> str | None:
    """A telephone in E.164, of Việt Nam unless it begins with "+"; None for what is no valid number."""
    try:
        number = phonenumbers.parse(typed, REGION)
    except NumberParseException:
        return None
    return _e164(number) if phonenumbers.is_valid_number(number) else None


def shown_phone(phone: str) -> str:
    """A telephone as it is read: "0912 345 678", "+44 20 7946 0958"; what is none stays as it was typed."""
    if not _is_e164(phone):
        return phone
    number = phonenumbers.parse(phone)
    at_home = phonenumbers.region_code_for_number(number) == REGION
    form = PhoneNumberFormat.NATIONAL if at_home else PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(number, form)


def missing(identity: Identity) -> tuple[str, ...]:
    """What the law still asks for, of "name", "address" and "contact": a telephone, an e-mail, or the post by wish."""
    contact = identity.phone or identity.email or identity.by_post
    given = {"name": identity.name, "address": identity.address, "contact": contact}
    return tuple(part for part, value in given.items() if not value)


def faults(identity: Identity) -> tuple[Fault, ...]:
    """What is wrong with the parts that were given, in their order; what is missing is no fault."""
    return tuple(dict.fromkeys(fault for found in _faults(identity).values() for fault in found))


def sound(identity: Identity) -> Identity:
    """The same without the parts that something is wrong with: what is right is kept, the rest is asked for again."""
    wrong: dict[str, Any] = {part: "" for part, found in _faults(identity).items() if found}
    return replace(identity, **wrong)


def _faults(identity: Identity) -> dict[str, tuple[Fault, ...]]:
    """What is wrong with each part that was given."""
    wrong_phone = bool(identity.phone) and not _is_e164(identity.phone)
    wrong_email = bool(identity.email) and not _EMAIL.fullmatch(identity.email)
    return {
        "name": tuple(_faults_of_name(identity.name)) if identity.name else (),
        "address": tuple(_faults_of_address(identity.address)) if identity.address else (),
        "phone": (Fault.PHONE_WRONG,) if wrong_phone else (),
        "email": (Fault.EMAIL_WRONG,) if wrong_email else (),
    }


def _faults_of_name(name: str) -> Iterator[Fault]:
    if not any(letter.isalpha() for letter in name):
        yield Fault.NAME_WITHOUT_LETTERS
    if any(letter.isdigit() for letter in name):
        yield Fault.NAME_WITH_DIGITS
    if not all(letter.isalnum() or letter in _IN_NAMES or unicodedata.combining(letter) for letter in name):
        yield Fault.NAME_WITH_SIGNS
    if len(name) > LONGEST_NAME:
        yield Fault.NAME_TOO_LONG
    if _is_in_another_script(name):
        yield Fault.OTHER_SCRIPT


def _faults_of_address(address: str) -> Iterator[Fault]:
    if len(address) < SHORTEST_ADDRESS:
        yield Fault.ADDRESS_TOO_SHORT
    if len(address) > LONGEST_ADDRESS:
        yield Fault.ADDRESS_TOO_LONG
    if _is_in_another_script(address):
        yield Fault.OTHER_SCRIPT


def _is_in_another_script(text: str) -> bool:
    """Whether a letter is none of the Latin script, in which Vietnamese is written."""
    letters = (letter for letter in text if letter.isalpha() and unicodedata.category(letter) != "Lm")
    return any(not unicodedata.name(letter, "").startswith("LATIN ") for letter in letters)


def _is_e164(phone: str) -> bool:
    return phone.startswith("+") and read_phone(phone) == phone


def _e164(number: PhoneNumber) -> str:
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)


def _cleaned(typed: str) -> str:
    """Lines of one way to write each letter, without control characters and citizens' numbers."""
    lines = (drop_unseen(line) for line in unicodedata.normalize("NFKC", typed).splitlines())
    return _TWELVE.sub(lambda found: found[0] if _holds_phone(found[0]) else _TAKEN, "\n".join(lines))


def _holds_phone(twelve: str) -> bool:
    """Whether of twelve digits in groups some make a telephone: "05 0912 345 678"."""
    groups = re.split(r"[ .-]+", twelve)
    spans = ("".join(groups[first:last]) for first, last in combinations(range(len(groups) + 1), 2))
    return any(len(digits) in {10, 11} and digits[0] == "0" and read_phone(digits) for digits in spans)


_Found = tuple[int, int, str]
"""Where something stands in a text, and how it is kept."""


def _take(text: str, find: Callable[[str], Iterator[_Found]]) -> tuple[str, str]:
    """The text without what `find` finds in it, and the first of that; empty when there is none."""
    found = list(find(text))
    for begin, end, _ in reversed(found):
        text = text[:begin] + _TAKEN + text[end:]
    return text, found[0][2] if found else ""


def _emails(text: str) -> Iterator[_Found]:
    return ((found.start(), found.end(), found[0]) for found in _EMAIL.finditer(text))


def _phones(text: str) -> Iterator[_Found]:
    found = [(match.start, match.end, _e164(match.number)) for match in PhoneNumberMatcher(text, REGION)]
    for match in () if found else _BESIDE_A_NUMBER.finditer(text):
        phone = read_phone(match[0])
        if phone:
            found.append((match.start(), match.end(), phone))
    return iter(found)


@dataclass(frozen=True, slots=True)
class _Part:
    """A part of what was typed, and the label before it, if any."""

    label: Label | None
    text: str


def _parts(text: str) -> Iterator[_Part]:
    """The parts of a text. A label counts for what follows, on the next line too; an address goes on after a comma."""
    label: Label | None = None
    begin = 0
    for cut in _CUT.finditer(f"{text}\n"):
        part = SPEECH_BEFORE.sub("", text[begin : cut.start()].strip(_AROUND))
        part = POLITE_AFTER.sub("", part).strip(_AROUND)
        begin = cut.end()
        if part:
            yield _Part(label, " ".join(part.split()))
        if cut["label"]:
            label = LABELS[" ".join(cut["label"].rstrip(" :=").lower().split())]
        elif cut["taken"] or (part and not (label is Label.ADDRESS and cut[0] == ",")):
            label = None


def _may_be_kept(text: str) -> bool:
    return MASK not in text and not private_numbers(text)


def _labelled(parts: list[_Part], label: Label, alone: re.Pattern[str], like: str) -> str:
    """The first part with a label and something like it behind, or of the shape that it has by itself."""
    for part in parts:
        said = part.label is label and any(sign in part.text for sign in like)
        if said or (part.label is None and alone.fullmatch(part.text)):
            return part.text[:LONGEST_CONTACT]
    return ""


def _settled(parts: list[_Part], known: Identity, reachable: bool) -> tuple[str, str]:
    """Name and address in the parts; `reachable` when the text gives a telephone or an e-mail too."""
    said = [part for part in parts if part.label is Label.NAME or (part.label in _ADDRESSED and _is_words(part.text))]
    beside = reachable or len(said) > 1 or known != Identity()
    named = next((name for part in said if part.label is Label.NAME and (name := _labelled_name(part.text))), "")
    free = None if named else _name_among(said, beside)
    name, place = _apart(free.text) if free else ("", "")
    if free and known.name and not _mends(name, place, known, reachable and len(said) > 1):
        free, name = None, ""
    rest = [_Part(part.label, place) if part is free else part for part in said if part.label in _ADDRESSED]
    return named or name, _address(rest)


def _labelled_name(text: str) -> str:
    """What was written to be a name, without an address behind it; empty for speech."""
    name, place = _apart(text)
    if name and place:
        return name if looks_like_name(name, beside=True) else ""
    return "" if is_speech(text) else text


def _name_among(parts: list[_Part], beside: bool) -> _Part | None:
    """The part that holds the name: one with a surname, else the first, unless an address stands before it."""
    able = [part for part in parts if part.label is None and _begins_with_name(part.text, beside)]
    surnamed = (part for part in able if begins_with_surname(_apart(part.text)[0]))
    return next(surnamed, next((part for part in able if part is parts[0] or parts[0].label is not None), None))


def _begins_with_name(text: str, beside: bool) -> bool:
    name, place = _apart(text)
    return not names_commune(name) and looks_like_name(name, beside=beside or bool(place))


def _is_place(text: str, *, goes_on: bool) -> bool:
    """Whether a part can be of an address; `goes_on` when some of it stands before."""
    before, place = _apart(text)
    if is_speech(text) or counts_something(text) or text.isdecimal():
        return False
    if place and (not before or may_begin_address(before)):
        return True
    return names_commune(text) or may_begin_address(text) or (goes_on and looks_like_name(text, beside=True))


def _is_words(text: str) -> bool:
    return not (_YEAR.fullmatch(text) or _OTHER_NUMBER.fullmatch(text) or _EMAIL_ALONE.fullmatch(text))


def _apart(text: str) -> tuple[str, str]:
    """What stands before the words of a place, and the place: "Nguyễn Văn A thôn 5" -> ("Nguyễn Văn A", "thôn 5")."""
    at = next((found.start() for found in PLACE.finditer(text) if _begins_place(text, found)), len(text))
    place = text[at:]
    return text[:at].strip(_AROUND), "" if _YEAR.fullmatch(place) else place


def _begins_place(text: str, found: re.Match[str]) -> bool:
    """Whether a word of a place is one here: no name before another ("Trần Đình Tỉnh xã ..."), no capital of a name."""
    if not found["loose"]:
        return True
    written = found["loose"][0].islower() or not found.start()
    return written and text[found.end()].isupper()


def _mends(name: str, place: str, known: Identity, all_at_once: bool) -> bool:
    """Whether unlabelled words are a name though one is known: it is typed again, or nothing else is wanted."""
    return marked(name) == marked(known.name) or (not place and (all_at_once or bool(known.address)))


def _address(parts: Iterable[_Part]) -> str:
    """The parts that are of an address, in their order."""
    kept: list[str] = []
    for part in parts:
        labelled = part.label is Label.ADDRESS and " " in part.text and not is_speech(part.text)
        if part.text and (labelled or _is_place(part.text, goes_on=bool(kept))):
            kept.append(part.text)
    return ", ".join(kept)
