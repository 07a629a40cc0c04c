"""Who hears of a proposal to change the catalogue: those who may decide on it, then those who had a part in it.

Whatever is told here is told through the outbox, in the transaction that brings it about.
"""

from datetime import datetime

from sqlalchemy import Connection

from bot.delivery.outbox import OutboxRepository
from bot.review.officers import Officer, OfficerRepository
from bot.review.powers import Power, role_for
from bot.review.proposals import Proposal
from bot.views import proposals as views
from bot.views.message import Message


class Advising:
    """What officers hear of proposals within one transaction."""

    def __init__(self, connection: Connection, outbox: OutboxRepository, at: datetime) -> None:
        self._officers = OfficerRepository(connection)
        self._outbox = outbox
        self._at = at

    def deciders(self, proposer_id: int) -> list[Officer]:
        """Everybody who may decide on what an officer proposed."""
        return [one for one in self._officers.current() if one.id != proposer_id and role_for(one, Power.DECIDE)]

    def ask(self, proposal: Proposal) -> list[Officer]:
        """A proposal waits: those who may decide are asked to; gives who they are."""
        able = self.deciders(proposal.proposed_by)
        for one in able:
            self._post(one, views.to_decide(proposal), f"officer:proposal:{proposal.id}:asked")
        return able

    def decided(self, proposal: Proposal, by: Officer) -> None:
        """Somebody decided, or undid it: who had a part in it hears so, and nobody is asked any more."""
        about = f"officer:proposal:{proposal.id}"
        self._outbox.drop_about(f"{about}:asked")
        for number in dict.fromkeys((proposal.proposed_by, proposal.decided_by)):
            one = self._officers.by_id(number) if number and number != by.id else None
            if one:
                self._post(one, views.outcome(proposal), f"{about}:{proposal.state}")

    def read(self, officer_id: int, message: Message, number: int) -> None:
        """A file was read, or could not be: who sent it hears so."""
        if one := self._officers.by_id(officer_id):
            self._post(one, message, f"officer:proposal:{number}:read")

    def _post(self, to: Officer, message: Message, about: str) -> None:
        self._outbox.put(to.telegram_id, [part.to_json() for part in message.parts()], self._at, about=about)
