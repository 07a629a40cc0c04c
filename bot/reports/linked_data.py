"""The catalogue as linked data: JSON-LD in CPSV-AP 3.2, the European Commission's profile for public services.

A procedure is one `cpsv:PublicService`, as it stands on a day. CPSV-AP has no validity and no successor; dct:valid,
dct:temporal, dct:replaces and dct:isReplacedBy say them, and ELI's own terms a decision. What the catalogue does not
state is left out, also where the profile wants it: nothing is made up to fill a place.
"""

import json
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from bot.texts import say
from knowledge.browsing import key_of
from knowledge.catalogue import Catalogue
from knowledge.procedures import DayBasis, Decision, Paper, Procedure, Version, Way
from knowledge.timeline import Standing, Status, standing_on, ways_on
from knowledge.units import Unit

PREFIXES = {
    "adms": "http://www.w3.org/ns/adms#",
    "cpsv": "http://purl.org/vocab/cpsv#",
    "cv": "http://data.europa.eu/m8g/",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "eli": "http://data.europa.eu/eli/ontology#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}

ATU = "http://data.europa.eu/88u/dataset/atu-type"
"""The class of administrative units in CPSV-AP 3.2."""

VIETNAMESE = "http://publications.europa.eu/resource/authority/language/VIE"
DONG = "http://publications.europa.eu/resource/authority/currency/VND"

STATUSES = {
    Status.NEW: "Completed",
    Status.AMENDED: "Completed",
    Status.IN_FORCE: "Completed",
    Status.NOT_YET: "UnderDevelopment",
    Status.REPLACED: "Deprecated",
    Status.ABOLISHED: "Withdrawn",
}
"""Hiệu lực in the terms of ADMS; of what is not known nothing is said."""

PERIODS = (("{}D", re.compile(r"(\d+) ngày")), ("{}M", re.compile(r"(\d+) tháng")), ("T{}H", re.compile(r"(\d+) giờ")))
"""Times that are durations. Working days are none in ISO 8601: they stand in words alone."""

URN = "urn:motcua"

Node = dict[str, Any]


def linked_data(
    catalogue: Catalogue,
    units: Sequence[Unit],
    papers: Callable[[Version], Sequence[Paper]],
    day: date,
    public_url: str = "",
) -> bytes:
    """Everything that stands in the catalogue on a day, each thing once, in a stable order."""
    graph = _Graph(day, public_url, papers, _province(units, day))
    known = catalogue.procedures()
    replaced: dict[str, list[str]] = {}
    for procedure in known:
        for code in procedure.latest.replaced_by:
            replaced.setdefault(code, []).append(procedure.code)
    for procedure in known:
        graph.add(procedure, replaced.get(procedure.code, ()))
    nodes = [graph.nodes[name] for name in sorted(graph.nodes)]
    context: Node = {**PREFIXES, "@language": "vi"}
    return (json.dumps({"@context": context, "@graph": nodes}, ensure_ascii=False, indent=1) + "\n").encode()


def _province(units: Sequence[Unit], day: date) -> Unit | None:
    """The province that the catalogue speaks for on a day."""
    here = (unit for unit in units if unit.kind == "tỉnh")
    held = (u for u in here if (u.valid_from or date.min) <= day < (u.valid_to or date.max))
    return next(held, None)


@dataclass
class _Graph:
    """The nodes so far, by their names."""

    day: date
    public_url: str
    papers: Callable[[Version], Sequence[Paper]]
    province: Unit | None
    nodes: dict[str, Node] = field(default_factory=dict)

    def add(self, procedure: Procedure, replaces: Sequence[str]) -> None:
        """A procedure with everything it names."""
        standing = standing_on(procedure, self.day)
        version = standing.version
        name = self._name("thu-tuc", procedure.code)
        self._put(
            name,
            "cpsv:PublicService",
            {
                "dct:identifier": _plain(procedure.code),
                "dct:title": version.name,
                "dct:description": _description(version),
                "dct:language": self._language(),
                "adms:status": self._status(standing),
                "cv:hasCompetentAuthority": self._authority(version),
                "cv:thematicArea": self._concept("linh-vuc", key_of(version.field), version.field),
                "dct:spatial": self._place(),
                "cv:hasLegalResource": [self._decision(d) for d in (*version.enacted_by, *version.ended_by)],
                "dct:valid": _dated(version),
                "dct:temporal": _period(version),
                "dct:replaces": [_to(self._name("thu-tuc", code)) for code in sorted(replaces)],
                "dct:isReplacedBy": [_to(self._name("thu-tuc", code)) for code in version.replaced_by],
                **self._ways(version, name),
                "cpsv:hasInput": [_to(self._paper(p, f"{name}/giay-to/{n}")) for n, p in self._numbered(version)],
            },
        )

    def _numbered(self, version: Version) -> Iterator[tuple[int, Paper]]:
        return enumerate(self.papers(version), 1)

    def _ways(self, version: Version, name: str) -> Node:
        """The channels with their costs; alternatives of one channel are channels of their own."""
        channels, costs = [], []
        for number, way in enumerate(ways_on(version, self.day), 1):
            channel = f"{name}/cach-nop/{number}"
            self._put(
                channel,
                "cv:Channel",
                {
                    "dct:identifier": _plain(f"{version.code}/{number}"),
                    "dct:type": self._concept("hinh-thuc", way.channel, say(f"channel.{way.channel}").unescape()),
                    "dct:description": say("line.time", value=way.time).unescape() if way.time else "",
                    "cv:processingTime": _duration(way.time),
                },
            )
            channels.append(_to(channel))
            if way.fee is not None or way.fee_note:
                costs.append(_to(self._cost(version, way, number, name, channel)))
        return {"cv:hasChannel": channels, "cv:hasCost": costs}

    def _cost(self, version: Version, way: Way, number: int, name: str, channel: str) -> str:
        stated = way.fee is not None
        return self._put(
            f"{name}/phi/{number}",
            "cv:Cost",
            {
                "dct:identifier": _plain(f"{version.code}/{number}"),
                "cv:hasValue": {"@value": f"{way.fee}.0", "@type": "xsd:double"} if stated else None,
                "cv:currency": self._currency() if stated else None,
                "dct:description": way.fee_note,
                "cv:ifAccessedThrough": _to(channel),
            },
        )

    def _paper(self, paper: Paper, name: str) -> str:
        told = [
            paper.case,
            say("papers.originals", number=paper.originals).unescape() if paper.originals else "",
            say("papers.copies", number=paper.copies).unescape() if paper.copies else "",
            say("papers.conditional").unescape() if paper.conditional else "",
        ]
        about = "; ".join(filter(None, told))
        identifier = name.removeprefix(self._name("thu-tuc", ""))
        said = {"dct:identifier": _plain(identifier), "dct:title": paper.name, "dct:description": about}
        return self._put(name, "cv:Evidence", said)

    def _authority(self, version: Version) -> Node | None:
        """Who decides, or who carries it out where only that is stated."""
        told = version.authority or version.performing
        if not told:
            return None
        return _to(
            self._put(
                self._name("co-quan", key_of(told)),
                "cv:PublicOrganisation",
                {"skos:prefLabel": told, "dct:spatial": self._place()},
            )
        )

    def _place(self) -> Node | None:
        if self.province is None:
            return None
        name = self._name("don-vi", self.province.code)
        called = f"{self.province.kind} {self.province.name}"
        return _to(self._put(name, ["dct:Location", ATU], {"skos:prefLabel": called}))

    def _decision(self, decision: Decision) -> Node:
        signed = decision.signed_on
        return _to(
            self._put(
                self._name("quyet-dinh", decision.key),
                "eli:LegalResource",
                {
                    "eli:id_local": _plain(decision.number),
                    "eli:date_document": {"@value": signed.isoformat(), "@type": "xsd:date"} if signed else None,
                    "dct:title": decision.subject,
                },
            )
        )

    def _status(self, standing: Standing) -> Node | None:
        known = STATUSES.get(standing.status)
        if known is None:
            return None
        label = say(f"brief.{Status.IN_FORCE if known == 'Completed' else standing.status}").unescape()
        return _to(self._put(f"http://purl.org/adms/status/{known}", "skos:Concept", {"skos:prefLabel": label}))

    def _concept(self, scheme: str, key: str, label: str) -> Node | None:
        if not label:
            return None
        return _to(self._put(self._name(scheme, key), "skos:Concept", {"skos:prefLabel": label}))

    def _language(self) -> Node:
        return _to(self._put(VIETNAMESE, "dct:LinguisticSystem", {}))

    def _currency(self) -> Node:
        return _to(self._put(DONG, "skos:Concept", {}))

    def _name(self, kind: str, key: str) -> str:
        """The name of a thing on the web, or one that is nowhere to be looked up."""
        return f"{self.public_url}/{kind}/{key}" if self.public_url else f"{URN}:{kind}:{key}"

    def _put(self, name: str, kind: str | list[str], said: Node) -> str:
        stated = {key: value for key, value in said.items() if value not in (None, "", [])}
        self.nodes[name] = {"@id": name, "@type": kind, **stated}
        return name


def _to(name: str) -> Node:
    return {"@id": name}


def _plain(text: str) -> Node:
    """A text of no language: a code, a number."""
    return {"@value": text, "@language": None}


def _description(version: Version) -> str:
    """For whom it is and what comes of it, as far as it is stated."""
    told = [
        say("line.applicants", value=version.applicants).unescape() if version.applicants else "",
        say("line.results", value=version.results).unescape() if version.results else "",
    ]
    return ". ".join(part.rstrip(". ") for part in told if part)


def _duration(time: str) -> Node | None:
    for form, stated in PERIODS:
        if found := stated.fullmatch(time):
            return {"@value": "P" + form.format(found[1]), "@type": "xsd:duration"}
    return None


def _days(version: Version) -> tuple[date | None, date | None]:
    """The first day and the last, where a text states them; a day of signing or of observing is neither."""
    first = version.valid_from if version.from_basis is DayBasis.STATED else None
    after = version.valid_to if version.to_basis is DayBasis.STATED else None
    return first, after - timedelta(days=1) if after else None


def _dated(version: Version) -> Node | None:
    """dct:valid takes a literal: a period as the DCMI Period Encoding Scheme writes it."""
    first, last = _days(version)
    told = [f"start={first}" if first else "", f"end={last}" if last else ""]
    stated = [part for part in told if part]
    return {"@value": "; ".join([*stated, "scheme=W3C-DTF;"]), "@type": "dct:Period"} if stated else None


def _period(version: Version) -> Node | None:
    """The same as a thing with two days, as catalogues of data read it."""
    first, last = _days(version)
    days = {"dcat:startDate": first, "dcat:endDate": last}
    stated = {key: {"@value": day.isoformat(), "@type": "xsd:date"} for key, day in days.items() if day}
    return {"@type": "dct:PeriodOfTime", **stated} if stated else None
