"""What a report is: its legal tracks, the kind of problem, how serious, each with its reason. Pure."""

from services.router.classify.classifier import NOBODYS, Classifier
from services.router.classify.view import readable

__all__ = ["NOBODYS", "Classifier", "readable"]
