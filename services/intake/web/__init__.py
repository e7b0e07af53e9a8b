"""Intake's pages and API: everything that a stranger can reach."""
