"""What citizens may enclose: files that are what they say, without a trace of where and with what they were made."""

from bot.petitions.contents.checking import checked
from bot.petitions.contents.kinds import LIMITS, Kept, Kind, Limits, Refusal, RefusedFileError
from bot.petitions.contents.storing import path_of, random_name, remove, store, sweep

__all__ = [
    "LIMITS",
    "Kept",
    "Kind",
    "Limits",
    "Refusal",
    "RefusedFileError",
    "checked",
    "path_of",
    "random_name",
    "remove",
    "store",
    "sweep",
]
