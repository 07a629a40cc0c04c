"""Every threshold of the decision between kinds, in one place; the weights of cues stand beside them in cues.csv."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Scale:
    """How much evidence a kind needs."""

    bar: float = 2.0
    """The evidence a kind needs when the search found no procedure."""
    choices: float = 2.6
    """How much more it needs, times the score of the best, when procedures are offered as choices."""
    answer: float = 3.2
    """The same when one procedure would be answered."""
    following: float = 1.8
    """The same for what became of a dossier or petition: people call it by its procedure."""
    danger: float = 1.5
    """The same for a danger: better a number to call too often than too late."""
    named: float = 0.85
    """The score from which a procedure counts as named in full."""
    named_whole: float = 2.0
    """How much more evidence it takes against a procedure named in full or by its code."""
    asking: float = 1.2
    """How much more a petition or denunciation needs for each phrase that asks how a procedure works."""
    asking_else: float = 0.6
    """The same for the other kinds, which are often questions themselves."""
    most_asking: int = 2
    """How many such phrases count at most."""
    accused: float = 3.0
    """The evidence of a crime from which a denunciation is a tố cáo, whatever else it says."""
    strangers: int = 1
    """How many unknown syllables may stand beside a greeting before it is more than a greeting."""
    statement: int = 6
    """How many syllables a message has at least that states something."""
