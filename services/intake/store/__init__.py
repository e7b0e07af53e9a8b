"""Intake's collections in MongoDB."""
