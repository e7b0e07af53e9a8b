"""Who is one level up from a place: deploy/policy/ladder.yaml over GB/T 2260."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, ValidationInfo

from shared.policy import PolicyError, read_document, row_of
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
    next: dict[Code, str] = {}
    answered_by: dict[Code, str] = {}


class Ladder:
    """The steps upward from every division."""

    def __init__(
        self, policy: LadderPolicy, regions: Regions, lines: Mapping[str, str] | None = None
    ) -> None:
        self._policy = policy
        self._regions = regions
        self._lines = lines or {}

    @classmethod
    def load(cls, path: Path, regions: Regions) -> "Ladder":
        """Read the policy. Raises PolicyError with the line that is wrong."""
        ladder = cls(read_document(path, LadderPolicy, {"regions": regions}), regions, _lines(path))
        ladder.check(path)
        return ladder

    def check(self, path: Path) -> None:
        """Raise PolicyError when a place named in `next` would be above itself."""
        for code in self._policy.next:
            seen, rung = {self.own(code)}, self.above(code)
            while rung in self._regions and rung not in seen:
                seen.add(rung)
                rung = self.above(rung)
            if rung in seen:
                raise PolicyError(
                    path, int(self._lines[code].rpartition(":")[2]), f"“{code}” is above itself"
                )

    @property
    def bodies(self) -> frozenset[str]:
        """The ids of the national bodies that the policy names."""
        named = {*self._policy.answered_by.values(), *self._policy.next.values()}
        return frozenset({self._policy.nation, *(id_ for id_ in named if id_ not in self._regions)})

    @property
    def nation(self) -> str:
        """The id of the body at the top of the regions."""
        return self._policy.nation

    def own(self, code: str) -> str:
        """The id of the body that administers the place: its code, or the body that stands in for it."""
        region = self._regions.get(code)
        return self._policy.answered_by.get(region.code, region.code)

    def above(self, code: str) -> str:
        """The id of the body one level up from the place's own."""
        region = self._regions.get(code)
        if region.code in self._policy.answered_by:
            return self._policy.answered_by[region.code]
        if region.code in self._policy.next:
            return self._policy.next[region.code]
        if region.parent is None or region.code in self._policy.to_nation:
            return self._policy.nation
        if region.level == "county" and self._step(region.code) == "province":
            return f"{region.code[:2]}0000"
        return region.parent

    def decided_by(self, code: str) -> str:
        """The file and line that names the place, else its province, else the general rule."""
        region = self._regions.get(code)
        province = f"{region.code[:2]}0000" if region.level == "county" else ""
        rule = "nation" if region.parent is None else "county"
        keys = (region.code, province if province in self._policy.provinces else "", rule)
        return next((self._lines[key] for key in keys if key in self._lines), "")

    def _step(self, county: str) -> CountyStep:
        return self._policy.provinces.get(f"{county[:2]}0000", self._policy.county)


def _lines(path: Path) -> dict[str, str]:
    """Return where each code and each word of the file stands for the first time, comments apart."""
    found: dict[str, str] = {}
    for number, line in enumerate(path.read_text(encoding="utf-8-sig").splitlines(), start=1):
        for word in re.findall(r"\w+", line.partition("#")[0]):
            found.setdefault(word, row_of(path, number))
    return found
