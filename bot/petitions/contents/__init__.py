"""What citizens may enclose: files that are what they say, without a trace of where and with what they were made."""

from bot.petitions.contents.checking import checked
from bot.petitions.contents.kinds import LIMITS, Kept, Kind, Limits, Refusal, RefusedFileError
from bot.petitions.contents.storing import older_than, path_of, random_name, remove, remove_all, store, stored_in, sweep

__all__ = [
    "LIMITS",
    "Kept",
    "Kind",
    "Limits",
    "Refusal",
    "RefusedFileError",
    "checked",
    "older_than",
    "path_of",
    "random_name",
    "remove",
    "remove_all",
    "store",
    "stored_in",
    "sweep",
]
