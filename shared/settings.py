"""Settings that every service has: from the environment (`FEEDBACK_…`), or from files (`FEEDBACK_…_FILE`)."""

import os
from pathlib import Path
from typing import Any, TypeVar

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from shared.sealing import Vault

PREFIX = "FEEDBACK_"
PROJECT = Path(__file__).resolve().parent.parent


class _SecretFiles(PydanticBaseSettingsSource):
    """Reads `FEEDBACK_NAME_FILE` for any setting NAME."""

    def get_field_value(self, field: FieldInfo, field_name: str) -> tuple[Any, str, bool]:
        del field
        path = os.environ.get(f"{PREFIX}{field_name.upper()}_FILE")
        return (Path(path).read_text(encoding="utf-8").strip() if path else None), field_name, False

    def __call__(self) -> dict[str, Any]:
        found = (
            (name, self.get_field_value(f, name)[0]) for name, f in self.settings_cls.model_fields.items()
        )
        return {name: value for name, value in found if value is not None}


class Settings(BaseSettings):
    """What all three services need to know.

    `amqp_url` may name several nodes of one RabbitMQ cluster, with commas between.
    """

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, frozen=True, extra="ignore", hide_input_in_errors=True
    )

    mongo_url: SecretStr = SecretStr("mongodb://127.0.0.1:27017")
    mongo_database: str = "feedback"
    amqp_url: SecretStr = SecretStr("amqp://guest:guest@127.0.0.1:5672/")
    ops_host: str = "127.0.0.1"
    ops_port: int = Field(default=0, ge=0, le=65_535)
    public_url: str = "http://127.0.0.1:8080"
    policy: Path = PROJECT / "deploy" / "policy"
    directory: Path = PROJECT / "deploy" / "directory"
    log_level: str = "info"

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Take a value given in code first, then the environment, then a file."""
        del dotenv_settings, file_secret_settings
        return init_settings, env_settings, _SecretFiles(settings_cls)


class MasterKey(Settings):
    """The settings of a service that seals or opens what is secret."""

    master_key: SecretStr

    @field_validator("master_key")
    @classmethod
    def _is_a_key(cls, key: SecretStr) -> SecretStr:
        Vault(key.get_secret_value())
        return key


AnySettings = TypeVar("AnySettings", bound=Settings)


def read_settings(kind: type[AnySettings]) -> AnySettings:
    """Read a service's settings; SystemExit with a line for each that is missing or unfit, and its name."""
    try:
        return kind()
    except ValidationError as error:
        lines = [
            _MISSING.format(name=f"{PREFIX}{str(detail['loc'][0]).upper()}")
            if detail["type"] == "missing"
            else f"{PREFIX}{str(detail['loc'][0]).upper()}: {detail['msg']}"
            for detail in error.errors(include_input=False)
        ]
        raise SystemExit("\n".join(lines)) from error


_MISSING = (
    "缺少设置 {name}（或 {name}_FILE 指向的文件） / {name} is not set (nor {name}_FILE, a file that holds it)"
)
