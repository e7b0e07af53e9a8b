"""All that the router decides by, read from deploy/policy and deploy/directory."""

from dataclasses import dataclass, replace
from typing import Self

from services.router.classify import Classifier
from services.router.clocks import Clocks
from services.router.directory import Directory
from services.router.likeness import Same
from services.router.notices import Notices
from services.router.settings import RouterSettings
from shared.catalogue import Catalogue
from shared.standard import StandardRef


@dataclass(frozen=True, slots=True)
class Policy:
    """Who answers, by when, how serious, what is the same problem, and when it is told.

    `public_url` is the address under which authorities find their escalations.
    """

    classifier: Classifier
    directory: Directory
    clocks: Clocks
    same: Same
    notices: Notices
    public_url: str
    plain_hyphen: bool = False

    @classmethod
    def load(cls, settings: RouterSettings) -> Self:
        """Read everything. Raises PolicyError with the file and the line that is wrong."""
        return cls(
            classifier=Classifier.load(settings.policy, settings.model),
            directory=Directory.load(settings.directory, settings.policy),
            clocks=Clocks.load(settings.policy / "clocks.yaml"),
            same=Same.load(settings.policy / "same.yaml"),
            notices=Notices.load(settings.policy / "notices.yaml"),
            public_url=settings.public_url.rstrip("/"),
            plain_hyphen=settings.plain_hyphen,
        )

    def knowing(self, catalogue: Catalogue) -> Self:
        """Return the same policy, which also knows what the catalogue says of these standards."""
        return replace(self, directory=self.directory.knowing(catalogue))

    def written(self, standard: StandardRef) -> str:
        """Return a standard as cases and messages name it: without its clause, which stands beside it."""
        whole = replace(standard, clause=None)
        return whole.plain() if self.plain_hyphen else str(whole)
