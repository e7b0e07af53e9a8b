"""How fast the channel is here: `make bench`, or `python -m tests.performance [--scale 0.1] [SUBJECT …]`.

Every figure stands beside a limit that was measured in the same run, in alternating rounds. The services,
RabbitMQ and the store are real ones of this run's own. `--write` puts the table and the picture into docs.
"""

import argparse
import sys
import traceback
from collections.abc import AsyncIterator, Callable

import uvloop

from tests.performance import accepting, alerts, backlog, growth, page, routing, several, way, webhooks
from tests.performance.frame import Row
from tests.performance.stage import Stage
from tests.servers import a_machine

SUBJECTS: dict[str, Callable[[Stage], AsyncIterator[Row]]] = {
    "accepting": accepting.rows,
    "routing": routing.rows,
    "webhooks": webhooks.rows,
    "alerts": alerts.rows,
    "way": way.rows,
    "backlog": backlog.rows,
    "growth": growth.rows,
    "several": several.rows,
}


def main() -> int:
    """Measure, print, and write where asked to; 1 where something could not be measured."""
    parser = argparse.ArgumentParser(prog="python -m tests.performance", description=__doc__)
    parser.add_argument("subjects", nargs="*", metavar="SUBJECT", help=", ".join(SUBJECTS))
    parser.add_argument("--scale", type=float, default=1.0, help="of all numbers; 1 is the full form")
    parser.add_argument(
        "--stored",
        type=int,
        default=50_000,
        help="reports of growth; storing 1,000,000 takes ten minutes",
    )
    parser.add_argument("--backlog", type=int, default=50_000, help="reports that wait at once")
    parser.add_argument("--write", action="store_true", help="put table and picture into docs")
    chosen = parser.parse_args()
    with a_machine() as machine:
        store, broker = machine.store(), machine.broker()
        store.start()
        broker.start()
        stage = Stage(machine, store, broker, chosen.scale, chosen.stored, chosen.backlog)
        found = [uvloop.run(measured(stage, name)) for name in chosen.subjects or SUBJECTS]
    if chosen.write:
        page.write([row for subject in found for row in subject], " ".join((parser.prog, *sys.argv[1:])))
    return 0 if all(found) else 1


async def measured(stage: Stage, subject: str) -> list[Row]:
    """The rows of one subject, each told as soon as it is known; what fails is told, and the others go on."""
    found: list[Row] = []
    try:
        async for row in SUBJECTS[subject](stage):
            found.append(row)
            sys.stdout.write(f"{page.line(row)}\n")
            sys.stdout.flush()
    except Exception:  # noqa: BLE001 - one subject's failure must not cost the minutes of the others
        traceback.print_exc()
        return []
    return found


if __name__ == "__main__":
    sys.exit(main())
