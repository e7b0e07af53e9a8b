"""Import by the operator: a catalogue of standards, committees and associations, from CSV or JSON."""

from services.router.catalogue.command import CANNOT_READ, add_parser, run
from services.router.catalogue.explained import known_from

__all__ = ["CANNOT_READ", "add_parser", "known_from", "run"]
