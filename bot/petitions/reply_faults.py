"""Why something that was typed is no part of a reply, and why a reply cannot go on."""

from enum import StrEnum

from bot.petitions.petition import Petition
from bot.petitions.replies import Part, Reply


class PartFault(StrEnum):
    """Why something typed is no part."""

    EMPTY = "empty"
    NO_WORDS = "no_words"  # a number or a sign alone, where something is to be said
    TOO_LONG = "too_long"
    NO_REASON = "no_reason"  # none of the list
    NO_AGENCY = "no_agency"  # no name of one
    NO_DAY = "no_day"
    NO_SUCH_DAY = "no_such_day"  # the 31st of February
    NOT_LATER = "not_later"
    TOO_FAR = "too_far"
    BARE_NO = "bare_no"  # there is no proof, and it does not say why
    BLANK_DAY = "blank_day"  # a blank takes a day, and there is none
    MANY = "many"  # more than there are blanks


class DocumentFault(StrEnum):
    """Why a document is not ready to go along."""

    NO_NUMBER = "no_number"
    LATE_DAY = "late_day"
    NO_PDF = "no_pdf"
    TOO_BIG = "too_big"
    UNNUMBERED = "unnumbered"
    MISSING = "missing"  # another agency's answer is known by its number and day
    WAITING = "waiting"
    REFUSED = "refused"


class PartError(Exception):
    """Something typed that is no part."""

    def __init__(self, part: Part, fault: PartFault) -> None:
        self.part = part
        self.fault = fault
        super().__init__(f"{part}: {fault}")


class DocumentError(Exception):
    """A document that cannot go along as it is."""

    def __init__(self, fault: DocumentFault) -> None:
        self.fault = fault
        super().__init__(fault)


class NotOpenError(Exception):
    """A petition that nothing of the kind is replied to: it is over, its clock stands, or it is at no other agency."""

    def __init__(self, petition: Petition) -> None:
        self.petition = petition
        super().__init__(f"{petition.code} is {petition.state}")


class NotSoError(Exception):
    """What stands of a petition is not what was to be changed: another's, handed up already, changed, or nothing."""

    def __init__(self, standing: Reply | None) -> None:
        self.standing = standing
        super().__init__("the reply is not as it was thought to be")


class UnreadyError(Exception):
    """A reply that lacks parts."""

    def __init__(self, parts: list[Part]) -> None:
        self.parts = parts
        super().__init__(f"without {', '.join(parts)}")


class OwnReplyError(Exception):
    """Nobody approves what they wrote themselves."""
