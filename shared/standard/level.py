"""The levels of standards that a person in China may cite."""

from enum import StrEnum


class Level(StrEnum):
    """Who stands behind a standard (标准化法 Art. 2), and what lies outside that law."""

    NATIONAL = "national"
    INDUSTRY = "industry"
    LOCAL = "local"
    GROUP = "group"
    ENTERPRISE = "enterprise"
    METROLOGY = "metrology"
    INTERNATIONAL = "international"
    FOREIGN = "foreign"


def is_foreign(level: Level) -> bool:
    """Whether the standard is of another country or of an international body."""
    return level in {Level.FOREIGN, Level.INTERNATIONAL}
