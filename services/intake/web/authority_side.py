"""The authorities' side of intake in one piece: its parts and its routes."""

from typing import Any

from aiohttp import web

from services.intake.authority_desk import AuthorityDesk
from services.intake.ruling_desk import RulingDesk
from services.intake.store.authority import MongoDesk
from services.intake.store.rulings import MongoRulings
from services.intake.store.subscriptions import MongoSubscriptions
from services.intake.store.tokens import MongoTokens
from services.intake.subscription_desk import SubscriptionDesk
from services.intake.web import (
    authority,
    console,
    console_cases,
    console_subscriptions,
    rulings,
    subscriptions,
)
from services.intake.web.who import DESK, RULINGS, SUBSCRIPTIONS, TOKENS
from shared.authorities import Authorities
from shared.clock import Clock, wall
from shared.mongo import Database
from shared.outbox import Voice
from shared.sealing import Vault

ROUTES = (
    authority.routes,
    rulings.routes,
    subscriptions.routes,
    console.routes,
    console_cases.routes,
    console_subscriptions.routes,
)


def parts(
    database: Database, voice: Voice, vault: Vault, bodies: Authorities, amqp_url: str, clock: Clock = wall
) -> dict[web.AppKey[Any], Any]:
    """Return what the routes need, by key; `amqp_url` is shown to agencies without its credentials."""
    return {
        DESK: AuthorityDesk(MongoDesk(database), voice, vault, bodies, clock),
        RULINGS: RulingDesk(MongoRulings(database), voice, vault, bodies.regions, clock),
        SUBSCRIPTIONS: SubscriptionDesk(MongoSubscriptions(database), voice, vault, amqp_url, clock),
        TOKENS: MongoTokens(database),
    }
