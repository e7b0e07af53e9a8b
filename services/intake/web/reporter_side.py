"""The reporters' side of intake in one piece: its parts."""

from typing import Any

from aiohttp import web

from services.intake.acceptance import Acceptance
from services.intake.allowance import Allowances
from services.intake.naming import namer
from services.intake.register.desk import Register
from services.intake.settings import IntakeSettings
from services.intake.standards import Standards
from services.intake.status import Statuses
from services.intake.store.register import MongoRegister
from services.intake.store.reports import MongoReports
from services.intake.store.standards import MongoStandards
from services.intake.understood import details
from services.intake.web import keys
from shared.authorities import Authorities
from shared.mongo import Database
from shared.sealing import Vault


def parts(
    database: Database, vault: Vault, bodies: Authorities, settings: IntakeSettings, acceptance: Acceptance
) -> dict[web.AppKey[Any], Any]:
    """Return what the routes need, by key."""
    return {
        keys.SETTINGS: settings,
        keys.ACCEPTANCE: acceptance,
        keys.STATUSES: Statuses(MongoReports(database), vault),
        keys.REGISTER: Register(MongoRegister(database)),
        keys.REGIONS: bodies.regions,
        keys.STANDARDS: Standards(MongoStandards(database), details(bodies.regions, bodies)),
        keys.VAULT: vault,
        keys.ALLOWANCES: Allowances.of(settings),
        keys.NAME_OF: namer(bodies),
    }
