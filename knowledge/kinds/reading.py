"""What a message is: its kind, a finer kind, and the reason."""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """Every kind of message there is: a closed list."""

    ANSWER = "answer"  # asks for one procedure
    CHOICES = "choices"  # may ask for several
    SEVERAL = "several"  # asks for several together
    NOT_FOUND = "not_found"  # asks for something the catalogue does not have, or says nothing we understand
    PETITION = "petition"  # phản ánh, kiến nghị
    DENUNCIATION = "denunciation"  # khiếu nại or tố cáo: neither may be taken by chat
    EMERGENCY = "emergency"  # someone is in danger now
    SAFETY = "safety"  # somebody tries to deceive the person, or a private number was typed
    OFFICE = "office"  # asks for an office, its telephone, its hours, a person
    FILE_STATUS = "file_status"  # asks what became of a dossier
    PETITION_STATUS = "petition_status"  # asks what became of a petition
    CHANGES = "changes"  # asks what is new or abolished
    ABOUT = "about"  # asks about this service and about the person's data
    SMALL_TALK = "small_talk"
    OUT_OF_SCOPE = "out_of_scope"  # another matter, for another body or for nobody


SUBKINDS: dict[Kind, tuple[str, ...]] = {
    Kind.PETITION: ("conduct", "rule", "place"),
    Kind.DENUNCIATION: ("accusation", "grievance"),
    Kind.EMERGENCY: ("crime", "fire", "health", "child"),
    Kind.SAFETY: ("numbers", "scam"),
    Kind.OFFICE: ("address", "telephone", "hours", "person", "commune"),
    Kind.CHANGES: ("new", "ended"),
    Kind.ABOUT: ("who", "data", "use"),
    Kind.SMALL_TALK: ("greeting", "thanks", "farewell", "insult", "chat"),
    Kind.OUT_OF_SCOPE: ("law", "portal", "other"),
}
"""The finer kinds. A petition is about what officials did (conduct), about a regulation (rule), or about something seen
in a place; a denunciation is a tố cáo (accusation) or a khiếu nại (grievance)."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a message is. `reason` names cues of ours with their weights and never what the person wrote."""

    kind: Kind
    reason: str
    subkind: str = ""
    denounces: str = ""  # the subkind of a denunciation that speaks in it too, whatever goes before it
