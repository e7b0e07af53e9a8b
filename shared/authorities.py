"""Every body that answers: the national ones from tables, the regional ones by naming rule and ladder."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import get_args

from shared.authority import Authority, AuthorityLevel
from shared.ladder import Ladder
from shared.policy import PolicyError, read_table
from shared.region import Region, Regions
from shared.text import Text

COLUMNS = ("id", "name_zh", "name_en", "level", "superior", "successor", "email")
MINISTRY_COLUMNS = ("code", "industry_zh", "industry_en", "authority", "also")
REGIONAL = ("province", "prefecture", "county")


class UnknownAuthority(KeyError):
    """No body has, or ever had, this id."""

    def __init__(self, id_: str) -> None:
        super().__init__(id_)
        self.id = id_

    def __str__(self) -> str:
        return f"there is no authority “{self.id}”"


@dataclass(frozen=True, slots=True)
class Ministry:
    """Who answers for an industry code; `also` names a second body that shares the code."""

    code: str
    industry: Text
    authority: str
    also: str | None


class Authorities:
    """All bodies by id; a retired id leads to its successor."""

    def __init__(
        self,
        listed: Mapping[str, Authority],
        successors: Mapping[str, str],
        ministries: Mapping[str, Ministry],
        regions: Regions,
        ladder: Ladder,
    ) -> None:
        self._listed = dict(listed)
        self._successors = dict(successors)
        self._ministries = dict(ministries)
        self._regions = regions
        self._steps = ladder
        self._named: dict[str, Authority] = {}
        self._imported: dict[str, Authority] = {}
        self.edition = 0
        """Grows whenever other bodies are admitted, so that what was found among them can be remembered."""

    @classmethod
    def load(cls, folder: Path, regions: Regions, ladder: Ladder) -> "Authorities":
        """Read authorities.csv and ministries.csv. Raises PolicyError with the line that is wrong."""
        path = folder / "authorities.csv"
        listed, successors = _read_authorities(path, regions)
        for body in ladder.bodies:
            if body not in listed:
                raise PolicyError(path, None, f"lacks “{body}”, which the ladder names")
        ministries = _read_ministries(folder / "ministries.csv", listed)
        return cls(listed, successors, ministries, regions, ladder)

    @classmethod
    def read(cls, folder: Path, policy: Path) -> "Authorities":
        """Read the tables of regions and bodies, and the ladder. Raises PolicyError with file and line."""
        regions = Regions.load(folder / "regions.csv")
        return cls.load(folder, regions, Ladder.load(policy / "ladder.yaml", regions))

    @property
    def regions(self) -> Regions:
        """The places that regional bodies administer."""
        return self._regions

    def get(self, id_: str) -> Authority:
        """Find the body, or the one that took its place. Raises UnknownAuthority."""
        known = self._listed.get(self._successors.get(id_, id_)) or self._imported.get(id_)
        if known is not None and known.region is None:
            return known
        if id_ not in self._regions:
            raise UnknownAuthority(id_)
        code = self._regions.get(id_).code
        if code not in self._named:
            self._named[code] = self._administration(code)
        return self._named[code]

    def __contains__(self, id_: object) -> bool:
        return any(id_ in known for known in (self._listed, self._successors, self._regions, self._imported))

    def admit(self, bodies: Iterable[Authority]) -> None:
        """Know these imported bodies, and no longer those admitted before; ids of the tables come first.

        The one above a body must be known, or come before it; else the national body is above it.
        """
        admitted: dict[str, Authority] = {}
        for body in bodies:
            known = body.superior in admitted or body.superior in self._standing
            above = body.superior if known else self._steps.nation
            if body.id not in self._standing:
                admitted[body.id] = body.model_copy(update={"superior": above})
        if admitted == self._imported:
            return
        self._imported = admitted
        self.edition += 1
        for made in ("_below", "_by_name"):
            self.__dict__.pop(made, None)

    @property
    def imported(self) -> tuple[Authority, ...]:
        """The imported bodies that are known."""
        return tuple(self._imported.values())

    def named(self, name: str) -> Authority | None:
        """The one body with this id or name, whatever its capitals and blanks; None where none or several."""
        id_ = name if name in self else self._by_name.get(_folded(name))
        return self.get(id_) if id_ else None

    @cached_property
    def _standing(self) -> frozenset[str]:
        return frozenset({*self._listed, *self._successors, *(region.code for region in self._regions)})

    @cached_property
    def _by_name(self) -> dict[str, str | None]:
        found: dict[str, str | None] = {}
        for body in map(self.get, self.ids()):
            for name in {_folded(body.name.zh), _folded(body.name.en)}:
                found[name] = None if name in found else body.id
        return found

    def ids(self) -> tuple[str, ...]:
        """The ids of all bodies that exist, national ones first."""
        national = tuple(id_ for id_, body in self._listed.items() if body.region is None)
        regional = (region.code for region in self._regions if self._steps.own(region.code) == region.code)
        return (*national, *self._imported, *regional)

    def ministry(self, code: str) -> Ministry | None:
        """Who answers for the code of an industry standard (`YY`, `NB/SH`), None where unknown."""
        return self._ministries.get(code) or self._ministries.get(code.split("/", maxsplit=1)[0])

    def ladder(self, id_: str) -> tuple[str, ...]:
        """The body's id and those above it, the top last: 440300, sac, samr. Raises UnknownAuthority."""
        rungs = [self.get(id_)]
        while (superior := rungs[-1].superior) is not None:
            rungs.append(self.get(superior))
        return tuple(body.id for body in rungs)

    def is_above(self, upper: str, lower: str) -> bool:
        """Say whether `upper` stands above `lower`, at any distance; nobody is above themselves."""
        return self.get(upper).id in self.ladder(lower)[1:]

    def below(self, id_: str) -> frozenset[str]:
        """The ids of all bodies below, at any distance. Raises UnknownAuthority."""
        return self._below.get(self.get(id_).id, frozenset())

    @cached_property
    def _below(self) -> dict[str, frozenset[str]]:
        gathered: dict[str, set[str]] = {}
        for id_ in self.ids():
            for rung in self.ladder(id_)[1:]:
                gathered.setdefault(rung, set()).add(id_)
        return {id_: frozenset(ids) for id_, ids in gathered.items()}

    def _administration(self, code: str) -> Authority:
        own = self._steps.own(code)
        if own != code:
            return self._listed[own]
        region, superior = self._regions.get(code), self._steps.above(code)
        known = self._listed.get(code)
        return Authority(
            id=code,
            name=known.name if known else _name(region, self._regions),
            level=region.level,
            region=code,
            superior=superior,
            email=known.email if known else None,
        )


def _folded(name: str) -> str:
    return "".join(name.casefold().split())


def _name(region: Region, regions: Regions) -> Text:
    """Name an administration as nearly all of them are named since 2018."""
    return Text(
        zh=f"{region.name}市场监督管理局",
        en=f"Administration for Market Regulation of {regions.full_name(region.code)} ({region.code})",
    )


def _read_authorities(path: Path, regions: Regions) -> tuple[dict[str, Authority], dict[str, str]]:
    listed: dict[str, Authority] = {}
    successors: dict[str, str] = {}
    lines: dict[str, int] = {}
    for line, row in read_table(path, COLUMNS):
        id_ = row["id"]
        if id_ in lines:
            raise PolicyError(path, line, f"“{id_}” stands on line {lines[id_]} already")
        lines[id_] = line
        if row["successor"]:
            successors[id_] = row["successor"]
        else:
            listed[id_] = _authority(path, line, row, regions)
    _check(path, lines, listed, successors)
    return listed, successors


def _authority(path: Path, line: int, row: Mapping[str, str], regions: Regions) -> Authority:
    id_, level = row["id"], row["level"]
    if not id_.replace("-", "").isalnum() or not id_.isascii() or id_ != id_.lower():
        raise PolicyError(path, line, f"“{id_}” is not made of small letters, digits and hyphens")
    if level not in get_args(AuthorityLevel):
        raise PolicyError(path, line, f"“{level}” is none of {', '.join(get_args(AuthorityLevel))}")
    if not (row["name_zh"] and row["name_en"]):
        raise PolicyError(path, line, f"“{id_}” needs a name in both languages")
    if (level in REGIONAL) != (id_ in regions):
        raise PolicyError(path, line, f"“{id_}” of level {level}: regional bodies carry their region's code")
    return Authority.model_validate(
        {
            "id": id_,
            "name": Text(zh=row["name_zh"], en=row["name_en"]),
            "level": level,
            "region": id_ if level in REGIONAL else None,
            "superior": row["superior"] or None,
            "email": row["email"] or None,
        }
    )


def _check(
    path: Path, lines: Mapping[str, int], listed: Mapping[str, Authority], successors: Mapping[str, str]
) -> None:
    for id_, successor in successors.items():
        if successor not in listed:
            raise PolicyError(path, lines[id_], f"“{id_}” leads to “{successor}”, which is no current body")
    for id_ in listed:
        _climb(path, lines[id_], id_, listed)


def _climb(path: Path, line: int, id_: str, listed: Mapping[str, Authority]) -> None:
    """Walk up to the top, to see that there is one."""
    seen, rung = {id_}, listed[id_].superior
    while rung is not None:
        if rung not in listed:
            raise PolicyError(path, line, f"“{rung}” above it is no current body")
        if rung in seen:
            raise PolicyError(path, line, f"“{id_}” is above itself")
        seen.add(rung)
        rung = listed[rung].superior


def _read_ministries(path: Path, listed: Mapping[str, Authority]) -> dict[str, Ministry]:
    ministries: dict[str, Ministry] = {}
    for line, row in read_table(path, MINISTRY_COLUMNS):
        for id_ in filter(None, (row["authority"], row["also"])):
            if id_ not in listed:
                raise PolicyError(path, line, f"“{id_}” is no current body of authorities.csv")
        if row["code"] in ministries:
            raise PolicyError(path, line, f"“{row['code']}” stands twice")
        industry = Text(zh=row["industry_zh"], en=row["industry_en"])
        ministries[row["code"]] = Ministry(row["code"], industry, row["authority"], row["also"] or None)
    return ministries
