"""`motcua run`, `motcua serve` and `motcua chat`."""

import argparse
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING

from pydantic import SecretStr

from bot import groundwork, logs
from bot.cli.common import DONE, REFUSED, complain, print_faults
from bot.clock import Clock
from bot.database import Database
from bot.settings import Settings, read_settings
from bot.snapshot import catalogue_of, settle
from bot.texts import say
from knowledge.release import FaultyReleaseError

if TYPE_CHECKING:
    from bot.app import WayIn

Work = Callable[[Settings, Clock, Database], int]


def run(_: argparse.Namespace) -> int:
    """The bot: Telegram by webhook or by polling when a token is set, else the terminal chat."""
    settings = read_settings()
    if settings.bot_token is None:
        print(say("terminal.token"), flush=True)
        return _with_groundwork(settings, _talk)
    return _with_groundwork(settings, _serve)


def serve(_: argparse.Namespace) -> int:
    """The bot by webhook alone: copies that poll would take each other's updates away."""
    settings = read_settings()
    if not settings.webhook_url:
        complain("`motcua serve` needs MOTCUA_WEBHOOK_URL, where Telegram reaches it; `motcua run` polls without one.")
        return REFUSED
    return _with_groundwork(settings, _serve)


def chat(typed: argparse.Namespace) -> int:
    """The terminal chat."""
    return _with_groundwork(read_settings(), partial(_talk, role=typed.role))


def _with_groundwork(settings: Settings, work: Work) -> int:
    database, clock = Database(settings.database_url), Clock(settings.today)
    try:
        groundwork.prepare(database, clock)
        return work(settings, clock, database)
    except FaultyReleaseError as faulty:
        print_faults(faulty.faults)
    except groundwork.DamagedError as damaged:
        complain(str(damaged))
    except groundwork.AlreadyRunningError as running:
        complain(f"{running}.")
    except KeyboardInterrupt:
        return DONE
    finally:
        database.close()
    return REFUSED


def _talk(settings: Settings, clock: Clock, database: Database, role: str | None = None) -> int:
    from bot import console
    from bot.web.serving import listening_here, open_at

    logs.set_up("text", _hidden(settings), logging.WARNING)  # a person reads them between two answers
    with listening_here(settings) as listener:
        host, port, *_ = listener.getsockname()
        beside = console.Beside(f"http://{host}:{port}", partial(open_at, listener))
        console.chat(settings, clock, database, catalogue_of(database), role, beside)
    return DONE


def _serve(settings: Settings, clock: Clock, database: Database) -> int:
    import uvloop

    from bot.app import App, RefusedError

    token = settings.bot_token.get_secret_value() if settings.bot_token else ""
    logs.set_up(settings.log, _hidden(settings), logging.INFO)
    held = groundwork.own(database)
    try:
        with _way_in(settings) as (way_in, desk):
            app = App(settings, clock, database, catalogue_of(database), token=token, desk=desk)
            settle()
            uvloop.run(app.serve(way_in))
    except RefusedError as refused:
        complain(str(refused))
        return REFUSED
    finally:
        if held:
            held.close()
    return DONE


@contextmanager
def _way_in(settings: Settings) -> Iterator[tuple["WayIn", str]]:
    """How updates come in, and the address of the desk; empty where it is not open."""
    from bot.app import by_polling
    from bot.web.serving import beside, by_webhook, listening_if_free

    if settings.webhook_url:
        with by_webhook(settings) as way_in:
            yield way_in, settings.site
        return
    with listening_if_free(settings) as listener:
        yield (beside(listener, by_polling), settings.site) if listener else (by_polling, "")


def _hidden(settings: Settings) -> list[str]:
    """What no line of the log may hold: the address of a Telegram call carries the token."""
    values = (value.get_secret_value() for _, value in settings if isinstance(value, SecretStr))
    return logs.secrets_of((*values, settings.webhook_word))
