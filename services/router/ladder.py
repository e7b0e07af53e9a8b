"""Who is one level up from a place: deploy/policy/ladder.yaml over GB/T 2260."""

from collections.abc import Iterable
from pathlib import Path
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from shared.policy import PolicyError
from shared.region import Regions

CountyStep = Literal["prefecture", "province"]


class LadderPolicy(BaseModel):
    """The file as it stands; its comments say what each part means."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    nation: str
    county: CountyStep = "prefecture"
    provinces: dict[str, CountyStep] = {}
    to_nation: frozenset[str] = frozenset()
    answered_by: dict[str, str] = {}


class Ladder:
    """The steps upward from every division."""

    def __init__(self, policy: LadderPolicy, regions: Regions) -> None:
        self._policy = policy
        self._regions = regions
        self.nation = policy.nation

    @classmethod
    def load(cls, path: Path, regions: Regions) -> "Ladder":
        """Read the policy. Raises PolicyError with the line that is wrong, where it can be told."""
        policy = _read(path)
        named = (*policy.provinces, *policy.to_nation, *policy.answered_by)
        _check_codes(path, named, regions)
        return cls(policy, regions)

    @property
    def bodies(self) -> frozenset[str]:
        """The ids of the national bodies that the policy names."""
        return frozenset({self.nation, *self._policy.answered_by.values()})

    def own(self, code: str) -> str:
        """The id of the body that administers the place: its code, or the body that stands in for it."""
        region = self._regions.get(code)
        return self._policy.answered_by.get(region.code, region.code)

    def above(self, code: str) -> str:
        """The id of the body one level up from the place's own."""
        region = self._regions.get(code)
        if region.parent is None or region.code in self._policy.to_nation:
            return self.nation
        if region.level == "county" and self._step(region.code) == "province":
            return f"{region.code[:2]}0000"
        return region.parent

    def _step(self, county: str) -> CountyStep:
        return self._policy.provinces.get(f"{county[:2]}0000", self._policy.county)


def _read(path: Path) -> LadderPolicy:
    try:
        return TypeAdapter(LadderPolicy).validate_python(yaml.safe_load(path.read_text(encoding="utf-8")))
    except OSError as error:
        raise PolicyError(path, None, f"cannot be read: {error}") from error
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else None
        raise PolicyError(path, line, str(error.problem)) from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise PolicyError(path, _line_of(path, first["loc"]), f"{where}: {first['msg']}") from error


def _check_codes(path: Path, codes: Iterable[str], regions: Regions) -> None:
    for code in codes:
        if code not in regions:
            raise PolicyError(path, _line_of(path, (code,)), f"“{code}” is no region of GB/T 2260")


def _line_of(path: Path, keys: Iterable[object]) -> int | None:
    """The first line that holds the innermost of the keys that the file holds at all."""
    lines = path.read_text(encoding="utf-8").splitlines()
    for key in reversed([str(key) for key in keys]):
        for number, line in enumerate(lines, start=1):
            if key in line.split("#")[0]:
                return number
    return None
