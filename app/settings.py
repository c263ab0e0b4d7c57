"""Settings: read once from the environment, all prefixed `WASL_`."""

from functools import lru_cache
from pathlib import Path
from urllib.parse import urlsplit

from platformdirs import user_data_path
from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Where things are, how the server listens, what it speaks to."""

    model_config = SettingsConfigDict(env_prefix="WASL_")

    home: Path = Field(
        default_factory=lambda: user_data_path("wasl"),
        description="Folder of everything Wasl keeps: database, model cache, indexes.",
    )
    database: str = Field(
        default="", description="SQLAlchemy address of the database; default: SQLite in the home."
    )
    model: str | None = Field(
        default=None,
        description="Name or folder of a sentence-transformers model, instead of the default one.",
    )
    responsible: str = Field(
        default="", description="Who answers for personal data, and where to write to them."
    )
    cndp_receipt: str = Field(
        default="", description="Number of the CNDP's receipt for what is kept (law 09-08)."
    )
    datasets: Path = Field(
        default=Path("../shared/datasets"), description="Folder of the public benchmarks."
    )
    port: int = Field(default=8000, description="Port of `wasl serve`.")
    address: str = Field(
        default="", description="Address that people open; default: this machine at the port."
    )
    proxies: str = Field(
        default="",
        description="Addresses of proxies, with commas, whose word on who asks is believed.",
    )
    secret: SecretStr = Field(
        default=SecretStr(""), description="What cookies and second factors are sealed with."
    )
    smtp: SecretStr = Field(
        default=SecretStr(""), description="smtps://user:password@host, or smtp:// for STARTTLS."
    )
    sender: str = Field(default="", description="Address that mails come from.")
    oidc_issuer: str = Field(default="", description="Address of an OpenID provider.")
    oidc_client_id: str = Field(default="", description="What the provider calls Wasl.")
    oidc_client_secret: SecretStr = Field(
        default=SecretStr(""), description="What Wasl proves to the provider that it is by."
    )
    oidc_name: str = Field(default="", description="What people call the provider.")

    @property
    def database_url(self) -> str:
        """The database in use."""
        return self.database or f"sqlite:///{self.home / 'wasl.db'}"

    @property
    def public(self) -> str:
        """The address that people open, without a slash at its end.

        `localhost` and not 127.0.0.1 by default: passkeys belong to names.
        """
        return (self.address or f"http://localhost:{self.port}").rstrip("/")

    @property
    def encrypted(self) -> bool:
        """Whether people open it over TLS, which a proxy speaks for us."""
        return self.public.startswith("https://")

    @property
    def host(self) -> str:
        """The name in that address."""
        return urlsplit(self.public).hostname or ""

    @property
    def from_address(self) -> str:
        """The address that mails come from."""
        return self.sender or f"wasl@{self.host}"


@lru_cache
def settings() -> Settings:
    """The settings of this process."""
    return Settings()
