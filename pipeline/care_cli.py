"""Commands for whoever looks after the data: what is set, keys, tidying up."""

from __future__ import annotations

import typer


def register(app: typer.Typer) -> None:
    """Adds the commands."""
    for one in (settings, new_key, rekey, tidy):
        app.command()(one)


def settings() -> None:
    """Prints every setting as it is now; secrets masked."""
    from pipeline import settings as own  # noqa: PLC0415 - `--help` and `--version` load nothing

    chosen = own.settings()
    for name in own.Settings.model_fields:
        typer.echo(f"DOJANG_{name.upper()}={getattr(chosen, name)}")


def new_key() -> None:
    """Prints a fresh key for DOJANG_DATA_KEY."""
    from pipeline.serving.sealing import new_key as fresh  # noqa: PLC0415 - likewise

    typer.echo(fresh())


def rekey() -> None:
    """Seals all data anew with the first key of DOJANG_DATA_KEY, or with a fresh data.key; the service must not run."""
    from pipeline.serving import rekeying  # noqa: PLC0415 - likewise
    from pipeline.settings import settings as chosen  # noqa: PLC0415 - likewise

    done = rekeying.rekey(chosen())
    typer.echo(f"{done.values} values and {done.pictures} pictures are sealed with the new key")


def tidy() -> None:
    """Removes what is personal and whose days (DOJANG_RETENTION_DAYS) are over; the service does so by itself once a day."""
    from pipeline.serving import tidying  # noqa: PLC0415 - likewise
    from pipeline.serving.office import open_office  # noqa: PLC0415 - likewise
    from pipeline.settings import settings as chosen  # noqa: PLC0415 - likewise

    office = open_office(chosen())
    typer.echo(f"removed: {tidying.tidy(office, office.now())}")
