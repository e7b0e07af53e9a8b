"""Every sentence of the public pages, in both languages side by side, found by key."""

from collections.abc import Mapping

from services.intake.words.common import COMMON
from services.intake.words.form import FORM
from services.intake.words.register import REGISTER
from services.intake.words.standard import STANDARD
from services.intake.words.status import STATUS
from shared.text import Text

WORDS: Mapping[str, Text] = {**COMMON, **FORM, **REGISTER, **STANDARD, **STATUS}
