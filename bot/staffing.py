"""Who of the office hears of a petition: its unit's chat, or the private chats of those who may see it.

What is confidential gets no topic and goes to those who are named for it, less whom it speaks of. Whatever is told
here is told through the outbox, in the transaction that brings it about.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection

from bot.delivery.outbox import Fate, Kind, OutboxRepository, Waiting
from bot.petitions.attachments import AttachmentRepository
from bot.petitions.concerned import ConcernedRepository
from bot.petitions.life import OPEN, Party, State
from bot.petitions.petition import Event, EventKind, Petition
from bot.petitions.redaction import among_staff
from bot.petitions.register import Register
from bot.petitions.repository import PetitionRepository
from bot.petitions.topics import TopicRepository
from bot.review.officers import Officer, OfficerRepository, Role
from bot.review.powers import Matter, Power, who_may
from bot.review.staff_chats import StaffChatRepository
from bot.texts import say
from bot.views import staff_news as views
from bot.views.message import Message
from bot.views.notice import told

STAFF = frozenset({Role.CLERK, Role.CONTROLLER})

EVENT = re.compile(r"petition:(\d+):event:(\d+)")
"""What a message to a citizen is about, in the outbox."""

OF_PETITION = re.compile(r"petition:(\d+)\b")
"""What any message about a petition is about."""

STAFF_ABOUT = "staff:"
"""What the subject of a message to the staff begins with."""

TOPICS_ABOUT = f"{STAFF_ABOUT}topics"
"""What the subject of a message begins with by which a topic is begun in a group that serves a unit anew."""

FORGETS = frozenset({EventKind.RESTRICTED, EventKind.ANONYMISED, EventKind.CONCERNED})
"""Events after which no group may keep what a petition says."""

BEGINS = frozenset({EventKind.LODGED, EventKind.REROUTED, EventKind.CONFIDED})
"""Events after which those who hear of a petition may be others: they are told what it says."""


class Staffing:
    """What the staff hear within one transaction.

    `commune` gives the name of a commune by its code; `register` is asked for when it is needed.
    """

    def __init__(
        self,
        connection: Connection,
        outbox: OutboxRepository,
        at: datetime,
        commune: Callable[[str], str],
        register: Callable[[], Register],
    ) -> None:
        self._connection = connection
        self._register = register
        self._outbox = outbox
        self._at = at
        self._commune = commune
        self._chats = StaffChatRepository(connection)
        self._officers = OfficerRepository(connection)
        self._topics = TopicRepository(connection)

    def hear(self, petition: Petition, event: Event) -> None:
        """Something happened to a petition. What its sender asked to be deleted is told to nobody any more."""
        about = f"{STAFF_ABOUT}petition:{petition.id}:event:{event.number}"
        if event.kind in FORGETS or _becomes_confidential(event):
            self._take_from_groups(petition, about)
        if petition.restricted_at or petition.anonymised_at:
            return
        if event.kind is EventKind.REROUTED:
            self._leave_unit(petition, event, about)
        if message := self._message(petition, event):
            for chat in self._hearers(petition, event):
                self._post(chat, message, about)
        if self._is_sent_to_citizen(event):
            self._tell_of_no_way(petition, event)

    def head_of(self, petition_id: int) -> Message | None:
        """What the topic of a petition begins with; None for one that is not for a group any more."""
        petition = PetitionRepository(self._connection).by_id(petition_id)
        is_gone = petition.restricted_at or petition.anonymised_at
        return None if is_gone or self._is_for_few(petition) else self._head(petition)

    def is_heard_in(self, chat_id: int, petition: Petition) -> bool:
        """Whether a group is where the staff of a petition hear of it."""
        chat = None if self._is_for_few(petition) else self._chats.of_unit(petition.unit)
        return chat is not None and chat.chat_id == chat_id

    def begin_topics(self, chat_id: int) -> int:
        """A forum hears of its petitions from now on: each open one gets its topic there, paced; gives how many.

        One whose topic stands as it was left is not begun anew.
        """
        begun = 0
        for petition in PetitionRepository(self._connection).in_states(OPEN):
            topic = self._topics.of(petition.id, chat_id)
            stands = topic is not None and topic.title == views.title(petition)
            if not stands and petition.restricted_at is None and self.is_heard_in(chat_id, petition):
                about = f"{TOPICS_ABOUT}:petition:{petition.id}"
                self._post(chat_id, self._head(petition), about, Kind.BROADCAST)
                begun += 1
        return begun

    def has_no_topics(self, chat_id: int) -> None:
        """A forum turned out to be a plain group for us: what is told there is told in one line, and nothing again."""
        self._chats.has_topics(chat_id, forum=False)
        self._outbox.drop_beginning(chat_id, TOPICS_ABOUT)

    def delivered(self, about: str, fate: Fate) -> None:
        """A message to a citizen arrived, or did not: told where it was written, under it."""
        found = EVENT.fullmatch(about)
        if found is None or (fate is Fate.SENT and self._is_under_way(about)):
            return
        petition = PetitionRepository(self._connection).by_id(int(found[1]))
        events = self._register().trail.of(petition.id)
        event = next((one for one in events if one.number == int(found[2])), None)
        if event and self._is_sent_to_citizen(event):
            self._tell_fate(petition, event, fate)

    def _is_under_way(self, about: str) -> bool:
        """Whether more of the same waits to be sent: a long answer goes in several messages, and a file after them."""
        return any(one.fate is Fate.QUEUED for one in self._outbox.states(about))

    def chat_is_gone(self, chat_id: int) -> None:
        """A staff chat is there no more: what waits for it goes to those who may see it, and administrators hear."""
        served = ", ".join(self._commune(chat.unit) or say("group.every_unit") for chat in self._chats.of(chat_id))
        if not self._chats.end(chat_id, self._at, "gone"):
            return
        self._outbox.drop_beginning(chat_id, TOPICS_ABOUT)
        waiting = self._outbox.waiting_for(chat_id)
        self._outbox.drop_all(chat_id)
        for one in waiting:
            if found := OF_PETITION.search(one.about):
                petition = PetitionRepository(self._connection).by_id(int(found[1]))
                for chat in self._places(petition):
                    self._outbox.put(chat, [one.body], self._at, about=one.about)
        self._tell_administrators(told("staff_news.chat_gone", units=served), f"{STAFF_ABOUT}chat:{chat_id}")

    def topic_stays(self, petition_id: int) -> None:
        """A topic could not be removed: somebody has to."""
        code = PetitionRepository(self._connection).by_id(petition_id).code
        self._tell_administrators(told("staff_news.topic_stays", code=code), f"{STAFF_ABOUT}topic:{petition_id}")

    def _tell_administrators(self, message: Message, about: str) -> None:
        for officer in self._officers.current():
            if officer.may(Role.ADMINISTRATOR):
                self._post(officer.telegram_id, message, about)

    def _message(self, petition: Petition, event: Event) -> Message | None:
        if event.kind in BEGINS or _becomes_confidential(event):
            return self._head(petition)
        who = self._officers.name_of(event.actor.officer_id) if event.actor.officer_id else ""
        to = self._officers.name_of(petition.officer_id) if petition.officer_id else ""
        parent = petition.parent_id and PetitionRepository(self._connection).by_id(petition.parent_id).code
        note = self._covered(petition, event.note) if event.note else event.note
        return views.news(petition, replace(event, note=note), who, to, parent or "")

    def _head(self, petition: Petition) -> Message:
        files = AttachmentRepository(self._connection).number_of(petition.id)
        commune = self._commune(petition.unit or petition.place.commune)
        return views.head(replace(petition, words=self._covered(petition, petition.words)), commune, files)

    def _covered(self, petition: Petition, words: str) -> str:
        """Words without who sent them: those who need to know ask, and say why."""
        return among_staff(words, self._register().identity_to_cover(petition))

    def _hearers(self, petition: Petition, event: Event) -> list[int]:
        """The chats that hear of an event; who did it is not told, unless in a chat of all."""
        places, actor = self._places(petition), event.actor.officer_id
        mine = self._officers.by_id(petition.officer_id) if petition.officer_id else None
        if mine and event.actor.party is Party.SENDER and self._seeing(petition, [mine]):
            places.append(mine.telegram_id)
        did = self._officers.by_id(actor) if actor else None
        return [chat for chat in dict.fromkeys(places) if did is None or chat != did.telegram_id]

    def _places(self, petition: Petition) -> list[int]:
        """Where the staff hear of a petition now: in their unit's chat while it takes anything, else by themselves."""
        chat = None if self._is_for_few(petition) else self._chats.of_unit(petition.unit)
        if chat and not self._outbox.is_unreachable(chat.chat_id):
            return [chat.chat_id]
        seeing = self._seeing(petition, self._officers.current())
        return [one.telegram_id for one in seeing if petition.confidential or one.may(*STAFF)]

    def _is_for_few(self, petition: Petition) -> bool:
        """Whether no group may hear of it: it is confidential, or speaks of somebody who may sit there."""
        return petition.confidential or bool(self._matter(petition).concerned)

    def _seeing(self, petition: Petition, officers: Iterable[Officer]) -> list[Officer]:
        """Those of some officers who may see it; who sent it hears of it as its sender alone, but in a trial."""
        seeing = who_may(officers, Power.SEE, self._matter(petition))
        return [one for one in seeing if petition.trial or one.telegram_id != petition.chat_id]

    def _matter(self, petition: Petition) -> Matter:
        return ConcernedRepository(self._connection).matter(petition)

    def _take_from_groups(self, petition: Petition, about: str) -> None:
        """Nothing of it stays in a group: what waits there is not sent, nor to who may not see it now; its topics go.

        What its sender asked to be deleted is sent to nobody any more.
        """
        topics = {topic.chat_id for topic in self._topics.of_petition(petition.id)}
        officers = self._officers.current()
        is_over = petition.restricted_at or petition.anonymised_at
        seeing = [] if is_over else self._seeing(petition, officers)
        groups, its = topics | {chat.chat_id for chat in self._chats.all()}, f"{STAFF_ABOUT}petition:{petition.id}:"
        fates = [] if is_over else [one for one in self._waiting_for(groups) if one.about.startswith(f"{its}sent:")]
        for chat in groups | {one.telegram_id for one in officers if one not in seeing}:
            self._outbox.drop_beginning(chat, its, f"{TOPICS_ABOUT}:petition:{petition.id}")
        # Whether it arrived what was sent to her, somebody has to hear.
        for fate in fates:
            for chat in self._places(petition):
                self._outbox.put(chat, [fate.body], self._at, about=fate.about)
        for chat in topics:
            self._post(chat, Message((), topic=petition.id), about)

    def _waiting_for(self, chats: Iterable[int]) -> list[Waiting]:
        """What did not reach some chats yet."""
        return [one for chat in chats for one in self._outbox.waiting_for(chat)]

    def _leave_unit(self, petition: Petition, event: Event, about: str) -> None:
        """The group of the unit that had it hears that it is another's now; its topic there goes."""
        before, now = self._chats.of_unit(str(event.details.get("from", ""))), self._chats.of_unit(petition.unit)
        if before is None or (now and now.chat_id == before.chat_id):
            return
        self._post(before.chat_id, told("staff_news.left", code=petition.code), about)
        if self._topics.of(petition.id, before.chat_id):
            self._post(before.chat_id, Message((), topic=petition.id), about)

    def _tell_of_no_way(self, petition: Petition, event: Event) -> None:
        """What cannot even be tried is said at once."""
        if petition.chat_id is None:
            for chat in self._places(petition):
                self._post(chat, views.unreachable(petition), f"{STAFF_ABOUT}petition:{petition.id}")
        elif self._outbox.is_unreachable(petition.chat_id):
            self._tell_fate(petition, event, Fate.BLOCKED)

    def _tell_fate(self, petition: Petition, event: Event, fate: Fate) -> None:
        about = f"{STAFF_ABOUT}petition:{petition.id}:sent:{event.number}"
        for chat in self._places(petition):
            self._post(chat, views.delivered(petition, event, fate, self._at), about)

    def _is_sent_to_citizen(self, event: Event) -> bool:
        """Whether an officer wrote something that a citizen is to read."""
        moved = event.kind is EventKind.MOVED and event.to_state in SENT
        return event.actor.officer_id is not None and (moved or event.kind in {EventKind.EXTENDED, EventKind.RELAYED})

    def _post(self, chat_id: int, message: Message, about: str, kind: Kind = Kind.OWN) -> None:
        bodies = [part.to_json() for part in message.parts()]
        self._outbox.put(chat_id, bodies, self._at, about=about, kind=kind)


SENT = frozenset({State.NEED_INFO, State.ANSWERED, State.REJECTED, State.TRANSFERRED, State.INSUFFICIENT})
"""States that an officer's own words to a citizen come with."""


def _becomes_confidential(event: Event) -> bool:
    return event.kind is EventKind.CONFIDED or event.to_state is State.DIVERTED
