"""From a draft to a change set: what stands under each code afterwards, with its papers and where it was seen."""

from collections.abc import Mapping, Sequence

from knowledge.change_sets import ChangeSet, Edit, Recorded
from knowledge.proposing.values import Draft, Piece
from knowledge.timeline import begins


def change_set_of(
    draft: Draft, title: str, standing: Mapping[str, Sequence[Recorded]], digests: Mapping[str, Sequence[str]]
) -> ChangeSet:
    """What approval applies. `standing`: what is said now under each code that is drawn up, and its digests."""
    decision, source = draft.decision, draft.source
    return ChangeSet(
        title=title,
        edits=tuple(
            Edit(
                code, tuple(digests.get(code, ())), tuple(_recorded(piece, standing.get(code, ())) for piece in pieces)
            )
            for code, pieces in sorted(draft.drawn.items())
        ),
        decision=decision,
        sources=(source,) if source else (),
        fields=draft.fields,
        decisions=(decision,) if decision else (),
    )


def _recorded(piece: Piece, standing: Sequence[Recorded]) -> Recorded:
    """A version with the papers of the one it was drawn up over."""
    day = begins(piece.of) if piece.of else None
    before = next((one for one in standing if begins(one.version) == day), None)
    if before is None:
        return Recorded(piece.version, (), piece.ref)
    return Recorded(piece.version, before.papers, piece.ref or before.source_ref)
