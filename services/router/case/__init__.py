"""What becomes of a case: each decision returns the case as it then is, and the facts that follow. Pure."""

from services.router.case.climbing import SILENT, UNREACHABLE, climb
from services.router.case.hearing import hear
from services.router.case.opening import open_case
from services.router.case.record import Step, delivered, overdue

__all__ = ["SILENT", "UNREACHABLE", "Step", "climb", "delivered", "hear", "open_case", "overdue"]
