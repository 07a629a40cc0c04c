"""What a copy of the bot counts of its own work, for who watches it: by kind and by time, never by person.

Each application has its own, so that several may live in one program.
"""

from collections.abc import Iterable
from contextlib import AbstractContextManager

from prometheus_client import CollectorRegistry, Counter, GCCollector, Histogram, ProcessCollector

from knowledge.kinds.reading import Kind

NONE_OF_THESE = "none_of_these"
"""What is counted where none of the offered procedures was meant."""

KINDS = frozenset({*Kind, NONE_OF_THESE})
"""The only kinds that are counted: no label is ever made of what somebody typed."""

SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
"""Where the times of handling are told apart; an update that waits for Telegram may take long."""


class Meters:
    """The counters of one application."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        GCCollector(registry=self.registry)
        self._answers = Counter(
            "motcua_answers", "Messages that were answered, by kind", ["kind"], registry=self.registry
        )
        for kind in KINDS:
            self._answers.labels(kind)
        self._handling = Histogram(
            "motcua_update_seconds",
            "Seconds from an update being taken out of the inbox to its end",
            buckets=SECONDS,
            registry=self.registry,
        )
        self._faults = Counter("motcua_faults", "Updates that met an error nobody foresaw", registry=self.registry)

    def answered(self, kinds: Iterable[str]) -> None:
        """Messages of some kinds were answered."""
        for kind in kinds:
            if kind in KINDS:
                self._answers.labels(kind).inc()

    def handling(self) -> AbstractContextManager[object]:
        """While this is open, an update is handled."""
        return self._handling.time()

    def fault(self) -> None:
        """An update met an error nobody foresaw."""
        self._faults.inc()
