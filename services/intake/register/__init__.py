"""The public register: which problems of a standard are known, where each stands, and how one joins it."""
