"""Petitions that an officer enters for somebody: how she came, and the slip she is given."""

from bot.petitions.identity import Identity
from bot.petitions.petition import Channel, Petition
from bot.petitions.terms import Terms
from bot.reports.slip import Slip, slip_file
from bot.texts import say
from bot.views.message import Button, File, Message, pairs, plain, pressed
from bot.views.petition import day_of, due, hour_of

CHANNELS = (Channel.COUNTER, Channel.PHONE)
"""How people come whose petitions are entered for them."""


def which_channel() -> Message:
    """How she came is asked first."""
    buttons = [Button(say(f"enter.{channel}"), pressed("enter", channel)) for channel in CHANNELS]
    return Message((say("enter.which"),), pairs(buttons))


def own_in_hand() -> Message:
    """The officer writes one of his own: that is sent or given up first."""
    buttons = [
        Button(say("button.lodge_resume"), pressed("lodge")),
        Button(say("button.lodge_drop"), pressed("drop")),
    ]
    return Message((say("enter.own_in_hand"),), pairs(buttons))


def with_entering(message: Message) -> Message:
    """A message under which an officer can begin to enter one for somebody."""
    return message.with_buttons(((Button(say("button.enter"), pressed("enter")),),))


def handed(petition: Petition, secret: str, agency: str, terms: Terms, officer: str, identity: Identity) -> Message:
    """The slip, to be printed or read out; what opens the petition stands there alone."""
    slip = Slip(
        agency="" if petition.trial else agency,
        code=petition.code,
        number=petition.book_number,
        year=petition.book_year,
        received=plain(say("slip.moment", hour=hour_of(petition.submitted_at), day=day_of(petition.submitted_at))),
        channel=plain(say(f"enter.by_{petition.channel}")),
        due=plain(due(petition, agency, terms)),
        words=petition.words,
        secret=secret,
        officer=officer,
        name=identity.name,
    )
    key = "enter.done_trial" if petition.trial else "enter.done"
    told = say(key, code=petition.code, number=petition.book_number, year=petition.book_year)
    return Message((told, say("enter.slip")), (), (File(slip.file_name, slip_file(slip)),))
