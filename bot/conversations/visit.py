"""What a conversation has in hand: the office, who writes, and where her chat stands.

A chat's state is one `Talk`. Whatever was shown last can be typed as well as pressed: `typed` holds what its numbers
and the words on its buttons mean.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import date
from functools import lru_cache
from typing import Any

from bot.inbox.citizens import Citizen
from bot.inbox.states import CONTEXT
from bot.office import Act, Office
from bot.petitions.attachments import Parcel
from bot.review.officers import CLERKS, Officer
from bot.views.card import Card
from bot.views.message import Message, pressed
from bot.views.notice import told
from bot.views.shutting import notices
from knowledge.communes import Naming, Place
from knowledge.text.normalise import bare
from knowledge.timeline import Standing

TRAIL = 8
"""How many screens "quay lại" can go back."""


@dataclass(frozen=True, slots=True)
class Talk:
    """Where a chat stands."""

    about: str = ""  # code of the procedure spoken of
    facet: str = ""  # what is asked about the procedure that is chosen next
    offered: tuple[str, ...] = ()  # codes of the choice that is open
    typed: Mapping[str, str] = field(default_factory=dict)  # what can be typed -> what its button carries
    trail: tuple[str, ...] = ()  # screens shown, the newest last
    awaits: str = ""  # what the next words are: "correction:12"; empty: anything
    question: str = ""  # a question that was not answered outright, until the next one
    draft: str = ""  # a clerk's reply that was not sent yet
    noted: tuple[str, ...] = ()  # what an officer typed for the petition that is awaited, and did not send yet
    strayed: tuple[str, ...] = ()  # what was awaited, and words that may be that or a question
    sought: str = ""  # what an officer looked for among petitions last
    grievance: str = ""  # words that read like a petition, until one is begun
    rest: str = ""  # what of a denunciation may be lodged as a petition, if she agrees
    said: tuple[str, ...] = ()  # words that may answer what the office asked of her petitions, until she says so
    parcels: tuple[Parcel, ...] = ()  # files that came before a petition was begun
    annexes: tuple[Parcel, ...] = ()  # files an officer sent that may be annexes of decisions
    point: tuple[float, ...] = ()  # a place on the map that did: latitude, longitude
    album: str = ""  # the album whose first file was answered
    form: Mapping[str, str] = field(default_factory=dict)  # what an administrator said of a role to be given

    @classmethod
    def of(cls, state: Mapping[str, Any]) -> "Talk":
        """A state as it was kept; of one that another version kept, what this one knows."""
        known: dict[str, Any] = {f.name: state[f.name] for f in fields(cls) if f.name in state}
        for name in ("offered", "trail", "point", "noted", "said", "strayed"):
            known[name] = tuple(known.get(name, ()))
        for name in ("parcels", "annexes"):
            known[name] = tuple(Parcel(**parcel) for parcel in known.get(name, ()))
        return cls(**known)

    def kept(self) -> dict[str, Any]:
        """The state as it is kept."""
        state = {name: getattr(self, name) for name in NAMES}
        for name in ("parcels", "annexes"):
            state[name] = [asdict(parcel) for parcel in state[name]]
        return state


NAMES = tuple(one.name for one in fields(Talk))


class Visit:
    """One turn of one chat; what it leaves in `talk` is kept when the turn ends.

    `state` is the number under which it is kept: the chat's own, unless somebody goes on elsewhere, as at the desk.
    """

    def __init__(self, office: Office, chat_id: int, state: int | None = None) -> None:
        self.office = office
        self.chat_id = chat_id
        self._state = chat_id if state is None else state
        self._noticed: set[int] = set()
        self._named: dict[str, Naming | None] = {}
        self.talk = Talk.of(office.states.of(self._state, office.at - CONTEXT))
        self.citizen = office.citizens.of(chat_id)
        self.place = office.catalogue.communes.place(self.citizen.commune, self.citizen.former)

    @property
    def day(self) -> date:
        """The day every answer speaks of."""
        return self.office.day

    @property
    def officer(self) -> Officer | None:
        """Who writes, if it is an officer."""
        return self.office.officers.of(self.chat_id)

    @property
    def is_shut(self) -> bool:
        """Whether the channel is switched off to who writes; to officers it never is."""
        return self.office.channel.now.is_off and self.officer is None

    @property
    def clerk(self) -> Officer | None:
        """Who writes, if it is an officer who sees to what citizens report and ask."""
        officer = self.officer
        return officer if officer and officer.may(*CLERKS) else None

    def put(self, **changes: Any) -> None:
        """Change where the chat stands."""
        self.talk = replace(self.talk, **changes)

    def arrive(self, *screen: str) -> None:
        """A screen is shown that "quay lại" may return to."""
        shown = pressed(*screen)
        self.put(trail=(*(before for before in self.talk.trail if before != shown), shown)[-TRAIL:])

    def lives_in(self, place: Place | None) -> None:
        """Remember where she lives; None is somewhere else."""
        self.place = place
        commune = place.commune.code if place else ""
        former = place.former.code if place and place.former else ""
        self.citizen = Citizen(commune, former, asked=True)
        self.office.citizens.remember(self.chat_id, commune, former, self.office.at)

    def naming(self, words: str) -> Naming | None:
        """The place that words name, read once in a turn."""
        if words not in self._named:
            self._named[words] = self.office.catalogue.communes.read(words)
        return self._named[words]

    def standing(self, code: str) -> Standing | None:
        """A procedure today."""
        return self.office.catalogue.standing(code, self.day)

    def card(self, of: Standing) -> Card:
        """A procedure as this person is shown it."""
        return Card.of(self.office.catalogue, of, self.day, self.place)

    def notices(self, *, again: bool = False) -> list[Message]:
        """The notices that this chat was not shown yet, or all that stand; in one turn each once."""
        standing = self.office.channel.to_show(self.chat_id, self.office.at, again=again)
        told = [notice for notice in standing if notice.id not in self._noticed]
        self._noticed.update(notice.id for notice in told)
        return [notices(told)] if told else []

    def put_notices_off(self) -> None:
        """Those of this turn are not told after all, and come with the next reply."""
        self.office.channel.not_shown(self.chat_id, self._noticed)

    def close(self, messages: Sequence[Message]) -> None:
        """Keep where the chat stands, with what can be typed now."""
        last = next((message for message in reversed(messages) if message.buttons), None)
        if last:
            buttons = (button for row in last.buttons for button in row if button.data)
            self.put(typed={_as_typed(str(button.label)): button.data for button in buttons})
        self.office.states.keep(self._state, self.talk.kept(), self.office.at)


@lru_cache(1024)
def _as_typed(label: str) -> str:
    """What is typed for a button: nearly all carry the same few words."""
    return bare(label)


Turn = Callable[[Visit], Sequence[Message]]


def turn(chat_id: int, of: Turn) -> Act:
    """A conversation's turn as an act in the office."""

    def within(office: Office) -> Sequence[Message]:
        if office.hurries(chat_id):
            return [told("chat.slow_down")]
        visit = Visit(office, chat_id)
        noticed, messages = visit.notices(), of(visit)
        visit.close(messages)
        if any(message.urgent for message in messages):
            visit.put_notices_off()
            return list(messages)
        return [*noticed, *messages]

    return within
