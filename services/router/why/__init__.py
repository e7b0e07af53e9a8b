"""Asking why: a page on the operators' port that says who would hear of a problem, and which row decided."""

from services.router.why.page import WhyPage

__all__ = ["WhyPage"]
