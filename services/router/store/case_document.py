"""A case as a document: the case, what finds it again, and its outbox; read and written here alone."""

from datetime import datetime

from services.router.change import Change, Entry, Stored
from services.router.likeness import Likeness, kept_keys
from services.router.placing import Near
from shared.case import Case, CaseState
from shared.event import Event
from shared.journal import Source, Told
from shared.mongo import COLLECTIONS, Document, from_document, to_document
from shared.outbox import Stamp
from shared.taxonomy import Track

OUTBOX = "outbox"
NEAR = {"number": 1, "state": 1, "classification.track": 1, "size": 1, "likenesses": 1}
"""The fields that `near_of` reads."""


def _entries(document: Document) -> tuple[Entry, ...]:
    return tuple(
        Entry(Stamp(entry["w"], entry["s"]), Event.model_validate(entry["event"]))
        for entry in document[OUTBOX]
    )


def _told(document: Document) -> Told:
    return [(entry.stamp, entry.event) for entry in _entries(document)]


SOURCE = Source(COLLECTIONS.cases, _told, prefix=OUTBOX, fields=(OUTBOX,))
"""How the relay finds what was written here and not yet told."""


def as_stored(change: Change, case: Case, now: datetime) -> Document:
    """Return the document of a changed case, without its outbox.

    `at` is the time of the last write, `next_due` that of the first clock or notice, or None; `near` are the
    keys under which the next report of the same problem finds it.
    """
    return to_document(case) | {
        "heard": list(change.heard),
        "likenesses": [one.model_dump() for one in change.likenesses],
        "near": [] if case.state is CaseState.MERGED else kept_keys(change.likenesses),
        "size": len(case.reports),
        "slots": list(change.slots),
        "next_due": case.next_due(),
        "at": now,
    }


def stored_of(document: Document) -> Stored:
    """Read a case with what is kept beside it."""
    return Stored(
        from_document(Case, document),
        tuple(document["heard"]),
        _entries(document),
        tuple(Likeness.model_validate(one) for one in document["likenesses"]),
        tuple(document["slots"]),
    )


def near_of(document: Document) -> Near:
    """Read as much of a case as shows whether a report joins it."""
    return Near(
        id=document["_id"],
        number=document["number"],
        state=CaseState(document["state"]),
        track=Track(document["classification"]["track"]),
        size=document["size"],
        likenesses=tuple(Likeness.model_validate(one) for one in document["likenesses"]),
    )


def entry_document(entry: Entry) -> Document:
    """Return an entry of the outbox as it is stored."""
    return {
        "w": entry.stamp.w,
        "s": entry.stamp.s,
        "event": entry.event.model_dump(mode="python", exclude_none=True),
    }
