"""The learnt opinion: the model that the router ships with, and the program that makes it."""
