"""Notifier speaks: the only mouth, by queue, webhook and mail, until told, on the record."""
