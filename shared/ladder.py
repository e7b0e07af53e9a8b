"""Who is one level up from a place: deploy/policy/ladder.yaml over GB/T 2260."""

from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, ValidationInfo

from shared.policy import read_document
from shared.region import Regions

CountyStep = Literal["prefecture", "province"]


def _known(code: str, info: ValidationInfo) -> str:
    if info.context is None or code not in info.context["regions"]:
        raise ValueError(f"“{code}” is no region of GB/T 2260")
    return code


Code = Annotated[str, AfterValidator(_known)]


class LadderPolicy(BaseModel):
    """The file as it stands; its comments say what each part means."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    nation: str
    county: CountyStep = "prefecture"
    provinces: dict[Code, CountyStep] = {}
    to_nation: tuple[Code, ...] = ()
    answered_by: dict[Code, str] = {}


class Ladder:
    """The steps upward from every division."""

    def __init__(self, policy: LadderPolicy, regions: Regions) -> None:
        self._policy = policy
        self._regions = regions

    @classmethod
    def load(cls, path: Path, regions: Regions) -> "Ladder":
        """Read the policy. Raises PolicyError with the line that is wrong."""
        return cls(read_document(path, LadderPolicy, {"regions": regions}), regions)

    @property
    def bodies(self) -> frozenset[str]:
        """The ids of the national bodies that the policy names."""
        return frozenset({self._policy.nation, *self._policy.answered_by.values()})

    def own(self, code: str) -> str:
        """The id of the body that administers the place: its code, or the body that stands in for it."""
        region = self._regions.get(code)
        return self._policy.answered_by.get(region.code, region.code)

    def above(self, code: str) -> str:
        """The id of the body one level up from the place's own."""
        region = self._regions.get(code)
        if region.code in self._policy.answered_by:
            return self._policy.answered_by[region.code]
        if region.parent is None or region.code in self._policy.to_nation:
            return self._policy.nation
        if region.level == "county" and self._step(region.code) == "province":
            return f"{region.code[:2]}0000"
        return region.parent

    def _step(self, county: str) -> CountyStep:
        return self._policy.provinces.get(f"{county[:2]}0000", self._policy.county)
