"""Honest stand-ins for servers: tests/service/test_cases_contract.py holds them to what the real ones do."""
