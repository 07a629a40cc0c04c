"""What waits for an officer of a petition that was found to speak of them is not sent any more."""

from bot.delivery.outbox import OutboxRepository
from bot.petitions.cases import Cases
from bot.review.officers import Officer


def withhold(cases: Cases, outbox: OutboxRepository, petition_id: int, officer: Officer) -> int:
    """Drop what waits for an officer of a petition; gives how many messages.

    With it goes what may be of that petition and does not say of which it is: they can ask for it again, and are shown
    what they may see.
    """
    replies = [f"reply:{one.id}" for one in cases.replies.of(petition_id)]
    made = cases.publications.of(petition_id)
    published = [f"officer:publication:{made.id}"] if made else []
    unnamed = ["desk", "register", f"officer:{officer.id}:petition", f"officer:covering:{officer.telegram_id}"]
    its = [f"staff:petition:{petition_id}", f"slip:{petition_id}", f"officer:slip:{petition_id}", *replies, *published]
    return outbox.drop_beginning(officer.telegram_id, *its, *unnamed)
