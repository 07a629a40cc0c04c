"""Private numbers taken out of a message before anything keeps it."""

from knowledge.kinds.private import private_numbers

MASK = "•"
"""What stands for a digit that was taken out."""

HIDDEN = MASK * 4
"""How a message shows that a private number was taken out of it; the shortest private number has four digits."""


def masked(words: str) -> str:
    """A message with a private number loses every digit; any other stays as it is."""
    if not private_numbers(words):
        return words
    return "".join(MASK if letter.isdecimal() else letter for letter in words)


def was_masked(words: str) -> bool:
    """Whether a private number was taken out: its digits stood together, or in groups."""
    return words.count(MASK) >= len(HIDDEN)
