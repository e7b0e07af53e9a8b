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
