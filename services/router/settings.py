"""Settings of the router: from the environment (`FEEDBACK_…`), or from files (`FEEDBACK_…_FILE`)."""

from pathlib import Path

from pydantic import Field

from shared.settings import PROJECT, Settings


class RouterSettings(Settings):
    """What every service needs to know, and how often the router looks at what has fallen due; seconds."""

    ops_port: int = Field(default=9102, ge=0, le=65_535)
    plain_hyphen: bool = False
    """Write GB/T 20234.1-2023 in cases and messages instead of GB/T 1.1's own GB/T 20234.1—2023."""
    model: Path = PROJECT / "deploy" / "model" / "opinion.json"
    """What was learnt from reports that editors have judged; asked where rules and lexicon are silent."""
    due_every: float = Field(default=5.0, gt=0)
    sweep_every: float = Field(default=10.0, gt=0)
    sweep_after: float = Field(default=30.0, ge=0)
