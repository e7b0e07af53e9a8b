"""Who is at the door: an authority, by its bearer token or by the console's session."""

from datetime import UTC, datetime

from aiohttp import web

from services.intake.authority_desk import AuthorityDesk
from services.intake.declined import Declined, NotThere, NotYours, TooLate, Unfit
from services.intake.reading import Viewer
from services.intake.ruling_desk import RulingDesk
from services.intake.session import LIFETIME, Sessions
from services.intake.store.tokens import MongoTokens
from services.intake.subscription_desk import SubscriptionDesk
from services.intake.token import Token
from services.intake.web import keys, limits
from services.intake.web.problems import FieldError, Problem
from shared.errors import TryAgain
from shared.text import Text

DESK: web.AppKey[AuthorityDesk] = web.AppKey("authority_desk", AuthorityDesk)
RULINGS: web.AppKey[RulingDesk] = web.AppKey("ruling_desk", RulingDesk)
SUBSCRIPTIONS: web.AppKey[SubscriptionDesk] = web.AppKey("subscription_desk", SubscriptionDesk)
TOKENS: web.AppKey[MongoTokens] = web.AppKey("tokens", MongoTokens)

COOKIE = "authority"
SAFE = frozenset({"GET", "HEAD"})
TOKEN_MAX = 200  # characters

_STATUSES: tuple[tuple[type[Declined], int], ...] = (
    (NotThere, 404),
    (NotYours, 403),
    (TooLate, 409),
    (Unfit, 422),
)


async def viewer_of(request: web.Request) -> Viewer:
    """Return who asks, by token or session. A problem (401, 403) when that cannot be told or trusted."""
    header = request.headers.get("Authorization")
    if header is not None:
        kind, _, secret = header.partition(" ")
        token = await by_secret(request, secret.strip()) if kind.lower() == "bearer" else None
    else:
        token = await by_session(request)
        if token is not None and request.method not in SAFE and not from_here(request):
            raise Problem(403, _FOREIGN)
    if token is None:
        refused = Problem(401, _NO_TOKEN if header is None else _BAD_TOKEN)
        refused.headers["WWW-Authenticate"] = "Bearer"
        raise refused
    return Viewer(token.authority, token.id, token.label)


async def by_secret(request: web.Request, secret: str) -> Token | None:
    """Return the token that was shown, None when there is no such one, which is counted as a guess."""
    limits.may_guess(request)
    token = None
    if 0 < len(secret) <= TOKEN_MAX and secret.isascii():
        token = await request.app[TOKENS].by_mark(request.app[keys.VAULT].token_mark(secret))
    if token is None:
        limits.guessed_wrong(request)
    return token


async def by_session(request: web.Request) -> Token | None:
    """Return the token of the console's session, None without one; a revoked token ends its sessions."""
    session = sessions(request).read(request.cookies.get(COOKIE, ""), datetime.now(UTC))
    return await request.app[TOKENS].by_id(session.token) if session else None


def sessions(request: web.Request) -> Sessions:
    """Return what makes and reads sessions."""
    return Sessions(request.app[keys.VAULT])


def set_session(request: web.Request, response: web.StreamResponse, token: Token) -> None:
    """Log the token's authority in."""
    response.set_cookie(
        COOKIE,
        sessions(request).open(token.id, datetime.now(UTC)),
        max_age=int(LIFETIME.total_seconds()),
        httponly=True,
        samesite="Strict",
        secure=request.secure or request.app[keys.SETTINGS].public_url.startswith("https://"),
    )


def from_here(request: web.Request) -> bool:
    """Say whether a browser sends this from our own pages; one that does not say is not believed."""
    origin = request.headers.get("Origin")
    if origin is None:
        return request.headers.get("Sec-Fetch-Site") == "same-origin"
    public = request.app[keys.SETTINGS].public_url.rstrip("/")
    return origin in {public, f"{request.scheme}://{request.host}"}


def problem_of(declined: Declined) -> Problem:
    """Return how a no of the desk is told."""
    status = next(status for kind, status in _STATUSES if isinstance(declined, kind))
    return Problem(status, declined.text, [FieldError(field, text) for field, text in declined.fields])


def away(later: TryAgain) -> Problem:
    """Return how it is told that the store is away; an authority needs no word of receipts."""
    return Problem(503, _AWAY, retry_after=max(1, round(later.after)))


_NO_TOKEN = Text(
    zh="请在 Authorization: Bearer 中提供机构令牌，或先在 /authority 登录。令牌由系统管理员发放。",
    en="Send your authority's token as “Authorization: Bearer …”, or log in at /authority first. The "
    "operator of this channel issues tokens.",
)
_BAD_TOKEN = Text(
    zh="令牌无效或已吊销。请检查是否完整复制；如已遗失，请向系统管理员申请新令牌。",
    en="This token is unknown or was revoked. Check that all of it was copied; if it is lost, ask the "
    "operator of this channel for a new one.",
)
_FOREIGN = Text(
    zh="请求来自其他网站，没有执行。请在本站页面上操作。",
    en="The request came from another site and was not carried out. Use the pages of this site.",
)
_AWAY = Text(
    zh="数据库暂时没有应答，本次操作未能确认。请稍后重试；重复提交不会重复生效。",
    en="The store does not answer at the moment, so this could not be confirmed. Try again shortly; doing it "
    "twice does no harm.",
)
