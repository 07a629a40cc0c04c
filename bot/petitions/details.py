"""Words that stand in the details of events, and that others read there."""

PARENT_ANSWERED = "parent_answered"
"""What the sender of a duplicate is reminded of: the petition that hers repeats was answered."""

SUPPLIED = "supplied"
"""The fact of a move by which an officer wrote down what a citizen answered."""

NEXT = "next"
"""The fact of a refusal: the office's own words for what its sender can do next, as they were that day."""
