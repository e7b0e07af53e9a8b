"""What a letter says: thin, without identities, with a link to the rest, and with what happens next."""

from services.notifier.letter.authorities import digest, escalation, grown, trial, withdrawn
from services.notifier.letter.paper import Letter
from services.notifier.letter.reporters import ending, regrouped

__all__ = ["Letter", "digest", "ending", "escalation", "grown", "regrouped", "trial", "withdrawn"]
