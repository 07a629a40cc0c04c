"""What of a petition others may read, on each database: one of each, and only while it may be read."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection

from bot.database import Database
from bot.petitions.life import State
from bot.petitions.publications import Publication, PublicationRepository, PublicationState, Published
from bot.petitions.similar import MOST, published_like
from bot.review.officers import OfficerRepository, Role
from tests.bot.petitions import a_petition

AT = datetime(2026, 11, 23, 3, tzinfo=UTC)
LAN, DUYET = 70, 80


def appointed(connection: Connection) -> tuple[int, int]:
    """The numbers of two officers."""
    officers = OfficerRepository(connection)
    for number, role in ((LAN, Role.CLERK), (DUYET, Role.APPROVER)):
        officers.add(number, role, "", f"Cán bộ {number}", AT, "test")
    lan, duyet = officers.of(LAN), officers.of(DUYET)
    assert lan
    assert duyet
    return lan.id, duyet.id


def test_a_petition_has_one_publication_that_is_read_while_it_stands(database: Database) -> None:
    sent, open_one = a_petition(database, State.ANSWERED), a_petition(database, State.IN_PROGRESS)

    def act(connection: Connection) -> None:
        lan, duyet = appointed(connection)
        repository = PublicationRepository(connection)
        first = repository.begin(sent.id, "nội dung", "trả lời", lan, AT)
        assert repository.begin(sent.id, "khác", "khác", duyet, AT) == first
        made = repository.keep(first, duyet, AT + timedelta(hours=1), words="nội dung mới", pictures=(7, 9))
        assert made == repository.of(sent.id)
        assert made.edition != first.edition
        assert repository.with_picture(9) == made
        assert repository.with_picture(8) is None
        assert repository.standing(sent.code) is None
        assert repository.submit(made, lan, AT) == repository.of(sent.id)
        repository.decide(made, PublicationState.STANDING, duyet, AT)
        read = repository.standing(sent.code)
        assert read == Published(sent.code, "road", "14056", "nội dung mới", "trả lời", (7, 9), trial=False)
        assert (repository.all_standing(trial=False), repository.all_standing(trial=True)) == ([read], [])
        assert state(repository.of(sent.id)) == (PublicationState.STANDING, duyet)
        # A row that says more than the register lets it is not read.
        other = repository.begin(open_one.id, "nội dung", "trả lời", lan, AT)
        repository.decide(other, PublicationState.STANDING, duyet, AT)
        assert repository.standing(open_one.code) is None
        repository.erase(sent.id, AT)
        assert repository.standing(sent.code) is None
        assert state(repository.of(sent.id)) == (PublicationState.HIDDEN, duyet)
        erased = repository.of(sent.id)
        assert erased
        assert (erased.words, erased.answer, erased.pictures) == ("", "", ())
        assert repository.with_picture(9) is None

    database.transact(act)


def state(of: Publication | None) -> tuple[PublicationState, int | None]:
    assert of
    return of.state, of.decided_by


def test_of_what_is_published_that_is_shown_which_says_the_same() -> None:
    texts = ["Đèn đường thôn 5 hỏng từ tháng 9.", "Rác chất đống cạnh chợ.", *["Đèn đường thôn năm hỏng."] * MOST]
    made = [Published(str(n), "road", "", text, "", (), trial=False) for n, text in enumerate(texts)]
    alike = published_like("den duong thon 5 hong tu thang 9", made)
    assert alike[0].code == "0"
    assert len(alike) == MOST
    assert "1" not in {one.code for one in alike}
    assert published_like("", made) == []
