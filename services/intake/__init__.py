"""Intake hears: the only public listener, for reporters and authorities."""
