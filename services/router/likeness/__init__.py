"""Whether two reports speak of the same problem: same standard, clause and kind, and a text that agrees."""

from services.router.likeness.places import (
    everything_on,
    kept_keys,
    places,
    shelf,
    wanted_keys,
    wanted_places,
)
from services.router.likeness.record import Likeness
from services.router.likeness.same import Agreement, Same

__all__ = [
    "Agreement",
    "Likeness",
    "Same",
    "everything_on",
    "kept_keys",
    "places",
    "shelf",
    "wanted_keys",
    "wanted_places",
]
