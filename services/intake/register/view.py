"""The register as programs read it: JSON objects and rows of a table; codes are those of the taxonomy."""

import csv
import io
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from services.intake.register.entry import Entry
from shared.case import Link, Relation
from shared.region import Regions

COLUMNS = (
    *("number", "standard", "clause", "problem", "severity", "track", "state", "outcome"),
    *("region", "region_name", "reports", "units", "regions", "summary"),
    *("opened_at", "updated_at", "merged_into", "related", "link"),
)
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
_BOM = "\ufeff"


class View(NamedTuple):
    """Writes entries; `site` is the channel's public address, without a slash at its end."""

    site: str
    regions: Regions

    def link(self, number: str) -> str:
        """Return the permanent address of a case."""
        return f"{self.site}/cases/{number}"

    def place(self, code: str) -> str:
        """Return the full name of a division, or its code where it is unknown."""
        return self.regions.full_name(code) if code in self.regions else code

    def json(self, entry: Entry) -> dict[str, Any]:
        """Return an entry as a JSON object."""
        merged = entry.merged_into
        return {
            **{name: getattr(entry, name) for name in COLUMNS[:8]},
            "key": entry.key,
            "region": {"code": entry.region, "name": self.place(entry.region)},
            **{name: getattr(entry, name) for name in ("reports", "units", "regions", "summary")},
            "opened_at": entry.opened_at.isoformat(timespec="seconds"),
            "updated_at": entry.updated_at.isoformat(timespec="seconds"),
            "merged_into": self._other(merged) if merged else None,
            "related": [
                {"relation": link.relation, **self._other(link)}
                for link in entry.links
                if link.relation is not Relation.MERGED_INTO
            ],
            "link": self.link(entry.number),
        }

    def csv(self, entries: Iterable[Entry]) -> str:
        """Return entries as a table, which a spreadsheet opens as UTF-8 and runs nothing of."""
        written = io.StringIO(_BOM)
        written.seek(0, io.SEEK_END)
        writer = csv.writer(written)
        writer.writerow(COLUMNS)
        for entry in entries:
            cells = self._cells(entry)
            writer.writerow([harmless(cells[name]) for name in COLUMNS])
        return written.getvalue()

    def _cells(self, entry: Entry) -> Mapping[str, object]:
        shown = self.json(entry)
        return {
            **shown,
            "region": entry.region,
            "region_name": shown["region"]["name"],
            "merged_into": entry.merged_into.number if entry.merged_into else None,
            "related": " ".join(f"{one['relation']}:{one['number']}" for one in shown["related"]),
        }

    def _other(self, link: Link) -> dict[str, str]:
        return {"number": link.number, "link": self.link(link.number)}


def harmless(cell: object) -> object:
    """Return a cell that no spreadsheet takes for a formula (CWE-1236)."""
    if isinstance(cell, str) and cell.lstrip(" \n").startswith(_FORMULA):
        return f"'{cell}"
    return cell
