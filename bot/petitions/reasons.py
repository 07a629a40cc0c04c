"""Why a petition is not taken: a closed list, each with a next step for its sender in the texts."""

from enum import StrEnum


class Reason(StrEnum):
    """Grounds of a refusal (NĐ 20/2008/NĐ-CP, Điều 9; NĐ 154/2026/NĐ-CP, Điều 4.1)."""

    NOT_A_PETITION = "not_a_petition"  # a complaint, a denunciation, or a question
    OUTSIDE = "outside"  # no agency known here is competent
    LACKING = "lacking"  # name, address or content lacking, and not given when asked
    REPEATED = "repeated"  # answered already, with nothing new
    CONCLUDED = "concluded"  # a judgment or conclusion is in force, or another body handles it
    INSULTING = "insulting"
    EMERGENCY = "emergency"  # somebody is in danger: 113, 114, 115, 111
