"""What becomes of a case: each decision returns the case as it then is, and the facts that follow. Pure."""

from services.router.case.climbing import SILENT, UNREACHABLE, climb
from services.router.case.correcting import confirm, correct
from services.router.case.hearing import hear
from services.router.case.joining import join
from services.router.case.noticing import noticed
from services.router.case.opening import open_case
from services.router.case.record import Step, overdue
from services.router.case.regrouping import found, give_up, let_go, take_in

__all__ = [
    "SILENT",
    "UNREACHABLE",
    "Step",
    "climb",
    "confirm",
    "correct",
    "found",
    "give_up",
    "hear",
    "join",
    "let_go",
    "noticed",
    "open_case",
    "overdue",
    "take_in",
]
