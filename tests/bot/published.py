"""Petitions that officers published, withdrew or never published, for whoever looks at what anybody may read."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection

from bot.database import Database
from bot.petitions.life import State
from bot.petitions.petition import Petition
from bot.petitions.publications import Publication, PublicationRepository, PublicationState
from bot.review.officers import OfficerRepository, Role
from tests.bot.petitions import a_petition

AN_HOUR = timedelta(hours=1)


def officers(connection: Connection, at: datetime) -> tuple[int, int]:
    """The numbers of who redacts and who publishes."""
    repository = OfficerRepository(connection)
    for account, role in ((70, Role.CLERK), (80, Role.APPROVER)):
        if not repository.number_of(account):
            repository.add(account, role, "", f"Cán bộ {account}", at, "test")
    numbers = [repository.number_of(account) for account in (70, 80)]
    assert all(numbers)
    return numbers[0] or 0, numbers[1] or 0


def a_publication(
    database: Database,
    of: Petition,
    at: datetime,
    words: str = "Đường hỏng ở [địa chỉ].",
    answer: str = "Xã đã sửa đoạn đường.",
    state: PublicationState = PublicationState.STANDING,
) -> Publication:
    """What was made fit for others of a petition, as far as a test wants it."""

    def make(connection: Connection) -> Publication:
        lan, duyet = officers(connection, at)
        repository = PublicationRepository(connection)
        made = repository.begin(of.id, words, answer, lan, at)
        if state is not PublicationState.DRAFT:
            made = repository.submit(made, lan, at)
        if state in {PublicationState.STANDING, PublicationState.HIDDEN, PublicationState.SENT_BACK}:
            repository.decide(made, PublicationState.STANDING, duyet, at + AN_HOUR)
        if state in {PublicationState.HIDDEN, PublicationState.SENT_BACK}:
            repository.decide(made, state, duyet, at + 2 * AN_HOUR)
        return made

    return database.transact(make)


def a_published_petition(database: Database, state: State, at: datetime, **facts: Any) -> Petition:
    """A petition with its answer, published in the words that are usual."""
    petition = a_petition(database, state, at=at, **facts)
    a_publication(database, petition, at)
    return petition
