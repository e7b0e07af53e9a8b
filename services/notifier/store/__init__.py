"""The notifier's store: it owns `deliveries` and `endpoints`, and reads what others own."""

from services.notifier.store.deliveries import INDEXES as DELIVERY_INDEXES
from services.notifier.store.deliveries import SOURCE, Deliveries
from services.notifier.store.endpoints import INDEXES as ENDPOINT_INDEXES
from services.notifier.store.endpoints import Endpoints
from services.notifier.store.reading import INDEXES as READING_INDEXES
from services.notifier.store.reading import Reading
from services.notifier.store.sweep import DIGESTS, CaseSweep, Looked, Sweep
from shared.mongo import COLLECTIONS

INDEXES = {
    COLLECTIONS.deliveries: DELIVERY_INDEXES,
    COLLECTIONS.endpoints: ENDPOINT_INDEXES,
    **READING_INDEXES,
}

__all__ = [
    "DIGESTS",
    "INDEXES",
    "SOURCE",
    "CaseSweep",
    "Deliveries",
    "Endpoints",
    "Looked",
    "Reading",
    "Sweep",
]
