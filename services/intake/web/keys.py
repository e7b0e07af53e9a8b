"""What the handlers find in the application, by typed keys."""

from collections.abc import Callable

from aiohttp import web

from services.intake.acceptance import Acceptance
from services.intake.allowance import Allowances
from services.intake.register.desk import Register
from services.intake.settings import IntakeSettings
from services.intake.standards import Standards
from services.intake.status import Statuses
from shared.region import Regions
from shared.sealing import Vault
from shared.text import Text

NameOf = Callable[[str], Text]
"""Gives the name of whoever did something: an authority by its id, or the channel itself."""

SETTINGS: web.AppKey[IntakeSettings] = web.AppKey("settings", IntakeSettings)
ACCEPTANCE: web.AppKey[Acceptance] = web.AppKey("acceptance", Acceptance)
STATUSES: web.AppKey[Statuses] = web.AppKey("statuses", Statuses)
STANDARDS: web.AppKey[Standards] = web.AppKey("standards", Standards)
REGISTER: web.AppKey[Register] = web.AppKey("register", Register)
REGIONS: web.AppKey[Regions] = web.AppKey("regions", Regions)
ALLOWANCES: web.AppKey[Allowances] = web.AppKey("allowances", Allowances)
VAULT: web.AppKey[Vault] = web.AppKey("vault", Vault)
NAME_OF: web.AppKey[NameOf] = web.AppKey("name_of")
