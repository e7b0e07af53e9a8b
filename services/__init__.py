"""Intake hears, router decides, notifier speaks."""
