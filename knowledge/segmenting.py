"""`make segments`: the words of every shipped name, found once by underthesea and kept beside the tokeniser.

It is a cache in a file: a name that is not in it is segmented when it is loaded. A test compares it with underthesea.
"""

from collections.abc import Iterator

from knowledge.release import read_release
from knowledge.text.normalise import marked
from knowledge.text.tokenise import JOINT, SEGMENTED, segment


def lines() -> Iterator[str]:
    """A line a name: its words, their syllables joined; before them the name and a tab where they do not give it."""
    names = {version.name for procedure in read_release().procedures for version in procedure.versions}
    for form, name in sorted({marked(name): name for name in sorted(names)}.items()):
        found = " ".join(word.replace(" ", JOINT) for word in segment(name))
        yield found if found.replace(JOINT, " ") == form else f"{form}\t{found}"


if __name__ == "__main__":
    SEGMENTED.write_text("\n".join(lines()) + "\n", "utf-8")
