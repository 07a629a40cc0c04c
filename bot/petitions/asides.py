"""What happens to a petition and moves it nowhere.

Its sender adds words and files, rates, and says who may know of her; officers look at who she is, and do with the
petition what is their own affair.
"""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot.petitions.attachments import Attachment, Giver
from bot.petitions.erasables import erasable_files, place_of
from bot.petitions.identity import Identity
from bot.petitions.life import OPEN, MoveRefusedError, State
from bot.petitions.petition import SENDER, SYSTEM, Actor, EventKind, Petition, Reader
from bot.petitions.recording import Recording, carried

RATINGS = range(1, 6)


class RestrictedError(Exception):
    """The sender asked that her data be deleted: it is kept for the law alone, and not looked at."""


class Asides(Recording):
    """What happens beside the moves of a petition."""

    def add(self, petition: Petition, note: str, at: datetime) -> Petition:
        """The citizen adds words to an open petition. Raises MoveRefusedError for one that is not open."""
        held = self.petitions.hold(petition.id)
        if held.state not in OPEN:
            raise MoveRefusedError(held.state, held.state, SENDER.party)
        return self._record(held, self._event(held, EventKind.ADDED, SENDER, at, Reader.SENDER, note), {})

    def enclose(self, petition_id: int, file: Attachment, at: datetime) -> Petition:
        """A file was kept after the petition was lodged: it is in the trail from now on.

        One of the office's goes with a reply that nobody outside may know of yet.
        """
        held = self.petitions.hold(petition_id)
        is_hers = file.party is Giver.SENDER
        whose = (SENDER, Reader.SENDER) if is_hers else (SYSTEM, Reader.STAFF)
        made = self._event(held, EventKind.ADDED, whose[0], at, whose[1], "", {"file": file.id})
        return self._record(held, made, {}, erasable_files([file]))

    def rate(self, petition: Petition, at: datetime, *, process: int | None, result: int | None, note: str) -> Petition:
        """The citizen rates how it was handled and what came of it, each 1 to 5, apart; a later one goes before.

        Raises MoveRefusedError where no answer stands, ValueError for another number.
        """
        held = self.petitions.hold(petition.id)
        if held.answered_at is None:
            raise MoveRefusedError(held.state, held.state, SENDER.party)
        given = {"process": process, "result": result}
        said = {name: value for name, value in given.items() if value is not None}
        if not set(said.values()) <= set(RATINGS):
            raise ValueError("a rating is a number from 1 to 5")
        made = self._event(held, EventKind.RATED, SENDER, at, Reader.SENDER, note, said)
        return self._record(held, made, {f"{name}_rating": value for name, value in said.items()})

    def show_name(self, petition: Petition, shown: bool, at: datetime) -> Petition:
        """The citizen lets her name be shown, or withholds it from all but those who handle it."""
        held = self.petitions.hold(petition.id)
        made = self._event(held, EventKind.WITHHELD, SENDER, at, Reader.SENDER, "", {"shown": shown})
        return self._record(held, made, {"shown": shown})

    def restrict(self, petition: Petition, at: datetime) -> Petition:
        """The citizen asked that her data be deleted: the law keeps the petition, and it is used for nothing else."""
        held = self.petitions.hold(petition.id)
        made = self._event(held, EventKind.RESTRICTED, SENDER, at, Reader.SENDER, "")
        return self._record(held, made, {"restricted_at": at})

    def contact(
        self, petition: Petition, actor: Actor, reason: str, at: datetime, *, despite_restriction: bool = False
    ) -> Identity:
        """Who sent a petition: the one way to read it, and who looked and why is in the trail.

        The sender herself is not written down. What was anonymised is empty. Raises RestrictedError for a petition
        whose data is kept for the law alone, unless the law asks for it: `despite_restriction`, and a reason.
        """
        if actor.party is not SENDER.party:
            held = self.petitions.hold(petition.id)
            if held.restricted_at and not (despite_restriction and reason):
                raise RestrictedError
            facts = {"despite_restriction": True} if held.restricted_at else {}
            self._record(held, self._event(held, EventKind.CONTACT_SEEN, actor, at, Reader.SENDER, reason, facts), {})
        return self.identity_to_cover(petition)

    def identity_to_cover(self, petition: Petition) -> Identity:
        """Who sent a petition, for the program alone, which covers in a text what tells of her.

        Nobody is shown it, so nothing is written down: the trail says who looked, and here nobody does.
        """
        sealed = self.petitions.sealed_contact(petition.id)
        return Identity(**json.loads(self._keys.unseal(sealed, place_of(petition)))) if sealed else Identity()

    def answer_of(self, petition: Petition) -> str:
        """The answer that was given last, as its sender read it; empty where none was, or it was erased."""
        events = self.trail.of(petition.id, Reader.EVERYONE)
        return next((event.note or "" for event in reversed(events) if event.to_state is State.ANSWERED), "")

    def hand(self, petition: Petition, actor: Actor, officer_id: int | None, at: datetime) -> Petition:
        """Another officer answers for it, or with None nobody yet; who wrote what stays as it was written."""
        held = self.petitions.hold(petition.id)
        facts = {"officer": officer_id}
        made = self._event(held, EventKind.HANDED, actor, at, Reader.STAFF, "", facts)
        return self._record(held, made, carried(facts))

    def reroute(self, petition: Petition, actor: Actor, unit: str, at: datetime) -> Petition:
        """Another unit of ours handles it: nobody there answers for it yet, and its clock runs on."""
        held = self.petitions.hold(petition.id)
        facts = {"from": held.unit, "unit": unit, "officer": None}
        made = self._event(held, EventKind.REROUTED, actor, at, Reader.STAFF, "", facts)
        return self._record(held, made, carried(facts))

    def confide(self, petition: Petition, actor: Actor, at: datetime) -> Petition:
        """Named reviewers alone see it from now on."""
        held = self.petitions.hold(petition.id)
        facts = {"confidential": True}
        return self._record(held, self._event(held, EventKind.CONFIDED, actor, at, Reader.STAFF, "", facts), facts)

    def record(
        self,
        petition: Petition,
        kind: EventKind,
        actor: Actor,
        at: datetime,
        reader: Reader,
        note: str = "",
        *,
        erasable: Mapping[str, str] | None = None,
        **details: Any,
    ) -> Petition:
        """Something an officer did that moved nothing, with a word on it; `details` are facts that stay.

        Of `erasable`, texts that stand elsewhere, the event has the keyed digests.
        """
        held = self.petitions.hold(petition.id)
        return self._record(held, self._event(held, kind, actor, at, reader, note, details), {}, erasable)

    def note(self, petition: Petition, kind: EventKind, at: datetime, details: Mapping[str, Any]) -> Petition:
        """Something that happened by the clock and moved nothing: a reminder, a due day that moved."""
        held = self.petitions.hold(petition.id)
        return self._record(held, self._event(held, kind, SYSTEM, at, Reader.SENDER, "", details), {})

    def opens_with(self, petition: Petition, secret: str) -> bool:
        """Whether a secret is that of a petition, compared in constant time."""
        return self._keys.is_digest(petition.secret, "secret", secret)
