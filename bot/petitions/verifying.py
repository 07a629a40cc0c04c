"""Whether everything of petitions is as it was written: chains, texts, the register beside its events, the anchors.

words, notes, contact ──keyed digests──▶ events ──chain──▶ heads ──signed once a day──▶ anchors
        register (where each petition stands) ◀──must say what its events say──┘
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from hashlib import sha256
from itertools import groupby
from pathlib import Path

from sqlalchemy import Connection, select

from bot.petitions.anchors import Anchor, AnchoredHead, AnchorRepository
from bot.petitions.attachments import Attachment, AttachmentRepository, FileState
from bot.petitions.chain import START, anchor_root, first_broken
from bot.petitions.concerned import ConcernedRepository
from bot.petitions.contents import path_of
from bot.petitions.erasables import FILE, erasable_of, place_of
from bot.petitions.petition import Petition
from bot.petitions.publications import TEXT, Publication, PublicationRepository, PublicationState, erasable_text
from bot.petitions.replay import concerned_by, is_published_by, standing_by
from bot.petitions.replies import Reply, ReplyRepository
from bot.petitions.repository import PetitionRepository
from bot.petitions.sealing import Keys, UnsealError
from bot.petitions.tables import book, petition
from bot.petitions.topics import TopicRepository
from bot.petitions.trail import NOTE, Entry, Trail, UnreadableEventError, within


class What(StrEnum):
    """What is found broken."""

    CHAIN = "chain"  # altered, missing, doubled or out of its place
    SIGNED = "signed"  # a whole chain, but not the one that was signed
    UNREADABLE = "unreadable"
    NOTE = "note"
    ERASED = "erased"  # a note is gone, and the petition was never anonymised
    TEXT = "text"  # her words, her place, her contact; what was published of them
    FILE = "file"  # not the file that was enclosed: in the table, or in the folder
    REGISTER = "register"  # the register says of a petition what its events do not
    LEFT = "left"  # it was anonymised, and something of it is still there
    MISSING = "missing"  # a number of the book, a petition that was signed, an anchor
    BOOK = "book"  # numbers were given that the book does not know of
    ANCHOR = "anchor"
    HEADS = "heads"  # what an anchor holds is not what it signed
    SECRET = "secret"  # noqa: S105 - sealed with another secret: nothing private can be checked


@dataclass(frozen=True, slots=True)
class Broken:
    """Something that is not as it was written: of which petition, book or anchor, its first broken link, which part."""

    of: str
    what: What
    link: int | None = None
    part: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was looked at, and what of it is broken; `last` is the newest anchor, which can be kept elsewhere too."""

    petitions: int
    events: int
    anchors: int
    last: Anchor | None
    broken: tuple[Broken, ...]

    @property
    def is_whole(self) -> bool:
        """Whether nothing is broken."""
        return not self.broken


def verify(connection: Connection, keys: Keys, folder: Path | None = None) -> Verdict:
    """Hold everything against what was written and signed, on one view of the database that nobody changes.

    With the folder of enclosed files, each of them is read too.
    """
    codes = {row.id: row.code for row in connection.execute(select(petition.c.id, petition.c.code))}
    repository = AnchorRepository(connection, keys)
    anchors, heads = repository.all(), repository.heads()
    signed = {head.petition_id: head for head in heads}
    checks = _Checks(connection, keys, {one.id: one.day for one in anchors}, folder)
    broken = [
        *(fault for number in sorted(codes) for fault in checks.of(number, codes[number], signed.get(number))),
        *_missing_from_books(connection),
        *_broken_anchors(anchors, heads, codes, keys),
    ]
    last = anchors[-1] if anchors else None
    return Verdict(len(codes), checks.events, len(anchors), last, tuple(dict.fromkeys(broken)))


class _Checks:
    """The checks of one petition after the other; `events` counts what was read."""

    def __init__(
        self, connection: Connection, keys: Keys, days: Mapping[int, date], folder: Path | None = None
    ) -> None:
        self._petitions = PetitionRepository(connection)
        self._attachments = AttachmentRepository(connection)
        self._concerned = ConcernedRepository(connection)
        self._replies = ReplyRepository(connection)
        self._publications = PublicationRepository(connection)
        self._topics = TopicRepository(connection)
        self._folder = folder
        self._trail = Trail(connection, keys)
        self._keys = keys
        self._days = days
        self.events = 0

    def of(self, number: int, code: str, signed: AnchoredHead | None) -> Iterator[Broken]:
        """What is broken of a petition, the chain first."""
        try:
            entries = self._trail.entries(number)
        except UnreadableEventError as unreadable:
            yield Broken(code, What.UNREADABLE, unreadable.number)
            return
        self.events += len(entries)
        if fault := self._broken_chain(code, entries, signed):
            yield fault
            return
        try:
            held = self._petitions.by_id(number)
        except (ValueError, TypeError):  # a state or JSON that is none
            yield Broken(code, What.REGISTER, None, "state")
            return
        yield from (Broken(code, What.REGISTER, None, part) for part in _other_than(held, entries))
        if self._concerned.of(number) != concerned_by(entry.event for entry in entries):
            yield Broken(code, What.REGISTER, None, "concerned")
        yield from self._private(held, entries)

    def _broken_chain(self, code: str, entries: Sequence[Entry], signed: AnchoredHead | None) -> Broken | None:
        links = [entry.link for entry in entries]
        if broken := first_broken(links) or (None if links else 1):
            return Broken(code, What.CHAIN, broken)
        if signed and (broken := first_broken(links, (signed.number, signed.digest))):
            day = self._days.get(signed.anchor_id)
            return Broken(code, What.SIGNED, broken, day.isoformat() if day else "")
        return None

    def _private(self, held: Petition, entries: Sequence[Entry]) -> Iterator[Broken]:
        """What can be erased, against its digests: notes, words, place and contact."""
        try:
            contact = self._contact(held)
        except UnsealError:
            yield Broken("secret", What.SECRET)
            return
        yield from self._notes(held, entries)
        files = self._attachments.all_of_petition(held.id)
        try:
            made, replies = self._publications.of(held.id), self._replies.of(held.id)
        except (ValueError, TypeError):  # a state or JSON that is none
            yield Broken(held.code, What.REGISTER, None, "reply or publication")
            return
        yield from self._published(held, entries, made)
        if held.anonymised_at:
            topics = any(topic.title for topic in self._topics.of_petition(held.id))
            yield from _left_over(held, contact, files, replies, made, topics=topics)
        else:
            yield from self._texts(held, entries, contact)
            yield from self._files(held, entries, files)

    def _contact(self, held: Petition) -> str:
        """Who sent it, as it was sealed; empty when it was altered. Raises UnsealError for another secret."""
        try:
            return self._keys.unseal(self._petitions.sealed_contact(held.id) or "", place_of(held))
        except UnsealError as fault:
            if fault.other_secret:
                raise
            return ""

    def _notes(self, held: Petition, entries: Iterable[Entry]) -> Iterator[Broken]:
        for entry in entries:
            note, number = entry.event.note, entry.event.number
            if note is None and not held.anonymised_at:
                yield Broken(held.code, What.ERASED, number)
            elif note is not None and not self._keys.is_digest(
                entry.link.digests.get(NOTE, ""), within(held.id, NOTE), note
            ):
                yield Broken(held.code, What.NOTE, number)

    def _texts(self, held: Petition, entries: Iterable[Entry], contact: str) -> Iterator[Broken]:
        """Her words, place and contact against the newest digest of each."""
        digests = _digests(entries)
        for name, text in erasable_of(held, contact).items():
            number, digest = digests.get(name, (1, ""))
            if not self._keys.is_digest(digest, within(held.id, name), text):
                yield Broken(held.code, What.TEXT, number, name)

    def _published(self, held: Petition, entries: Sequence[Entry], made: Publication | None) -> Iterator[Broken]:
        """What anybody may read: that which was published, as long as it is."""
        stands = made if made and made.state is PublicationState.STANDING else None
        if (stands is not None) is not is_published_by(entry.event for entry in entries):
            yield Broken(held.code, What.REGISTER, None, TEXT)
        elif stands:
            number, digest = _digests(entries).get(TEXT, (None, ""))
            if not self._keys.is_digest(digest, within(held.id, TEXT), erasable_text(stands)[TEXT]):
                yield Broken(held.code, What.TEXT, number, TEXT)

    def _files(self, held: Petition, entries: Iterable[Entry], files: Iterable[Attachment]) -> Iterator[Broken]:
        """Every enclosed file against the digest it was entered with, and what entered against what is there."""
        entered = {name: of for name, of in _digests(entries).items() if name.startswith(FILE)}
        for file in files:
            if file.state is not FileState.KEPT:
                continue
            name = f"{FILE}{file.id}"
            number, digest = entered.pop(name, (None, ""))
            known = self._keys.is_digest(digest, within(held.id, name), file.digest)
            if not known or not self._is_there(file):
                yield Broken(held.code, What.FILE, number, f"file {file.id}")
        for name, (number, _) in entered.items():
            yield Broken(held.code, What.FILE, number, f"file {name.removeprefix(FILE)}")

    def _is_there(self, file: Attachment) -> bool:
        """Whether the folder has what was stored."""
        if self._folder is None:
            return True
        try:
            return sha256(path_of(self._folder, file.stored).read_bytes()).hexdigest() == file.digest
        except (OSError, ValueError):
            return False


def _digests(entries: Iterable[Entry]) -> dict[str, tuple[int | None, str]]:
    """The newest digest of each name, and the number of its event."""
    return {name: (e.link.number, digest) for e in entries for name, digest in e.link.digests.items()}


def _left_over(
    held: Petition,
    contact: str,
    files: Iterable[Attachment],
    replies: Iterable[Reply],
    made: Publication | None,
    *,
    topics: bool,
) -> Iterator[Broken]:
    """What of an anonymised petition ought to be gone."""
    left = {
        "chat": held.chat_id,
        "words": held.words,
        "place": held.place.words or held.place.latitude or held.place.longitude,
        "contact": contact,
        "files": any(file.stored or file.digest or file.file_id for file in files),
        "replies": any(one.parts or one.remark or one.agency or one.document.file_id for one in replies),
        "publication": made and (made.words or made.answer or made.pictures),
        "topics": topics,
    }
    return (Broken(held.code, What.LEFT, None, name) for name, value in left.items() if value)


def _other_than(held: Petition, entries: Sequence[Entry]) -> list[str]:
    """What the register says of a petition otherwise than its events."""
    says = {**{name: getattr(held, name) for name in Petition.__slots__}, "book": [held.book_year, held.book_number]}
    told = {"events": len(entries), "head": entries[-1].link.digest, **standing_by(e.event for e in entries)}
    return [name for name, value in told.items() if says[name] != value]


def _missing_from_books(connection: Connection) -> Iterator[Broken]:
    """Numbers of a year's book that no petition has, and books that do not know of a number that was given."""
    p = petition.c
    rows = connection.execute(select(p.trial, p.book_year, p.book_number).order_by(p.trial, p.book_year))
    given = {
        of: {row.book_number for row in rows} for of, rows in groupby(rows, lambda row: (row.trial, row.book_year))
    }
    last = {(row.trial, row.year): row.last for row in connection.execute(select(book))}
    for trial, year in sorted(given.keys() | last.keys()):
        of = f"{'trial ' if trial else ''}book {year}"
        numbers, known = given.get((trial, year), set()), last.get((trial, year), 0)
        if numbers and max(numbers) > known:
            yield Broken(of, What.BOOK)
        gone = set(range(1, max(known, *numbers, 0) + 1)) - numbers
        yield from (Broken(of, What.MISSING, None, f"number {number}") for number in sorted(gone))


def _broken_anchors(
    anchors: Iterable[Anchor], heads: Iterable[AnchoredHead], codes: Mapping[int, str], keys: Keys
) -> Iterator[Broken]:
    held = {number: list(of_one) for number, of_one in groupby(heads, lambda head: head.anchor_id)}
    previous = START
    for anchor in anchors:
        of = f"anchor {anchor.day}"
        mine = held.pop(anchor.id, [])
        gone = [head.petition_id for head in mine if head.petition_id not in codes]
        yield from (Broken(of, What.MISSING, None, f"petition {number}") for number in gone)
        named = [(codes.get(head.petition_id, ""), head.number, head.digest) for head in mine]
        if anchor.previous != previous or not keys.verify(anchor.text, anchor.signature):
            yield Broken(of, What.ANCHOR)
        elif not gone and (anchor.heads != len(mine) or anchor.root != anchor_root(named, previous)):
            yield Broken(of, What.HEADS)
        previous = anchor.root
    yield from (Broken(f"anchor {number}", What.MISSING, None, "the anchor") for number in held)
