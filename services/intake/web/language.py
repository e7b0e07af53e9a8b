"""Which of the two languages a request is answered in."""

from aiohttp import web

from shared.text import Language

COOKIE = "lang"


def accepted(header: str) -> Language:
    """Return what an Accept-Language header (RFC 9110) likes best; Chinese when it names neither."""
    best: tuple[float, Language] = (0.0, "zh-CN")
    for part in header[:500].split(","):
        tag, _, weight = part.strip().partition(";q=")
        primary = tag.strip().lower().partition("-")[0]
        if primary not in ("zh", "en"):
            continue
        try:
            quality = float(weight) if weight else 1.0
        except ValueError:
            continue
        if quality > best[0]:
            best = (quality, "en" if primary == "en" else "zh-CN")
    return best[1]


def language_of(request: web.Request) -> Language:
    """Return the language asked for by `?lang=`, else by the cookie, else by Accept-Language."""
    for asked in (request.query.get("lang"), request.cookies.get(COOKIE)):
        if asked == "en":
            return "en"
        if asked in ("zh", "zh-CN"):
            return "zh-CN"
    return accepted(request.headers.get("Accept-Language", ""))
