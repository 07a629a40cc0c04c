"""Open data as JSON-LD, held against the vocabulary of CPSV-AP 3.2."""

import csv
import json
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from rdflib import DCTERMS, RDF, SKOS, Graph, Literal, URIRef
from rdflib.term import Node

from bot.reports.linked_data import PREFIXES, linked_data
from knowledge.catalogue import Catalogue
from knowledge.procedures import Change, DayBasis, Procedure
from knowledge.release import Release
from tests.bot.conftest import DAY
from tests.knowledge.versions import a_version

# The library's own reader of JSON-LD uses a class of the library that it calls deprecated.
pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")

DATA = Path(__file__).parents[1] / "data"
PUBLIC = "https://motcua.example.vn"
SERVICE, ORGANISATION = URIRef(PREFIXES["cpsv"] + "PublicService"), URIRef(PREFIXES["cv"] + "PublicOrganisation")


def rows(file: str) -> list[dict[str, str]]:
    with (DATA / file).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def named(term: str) -> URIRef:
    prefix, _, name = term.partition(":")
    return URIRef(PREFIXES[prefix] + name)


def lacking(graph: Graph) -> Iterator[tuple[str, str, Node]]:
    """Each thing that has a property less or more often than its shape says."""
    for shape in rows("cpsv_ap_3_2_shapes.csv"):
        for thing in graph.subjects(RDF.type, named(shape["class"])):
            number = len(set(graph.objects(thing, named(shape["property"]))))
            if number < int(shape["least"] or 0) or number > int(shape["most"] or number):
                yield shape["class"], shape["property"], thing


@pytest.fixture(scope="module")
def graph(catalogue: Catalogue, shipped: Release) -> Graph:
    """The shipped catalogue, as another program reads it."""
    told = linked_data(catalogue, shipped.units, shipped.papers_of, DAY, PUBLIC)
    return Graph().parse(data=told.decode(), format="json-ld")


def test_every_class_and_property_is_a_term_of_the_profile_or_a_named_extension(graph: Graph) -> None:
    terms = {
        kind: {r["iri"] for r in rows("cpsv_ap_3_2_terms.csv") if r["kind"] == kind} for kind in ("class", "property")
    }
    assert {str(kind) for kind in graph.objects(None, RDF.type)} <= terms["class"]
    assert {str(term) for term in graph.predicates()} - {str(RDF.type)} <= terms["property"]
    # The library knows the terms of Dublin Core by itself, and refuses what is none.
    assert all(DCTERMS[str(t).rpartition("/")[2]] == t for t in graph.predicates() if str(t).startswith(str(DCTERMS)))


def test_every_procedure_is_a_public_service_named_in_vietnamese(graph: Graph, catalogue: Catalogue) -> None:
    services = set(graph.subjects(RDF.type, SERVICE))
    assert services == {URIRef(f"{PUBLIC}/thu-tuc/{p.code}") for p in catalogue.procedures()}
    birth = URIRef(f"{PUBLIC}/thu-tuc/1.001193")
    assert list(graph.objects(birth, DCTERMS.identifier)) == [Literal("1.001193")]
    names = [name for service in services for name in graph.objects(service, DCTERMS.title)]
    assert len(names) == len(services)
    assert {name.language for name in names if isinstance(name, Literal)} == {"vi"}


def test_what_the_profile_demands_is_there_except_what_nobody_stated(graph: Graph, catalogue: Catalogue) -> None:
    versions = [standing.version for p in catalogue.procedures() if (standing := catalogue.standing(p.code, DAY))]
    unstated = {
        ("cpsv:PublicService", "dct:description"): sum(not (v.applicants or v.results) for v in versions),
        ("cpsv:PublicService", "cv:hasCompetentAuthority"): sum(not (v.authority or v.performing) for v in versions),
    }
    assert all(number > 0 for number in unstated.values())
    assert Counter((kind, term) for kind, term, _ in lacking(graph)) == unstated


def test_whatever_is_named_is_described_too(graph: Graph) -> None:
    """A link within the data leads to something; only the vocabularies of others are left to them."""
    described = set(graph.subjects())
    ours = {o for o in graph.objects() if isinstance(o, URIRef) and str(o).startswith(PUBLIC)}
    assert ours <= described
    labelled = set(graph.objects(None, named("cv:thematicArea")))
    assert labelled
    assert all(any(graph.objects(thing, SKOS.prefLabel)) for thing in labelled)


def test_the_same_catalogue_gives_the_same_bytes(catalogue: Catalogue, shipped: Release) -> None:
    first, second = (linked_data(catalogue, shipped.units, shipped.papers_of, DAY) for _ in range(2))
    assert first == second
    names = [node["@id"] for node in json.loads(first)["@graph"]]
    assert names == sorted(set(names))
    assert "urn:motcua:thu-tuc:1.001193" in names


OLD, NEW = "1.000001", "1.000002"


def small(day: date) -> Graph:
    replaced = a_version(
        code=OLD,
        valid_from=date(2025, 1, 1),
        from_basis=DayBasis.STATED,
        valid_to=date(2026, 3, 1),
        to_basis=DayBasis.STATED,
        ended=Change.REPLACED,
        replaced_by=(NEW,),
    )
    heir = a_version(code=NEW, valid_from=date(2026, 3, 1), from_basis=DayBasis.SIGNED, authority="", performing="")
    catalogue = Catalogue([Procedure(OLD, (replaced,)), Procedure(NEW, (heir,))], {}, [], [])
    return Graph().parse(data=linked_data(catalogue, (), lambda _: (), day).decode(), format="json-ld")


def test_validity_and_successors_stand_in_terms_beside_the_profile() -> None:
    graph = small(DAY)
    old, new = (URIRef(f"urn:motcua:thu-tuc:{code}") for code in (OLD, NEW))
    assert set(graph.objects(old, DCTERMS.isReplacedBy)) == {new}
    assert set(graph.objects(new, DCTERMS.replaces)) == {old}
    (valid,) = graph.objects(old, DCTERMS.valid)
    assert str(valid) == "start=2025-01-01; end=2026-02-28; scheme=W3C-DTF;"
    (period,) = graph.objects(old, DCTERMS.temporal)
    assert str(graph.value(period, named("dcat:startDate"))) == "2025-01-01"
    assert str(graph.value(period, named("dcat:endDate"))) == "2026-02-28"
    assert str(graph.value(old, named("adms:status"))) == "http://purl.org/adms/status/Deprecated"


def test_a_day_that_no_text_states_and_an_authority_that_nobody_names_are_left_out() -> None:
    graph, new = small(DAY), URIRef(f"urn:motcua:thu-tuc:{NEW}")
    assert graph.value(new, DCTERMS.valid) is None  # only the day of its signing is known
    assert graph.value(new, named("cv:hasCompetentAuthority")) is None
    assert graph.value(new, DCTERMS.spatial) is None  # no unit is known at all
