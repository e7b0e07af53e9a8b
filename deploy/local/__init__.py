"""The launcher behind `make run`, and the private servers that the tests use too. Standard library only."""
