"""Submit: sends a file of reports to intake, each exactly once however often the command is run."""

from services.intake.submit.command import add_parser, run

__all__ = ["add_parser", "run"]
