"""One standard, as people cite it: read, found in running text, compared, printed."""

from shared.standard.level import Level
from shared.standard.ref import StandardRef
from shared.standard.unreadable import UnreadableCitation

__all__ = ["Level", "StandardRef", "UnreadableCitation"]
