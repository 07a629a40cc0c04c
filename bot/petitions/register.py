"""The register of petitions: the one way to lodge and to move them, and to count their clocks.

Every act checks who may do it, changes the petition and its clock, writes an event into the chain, and tells whoever
must hear of it, all in its caller's transaction.
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from bot.clock import VIET_NAM
from bot.petitions.asides import Asides
from bot.petitions.attachments import Attachment
from bot.petitions.categories import CONDUCT
from bot.petitions.codes import new_code, new_secret
from bot.petitions.details import PARENT_ANSWERED, SUPPLIED
from bot.petitions.erasables import contact_text, erasable_files, erasable_of, place_of
from bot.petitions.life import (
    CLOSED,
    NEEDS,
    OPEN,
    PAUSED,
    REOPENED_FROM,
    RESUMED,
    MissingPartError,
    MoveRefusedError,
    State,
    check,
)
from bot.petitions.petition import SENDER, SYSTEM, Actor, Event, EventKind, Lodging, Petition, Reader
from bot.petitions.recording import carried, iso
from bot.petitions.redaction import passes_on


class OnceOnlyError(Exception):
    """An answer was doubted once already."""


class TooLateError(Exception):
    """It was closed too long ago to be opened again."""

    def __init__(self, until: datetime) -> None:
        self.until = until
        super().__init__(f"it could be re-opened until {until}")


class Register(Asides):
    """The register over one connection, inside its caller's transaction."""

    def lodge(
        self,
        lodging: Lodging,
        *,
        trial: bool,
        at: datetime,
        files: Iterable[Attachment] = (),
        concerned: Iterable[int] = (),
    ) -> tuple[Petition, str]:
        """Enter a petition in the book; gives it with the secret that opens it, which stands nowhere else.

        `files` are those of its draft; whoever is still on its way is enclosed when it arrived. `concerned` are the
        numbers of officers it speaks of, who are told nothing of it.
        """
        secret = new_secret()
        petition = self._enter(lodging, secret, trial, at)
        contact = contact_text(lodging.identity)
        self.petitions.keep_contact(petition.id, self._keys.seal(contact, place_of(petition)))
        named = sorted(set(concerned))
        for officer_id in named:
            self._concerned.name(petition.id, officer_id, at)
        details = {
            "code": petition.code,
            "category": petition.category,
            "commune": petition.place.commune,
            "about": petition.about,
            "book": [petition.book_year, petition.book_number],
            "due": iso(petition.due_at),
            "shown": petition.shown,
            "notice": lodging.notice,
            "unit": petition.unit,
            "confidential": petition.confidential,
            "channel": petition.channel,
            **({"concerned": named} if named else {}),
        }
        by, begun = lodging.entered_by, (State.DRAFT, State.SUBMITTED)
        made = Event(petition.id, 1, EventKind.LODGED, at, by, Reader.EVERYONE, *begun, "", details)
        self._clocking.start(petition)
        erasable = {**erasable_of(petition, contact), **erasable_files(files)}
        return self._record(petition, made, {}, erasable), secret

    def move_to(
        self,
        petition: Petition,
        wanted: State,
        actor: Actor,
        at: datetime,
        note: str = "",
        *,
        lifted: bool = False,
        **facts: Any,
    ) -> Petition:
        """The one way on. `note` is what the citizen reads: a question, a reply; `facts` are what the move needs.

        `officer` among them is who answers for it from now on; `lifted`: no approver is asked for this kind of move.
        Raises MoveRefusedError and MissingPartError.
        """
        held = self._held_with_others(petition.id, wanted, facts.get("parent"))
        check(held.state, wanted, actor.party, held.resumes, lifted=lifted)
        if held.state in REOPENED_FROM and wanted is State.ASSIGNED:
            return self.reopen(held, note, at)
        needed = NEEDS.get(wanted)
        if (needed and not ({"note": note, **facts}).get(needed)) or facts.get("parent") == held.id:
            raise MissingPartError(wanted, needed or "parent")
        changes = {**_moved(held, wanted, at), **self._clocking.moved(held, wanted, at), **carried(facts)}
        if wanted is State.DIVERTED:
            changes["confidential"] = True
        if wanted is State.ANSWERED:
            # The clock begins anew when it is opened again: what it said of this answer stays with the answer.
            facts |= {"due": iso(held.due_at), "days": self._clocking.days_used(held, at)}
            changes["answer_days"] = facts["days"]
        made = self._event(held, EventKind.MOVED, actor, at, Reader.EVERYONE, note, facts, wanted)
        moved = self._record(held, made, changes)
        return self._told_to_duplicates(moved, at)

    def supply(self, petition: Petition, note: str, at: datetime, by: Actor = SENDER) -> Petition:
        """The citizen gives what was asked for: the petition goes on from where it stood, and its clock with it.

        `by` is the officer who wrote her words down, of a petition that was entered for her.
        """
        held = self.petitions.hold(petition.id)
        if held.state not in PAUSED or held.resumes is None:
            raise MoveRefusedError(held.state, State.RECEIVED, by.party)
        facts = {} if by is SENDER else {SUPPLIED: True}
        return self.move_to(held, held.resumes, by, at, note, **facts)

    def reopen(self, petition: Petition, note: str, at: datetime, *, orphaned: bool = False) -> Petition:
        """The answer does not settle it: once, and until some working days after it was closed.

        It goes back to who answered for it; to nobody if it is `orphaned`, since that officer may handle it no more.
        Raises MoveRefusedError, OnceOnlyError and TooLateError.
        """
        held = self.petitions.hold(petition.id)
        check(held.state, State.ASSIGNED, SENDER.party, held.resumes)
        if held.reopened:
            raise OnceOnlyError
        if held.closed_at and at > (until := self._clocking.may_reopen_until(held.closed_at)):
            raise TooLateError(until)
        changes = {**_moved(held, State.ASSIGNED, at), **self._clocking.restarted(held, at)}
        facts = {"officer": None} if orphaned else {}
        changes |= {"reopened": 1, "answered_at": None, "answer_days": None, **carried(facts)}
        made = self._event(held, EventKind.REOPENED, SENDER, at, Reader.EVERYONE, note, facts, State.ASSIGNED)
        return self._record(held, made, changes)

    def extend(
        self, petition: Petition, actor: Actor, until: date, reason: str, at: datetime, **facts: Any
    ) -> Petition:
        """It takes until another day, and its sender is told why; one that waits for approval goes on.

        Raises MoveRefusedError for one whose answer is not owed, and ValueError for a day that is not later.
        """
        held = self.petitions.hold(petition.id)
        if held.state is State.AWAITING_APPROVAL and held.resumes:
            held = self.move_to(held, held.resumes, actor, at, extended=True)
        if held.state not in OPEN - PAUSED:
            raise MoveRefusedError(held.state, held.state, actor.party)
        changes = self._clocking.extended(held, until)
        days = {"from": iso(held.due_at), "to": iso(changes["due_at"])}
        made = self._event(held, EventKind.EXTENDED, actor, at, Reader.EVERYONE, reason, {**facts, **days})
        return self._record(held, made, changes)

    def counted_otherwise(self) -> list[int]:
        """The numbers of petitions that another calendar was counted by than that of now."""
        return self.petitions.counted_otherwise(self._clocking.calendar)

    def count_anew(self, petition_id: int, at: datetime) -> bool:
        """The calendar changed: a petition is counted by it; a due day that moves is told. Gives whether it moved.

        One petition is one transaction: what is not counted when one ends is found again by its calendar.
        """
        held = self.petitions.hold(petition_id)
        if held.state is State.ANSWERED:
            self.petitions.change(held.id, self._clocking.confirmation_counted(held))
        # Else it was closed since it was found.
        return held.state in OPEN and self._is_counted_anew(held, at)

    def _is_counted_anew(self, held: Petition, at: datetime) -> bool:
        """Count an open petition by the calendar of now; gives whether its due day moved."""
        changes = self._clocking.counted(held)
        if changes["due_at"] == held.due_at:
            self.petitions.change(held.id, changes)
            self._clocking.reminding.plan_anew(held, at)
            return False
        details = {"from": iso(held.due_at), "to": iso(changes["due_at"])}
        made = self._event(held, EventKind.DUE_MOVED, SYSTEM, at, Reader.SENDER, "", details)
        self._record(held, made, changes)
        return True

    def hold(self, petition: Petition, wanted: State) -> Petition:
        """A petition as it is now, held with all others that a move concerns, for who writes something before it."""
        return self._held_with_others(petition.id, wanted, None)

    def _held_with_others(self, petition_id: int, wanted: State, parent_id: int | None) -> Petition:
        """A petition with those that its move concerns too, held in the order of their numbers, as everywhere."""
        others = {
            State.ANSWERED: lambda: self._repeating(petition_id),
            State.DUPLICATE: lambda: [parent_id] if parent_id else [],
        }.get(wanted, list)()
        held = {number: self.petitions.hold(number) for number in sorted({petition_id, *others})}
        return held[petition_id]

    def _repeating(self, petition_id: int) -> list[int]:
        """The petitions that repeat one, and those that repeat these."""
        direct = self.petitions.repeating(petition_id)
        return [*direct, *(further for number in direct for further in self._repeating(number))]

    def _told_to_duplicates(self, moved: Petition, at: datetime) -> Petition:
        """Whoever sent the same hears of an answer; whoever is found to have sent it later hears of it then."""
        if moved.state is State.ANSWERED and (repeating := self._repeating(moved.id)):
            answer = self._passed_on(moved)
            for number in repeating:
                self._remind_of_answer(number, moved, answer, at)
        if moved.state is State.DUPLICATE and moved.parent_id:
            parent = self.petitions.by_id(moved.parent_id)
            if parent.answered_at:
                return self._remind_of_answer(moved.id, parent, self._passed_on(parent), at)
        return moved

    def _passed_on(self, parent: Petition) -> str:
        """The answer to a petition as others who sent the same may read it: without what tells of its sender."""
        return passes_on(self.answer_of(parent), self.identity_to_cover(parent))

    def _remind_of_answer(self, petition_id: int, parent: Petition, answer: str, at: datetime) -> Petition:
        held = self.petitions.hold(petition_id)
        details = {"what": PARENT_ANSWERED, "parent": parent.code}
        made = self._event(held, EventKind.REMINDED, SYSTEM, at, Reader.SENDER, answer, details)
        return self._record(held, made, {})

    def _enter(self, lodging: Lodging, secret: str, trial: bool, at: datetime) -> Petition:
        day = at.astimezone(VIET_NAM).date()
        values = {
            "code": self._free_code(day, trial),
            "trial": trial,
            "book_year": day.year,
            "book_number": self.petitions.next_in_book(day.year, trial),
            "secret": self._keys.digest("secret", secret),
            **_of(lodging),
            **_begun(at),
            **self._clocking.begun(at),
        }
        return self.petitions.by_id(self.petitions.add(values))

    def _free_code(self, day: date, trial: bool) -> str:
        code = new_code(day, trial)
        return code if self.petitions.by_code(code) is None else self._free_code(day, trial)


def _moved(held: Petition, wanted: State, at: datetime) -> dict[str, Any]:
    """What a move changes beside the clock."""
    resumes = held.resumes if held.state in RESUMED and wanted in RESUMED else held.state
    return {
        "state": wanted,
        "state_at": at,
        "resumes": resumes if wanted in RESUMED else None,
        "closed_at": at if wanted in CLOSED else None,
        **({"answered_at": at} if wanted is State.ANSWERED else {}),
    }


def _of(lodging: Lodging) -> dict[str, Any]:
    place = lodging.place
    return {
        "chat_id": lodging.chat_id,
        "category": lodging.category,
        "about": lodging.about,
        "commune": place.commune,
        "place": place.words,
        "latitude": place.latitude,
        "longitude": place.longitude,
        "words": lodging.words,
        "shown": lodging.shown,
        "unit": place.commune,
        "confidential": lodging.category == CONDUCT,
        "channel": lodging.channel,
    }


def _begun(at: datetime) -> dict[str, Any]:
    return {
        "state": State.SUBMITTED,
        "state_at": at,
        "submitted_at": at,
        "reopened": 0,
        "agency": "",
        "reason": "",
        "events": 0,
        "head": "",
    }
