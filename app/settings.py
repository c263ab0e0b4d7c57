"""Settings: read once from the environment, all prefixed `WASL_`."""

from functools import lru_cache
from pathlib import Path

from platformdirs import user_data_path
from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Where things are and how the server listens."""

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
    datasets: Path = Field(
        default=Path("../shared/datasets"), description="Folder of the public benchmarks."
    )
    port: int = Field(default=8000, description="Port of `wasl serve`, on loopback only.")

    @property
    def database_url(self) -> str:
        """The database in use."""
        return self.database or f"sqlite:///{self.home / 'wasl.db'}"


@lru_cache
def settings() -> Settings:
    """The settings of this process."""
    return Settings()
