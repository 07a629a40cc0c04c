"""What is no question about a procedure: the right door, plainly, and nothing kept."""

from collections.abc import Callable, Mapping

from bot.texts import say
from bot.views.message import Button, Message, pressed
from knowledge.kinds.reading import Kind


def guided(kind: Kind, subkind: str) -> list[Message]:
    """What a message of a kind that is no question about a procedure is told."""
    return GUIDED[kind](subkind)


def petition() -> Message:
    """A complaint or a suggestion: it can be lodged, and what the law asks for."""
    lodge = (Button(say("button.lodge"), pressed("lodge")),)
    return Message((say("lodge.offer"), say("guide.petition_needs"), say("guide.petition_portal")), (lodge, _meet()))


def grievance() -> Message:
    """Khiếu nại: its form, its term and its door (Luật Khiếu nại 02/2011, Điều 8, 9)."""
    return Message((say("guide.grievance"), say("guide.reception"), say("guide.not_kept")), (_meet(),), urgent=True)


def accusation() -> Message:
    """Tố cáo: its form and its door, and secrecy (Luật Tố cáo 25/2018, Điều 9, 22, 23)."""
    paragraphs = (say("guide.accusation"), say("guide.reception"), say("guide.secret"), say("guide.not_kept"))
    return Message(paragraphs, urgent=True)


def emergency() -> Message:
    """Somebody is in danger: whom to call, before anything else."""
    return Message((say("guide.emergency"),), urgent=True)


def scam() -> Message:
    """Somebody tries to deceive the person."""
    return Message((say("guide.scam"), say("start.never")), (_meet(),))


def private_number() -> Message:
    """A number that nobody should have typed here."""
    return Message((say("guide.private"), say("start.never")), (_doors(),))


def file_status() -> Message:
    """A dossier: the portal knows it by its number."""
    return Message((say("guide.file_status"),), (_meet(),))


def petition_status() -> Message:
    """A petition: where those sent here, and those sent elsewhere, are followed."""
    return Message((say("guide.petition_status"),), (_meet(),))


def small_talk(subkind: str) -> Message:
    """A greeting, thanks, a farewell: a short word back, and what can be asked."""
    opening = say("guide.thanks") if subkind == "thanks" else say("guide.greeting")
    return Message((opening, say("guide.what")), (_doors(),))


def out_of_scope() -> Message:
    """Another matter."""
    return Message((say("guide.out_of_scope"), say("guide.what")), (_doors(),))


def of_what() -> Message:
    """A facet alone, and nothing was spoken of."""
    return Message((say("facet.of_what"),), (_doors(),))


def _meet() -> tuple[Button, ...]:
    return (Button(say("button.office"), pressed("office")),)


def _doors() -> tuple[Button, ...]:
    return (Button(say("button.fields"), pressed("fields", 1)), *_meet())


def in_chat() -> Message:
    """What only the chat can show."""
    return Message((say("guide.in_chat"),))


def _denunciation(subkind: str) -> list[Message]:
    """Khiếu nại and tố cáo have two texts and two doors; where it is not clear which, both are told."""
    texts = {"grievance": [grievance()], "accusation": [accusation()]}
    return texts.get(subkind, [grievance(), accusation()])


GUIDED: Mapping[Kind, Callable[[str], list[Message]]] = {
    Kind.PETITION: lambda _: [petition()],
    Kind.DENUNCIATION: _denunciation,
    Kind.EMERGENCY: lambda _: [emergency()],
    Kind.SAFETY: lambda subkind: [private_number() if subkind == "numbers" else scam()],
    Kind.FILE_STATUS: lambda _: [file_status()],
    Kind.PETITION_STATUS: lambda _: [petition_status()],
    Kind.SMALL_TALK: lambda subkind: [small_talk(subkind)],
    Kind.OUT_OF_SCOPE: lambda _: [out_of_scope()],
}
"""What each of these kinds is told."""
