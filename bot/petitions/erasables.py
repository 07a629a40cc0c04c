"""What of a petition may be erased one day: the texts and files of which the chain has keyed digests alone."""

import json
from collections.abc import Iterable
from dataclasses import asdict

from bot.petitions.attachments import Attachment
from bot.petitions.identity import Identity
from bot.petitions.petition import Petition

FILE = "file:"
"""What the digest of a file is named by, before the number of its row."""


def contact_text(identity: Identity) -> str:
    """Who sent a petition, as it is sealed."""
    return json.dumps(asdict(identity), ensure_ascii=False, sort_keys=True)


def erasable_of(petition: Petition, contact: str) -> dict[str, str]:
    """What of a lodged petition may be erased one day: its digests are in the chain from the first event on."""
    place = petition.place
    where = json.dumps([place.words, place.latitude, place.longitude], ensure_ascii=False)
    return {"words": petition.words, "place": where, "contact": contact}


def erasable_files(files: Iterable[Attachment]) -> dict[str, str]:
    """What of files is in the chain as keyed digests: their SHA-256, by which each is known."""
    return {f"{FILE}{file.id}": file.digest for file in files if file.digest}


def place_of(petition: Petition) -> str:
    """What a sealed contact is bound to, so that one cannot be put in the place of another."""
    return f"petition:{petition.id}"
