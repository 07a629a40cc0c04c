"""Every weight and threshold of the search, in one place."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Ranking:
    """How evidence becomes a score between 0 and 1, and a score a decision."""

    # A syllable of the question and a syllable of a name.
    unmarked: float = 0.95
    """What a syllable typed without its marks is worth against the same syllable with marks."""
    other_marks: float = 0.55
    """What a syllable typed with other marks is worth: "kỷ" against "ký"."""
    fuzzy: float = 0.75
    """What a misspelt syllable is worth at most, once the catalogue knows no syllable written like it."""
    fuzzy_cutoff: float = 0.6
    """How alike two syllables must be, between 0 and 1, to be one misspelt."""
    unknown: float = 3.5
    """How much a syllable weighs that no name holds; one that a single name of 2,000 holds weighs 7.6."""
    in_tail: float = 0.93
    """What a syllable found only after "đối với", "trong trường hợp" or inside brackets is worth."""
    aside: float = 0.1
    """What a syllable found only in the field or the result of a procedure is worth."""

    # An everyday word and its official term.
    everyday: float = 0.95
    """What an official term is worth that an everyday word stands for."""
    hint: float = 0.5
    """The same for a word with several meanings."""
    hint_missed: float = 0.4
    """How much of such a word counts as unanswered by a name that lacks what it hints at."""
    circumstance: float = 0.3
    """How much a circumstance brings a name nearer that states it in official words."""
    heaviest: float = 14.0
    """How much one everyday word can weigh at most, however long its official term."""
    part: float = 1.8
    """How fast the worth of an official term falls when a name holds only a part of it."""

    # A question and a name.
    unasked: float = 0.5
    """How much a word of the name counts that the question lacks: the plain form comes before the special one."""
    unasked_limit: float = 50.0
    """Where the weight of a name's further words stops growing: long official names are not punished without end."""
    tail: float = 0.18
    """What is left of a word's weight after "đối với", "thuộc thẩm quyền" or inside brackets."""
    unanswered: float = 0.4
    """How much a word of the question counts that the name does not have."""
    turn: float = 4.0
    """What a syllable of the name weighs more that turns the matter into another: lại, đổi, thu hồi, lưu động."""
    other_act: float = 0.72
    """What is left of the score of a name that does not state the act asked for, when one near it does."""
    act_near: float = 0.6
    """The share of the best score a name must have that states the act, for the others to be put behind it."""
    whole_name: float = 0.9
    """The least score of a name that was typed whole, with nothing around it but asking."""
    doubt: float = 1.2
    """How much a question must say before it is believed: one common syllable alone finds nothing."""
    pairs: float = 0.15
    """The share of the score given by neighbouring syllables that are neighbours in the name too."""

    # A procedure.
    standing_here: float = 0.35
    """How much of the score depends on whether the seven communes handle the procedure."""
    full: float = 0.46
    """How much of that dependence is gone for a name that answers the question wholly: it is found by name."""
    not_here: float = 0.0
    """How near customs, border, bank and sea are, between 0 and 1."""
    above: float = 0.1
    """How near a procedure is that only the province or a ministry handles."""
    asked: float = 0.6
    """How near such a procedure is at least that citizens ask for often."""
    commune: float = 0.56
    """How near a procedure of a commune is."""
    a_list: float = 0.11
    """How much nearer each commune list that holds it brings it."""
    own_body: float = 0.8
    """How near a procedure is whose body stands in each commune beside the one-stop centre: police, army, school."""
    organisations: float = 0.1
    """How much farther a procedure is that only organisations may ask for."""
    ended: float = 0.7
    """What is left of the score of a procedure that is replaced, abolished or not yet in force on the day."""
    unsure: float = 0.93
    """What is left of the score of a procedure whose standing on the day is unknown."""

    # A decision.
    answer: float = 0.5
    """The score from which one procedure may be answered outright."""
    margin: float = 0.145
    """How far, as a share of its score, the first must be ahead of the second to be answered outright."""
    special_margin: float = 0.06
    """The same where the second is but a special form of the first, under conditions the question does not name."""
    special: float = 0.34
    """How much of what such a form adds to the first name the question may say, as a share of the syllables added."""
    broad: float = 0.7
    """The score of what a question may mean that says no more than a broad word."""
    floor: float = 0.41
    """The score below which nothing is offered."""
    elsewhere: float = 0.55
    """The same for what no commune handles (customs, border, bank, sea): few words of a citizen mean it."""
    near: float = 0.6
    """The share of the best score a further choice must have."""
    choices: int = 6
    """How many choices are offered at most."""

    # Limits.
    longest: int = 48
    """How many syllables of a message are read."""
    enough: int = 300
    """How many names are enough to choose from: from then on, words that say less bring no further ones."""
    candidates: int = 48
    """How many names are looked at closely."""


CERTAIN = 1.0
"""The score of a procedure whose code was typed."""
