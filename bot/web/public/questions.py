"""Every question that the feed answers: one table, by which it is routed, checked and described."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.web.public.parameters import PLACE, SEARCH, Parameter

FEED = "/open311/v2"


@dataclass(frozen=True, slots=True)
class Question:
    """A question: its name, its address without the form, and its parameters."""

    name: str
    path: str
    parameters: Sequence[Parameter]


QUESTIONS: Sequence[Question] = (
    Question("discovery", "discovery", PLACE),
    Question("services", "services", PLACE),
    Question("requests", "requests", SEARCH),
    Question("request", "requests/{service_request_id}", PLACE),
)
