"""Facts about the bodies and the places, and how the table of places is made."""
