"""Random messages: whatever is typed has a kind, and nothing raises. `make fuzz` reads 100,000 of them.

And as many updates of every kind that the Bot API has: see tests/feeding.py.
"""

import asyncio
import sys
from collections.abc import Iterator
from datetime import date
from random import Random

from knowledge.catalogue import Catalogue
from knowledge.kinds.reading import Kind
from knowledge.release import read_release
from knowledge.understanding import Understanding

DAY = date(2026, 11, 22)
SEED = 20261122
LONGEST = 400

CONTROLS = "\x00\x01\x07\x08\t\n\r\x1b\x7f\x85"
DIRECTIONS = "\u200e\u200f\u202a\u202b\u202d\u202e\u2066\u2067\u2069"
JOINERS = "\u200b\u200c\u200d\u2060\ufeff"
EMOJI = "😀🙏❤️😭👨‍👩‍👧👍🏻🇻🇳"
DIGITS = "0123456789.,-/ "
MARKS = "\u0300\u0301\u0302\u0303\u0306\u0309\u031b\u0323"
SYLLABLES = (
    "khai",
    "sinh",
    "đăng",
    "ký",
    "giấy",
    "thẻ",
    "cấp",
    "lại",
    "xã",
    "trực",
    "đại",
    "ko",
    "dc",
    "đất",
    "tố",
    "cáo",
)
ALPHABETS = (CONTROLS, DIRECTIONS, JOINERS, EMOJI, DIGITS, MARKS, "aăâbcdđeêghiklmnoôơpqrstuưvxy ", "\ud800\udfff")


def messages(number: int, seed: int = SEED) -> Iterator[str]:
    """Messages of every kind of nonsense, the same ones for the same seed."""
    chance = Random(seed)
    for _ in range(number):
        yield "".join(_pieces(chance, chance.randrange(LONGEST)))


def _pieces(chance: Random, length: int) -> Iterator[str]:
    """Runs out of one alphabet, out of all of Unicode, and real syllables between them."""
    done = 0
    while done < length:
        kind, run = chance.randrange(4), chance.randint(1, 20)
        if kind == 0:
            piece = " ".join(chance.choices(SYLLABLES, k=run // 4 + 1)) + chance.choice((" ", ""))
        elif kind == 1:
            piece = "".join(chr(chance.randrange(0x110000)) for _ in range(run))
        else:
            piece = "".join(chance.choices(chance.choice(ALPHABETS), k=run))
        done += len(piece)
        yield piece


def read_all(understanding: Understanding, number: int) -> int:
    """Read so many messages; gives how many were of a kind, which is all of them."""
    return sum(understanding.read(message, DAY).kind in Kind for message in messages(number))


def main() -> None:
    """Read as many as the command line says."""
    from tests.feeding import feed_an_own  # which needs the messages of this file

    number = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    read = read_all(Understanding(Catalogue.of_release(read_release())), number)
    sys.stdout.write(f"{read} of {number} messages were read, each has a kind\n")
    fed = asyncio.run(feed_an_own(number))
    sys.stdout.write(f"{fed.taken} of {number} updates were taken, {len(fed.faults)} met an unhandled exception\n")
    sys.stdout.writelines(f"{fault}\n" for fault in fed.faults[:20])
    sys.exit(bool(fed.faults) or fed.taken != number)


if __name__ == "__main__":
    main()
