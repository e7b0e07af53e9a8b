"""Services never import each other, `shared` imports no service, and every I/O library stays at home."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
SERVICES = ("intake", "router", "notifier")

HOMES: dict[str, tuple[str, ...]] = {
    "aio_pika": ("shared/broker.py", "shared/consumer.py"),
    "aiormq": ("shared/broker.py", "shared/consumer.py"),
    "motor": ("shared/mongo.py",),
    "pymongo": (
        "shared/mongo.py",
        "services/*/store/*.py",
        "deploy/local/replica_set.py",
    ),
    "bson": (),
    "aiohttp": (
        "shared/health.py",
        "services/intake/web/*.py",
        "services/intake/submit/sender.py",
        "services/notifier/channels/*.py",
    ),
    "aiosmtplib": ("services/notifier/channels/*.py",),
    "aiosmtpd": ("deploy/local/mail.py",),
    "uvloop": ("services/*/__main__.py",),
    "rich": ("shared/progress.py", "shared/parked_command.py"),
    "sqlite3": ("services/intake/submit/ledger.py", "services/router/catalogue/seen.py"),
    "cryptography": ("shared/sealing.py",),
    "socket": (
        "services/intake/web/connections.py",
        "services/notifier/channels/*.py",
        "deploy/local/*.py",
    ),
    "subprocess": ("deploy/local/*.py",),
    "http.client": ("deploy/local/*.py",),
    "urllib.request": ("deploy/local/*.py",),
    "smtplib": (),
    "sklearn": ("deploy/model/learning.py",),
    "matplotlib": ("deploy/model/diagram.py",),
    "requests": (),
    "httpx": (),
}
"""Every library that reaches outside, or that services go without; and the modules that may name it."""


@cache
def _modules() -> dict[str, frozenset[str]]:
    """Every module of the product by its path from the root, with the dotted names that it imports."""
    paths = (p for top in ("shared", "services", "deploy") for p in sorted((ROOT / top).rglob("*.py")))
    return {p.relative_to(ROOT).as_posix(): frozenset(_imports(p)) for p in paths}


def _imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            parent = "." * node.level + (node.module or "")
            yield from (f"{parent}.{alias.name}" for alias in node.names)


def _within(name: str, package: str) -> bool:
    return name == package or name.startswith(f"{package}.")


def _importers(package: str, *, below: str = "") -> list[str]:
    return [
        path
        for path, names in _modules().items()
        if path.startswith(below) and any(_within(name, package) for name in names)
    ]


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_imports_no_other_service(service: str) -> None:
    others = [other for other in SERVICES if other != service]
    assert [_importers(f"services.{other}", below=f"services/{service}/") for other in others] == [[], []]


@pytest.mark.parametrize("package", ["services", "deploy", "tests"])
def test_what_is_shared_imports_no_service_no_launcher_and_no_test(package: str) -> None:
    assert _importers(package, below="shared/") == []


@pytest.mark.parametrize("package", ["deploy", "tests"])
def test_no_service_imports_the_launcher_or_a_test(package: str) -> None:
    assert _importers(package, below="services/") == []


def test_the_launcher_starts_services_as_programs_and_imports_none() -> None:
    assert _importers("services", below="deploy/local/") == []


def test_imports_are_absolute_so_that_this_test_sees_them() -> None:
    assert [path for path, names in _modules().items() if any(name.startswith(".") for name in names)] == []


@pytest.mark.parametrize("library", HOMES)
def test_a_library_that_reaches_outside_is_named_only_at_home(library: str) -> None:
    strays = [
        path
        for path in _importers(library)
        if not any(Path(path).match(home) and path.count("/") == home.count("/") for home in HOMES[library])
    ]
    assert strays == []


@pytest.mark.parametrize("library", HOMES)
def test_the_list_of_homes_holds_none_that_is_not_used(library: str) -> None:
    users = [Path(path) for path in _importers(library)]
    assert [home for home in HOMES[library] if not any(user.match(home) for user in users)] == []
