"""`ilb wave …`: rehearse, start, watch and steer qualification waves, on the same way as API and pages."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer

from cli.configuration import DataDir, load, opened, temporal
from cli.following import follow
from cli.running import FAILED, MISUSED, Trouble, console, fail, run, say
from cli.submit import PATIENCE, caller_of
from cli.wave_tables import show_rehearsal, show_wave

if TYPE_CHECKING:
    from collections.abc import Awaitable

    from api.wave_seeing import WaveSight
    from models.database import Database
    from models.waves.plan import WavePlan

T = TypeVar("T")

app = typer.Typer(no_args_is_help=True, help="Qualification waves: rehearse, start, watch, steer.")

PlanFile = Annotated[Path, typer.Argument(help="The plan as YAML or JSON, as the API takes it.")]
Acting = Annotated[
    tuple[str, str], typer.Option("--as", metavar="ISS SUB", help="Issuer and subject of the person who acts.")
]
Wave = Annotated[str, typer.Argument(help="The wave's id or code.")]
Key = Annotated[str | None, typer.Option(help="Names the command: same key, same answer. Drawn if unset.")]
AsJson = Annotated[bool, typer.Option("--json", help="As JSON, the same as the API answers.")]
Follow = Annotated[bool, typer.Option("--follow", help="Show progress until the wave has asked all it can, or ends.")]
Codes = Annotated[Path | None, typer.Option(help="CSV of office codes; they become the plan's filter.units.")]


@app.command()
def preview(
    plan: PlanFile, acting: Acting, codes: Codes = None, as_json: AsJson = False, data_dir: DataDir = None
) -> None:
    """Rehearse a plan: who is in, out and why, seats, collisions, expected end. Nothing happens to any office."""
    run(_preview(plan, acting, codes, as_json=as_json, data_dir=data_dir))


@app.command()
def start(
    plan: PlanFile,
    acting: Acting,
    token: Annotated[str | None, typer.Option(help="preview_token: refuse when the picture has changed.")] = None,
    codes: Codes = None,
    key: Key = None,
    follow_it: Follow = False,
    data_dir: DataDir = None,
) -> None:
    """Start a wave. Sent again with the same key, it is the same wave."""
    run(_start(plan, acting, token, codes, key, follow_it=follow_it, data_dir=data_dir))


@app.command()
def show(wave: Wave, as_json: AsJson = False, follow_it: Follow = False, data_dir: DataDir = None) -> None:
    """Show a wave whole: groups, courses with seats, offices with outcome and reason."""
    run(_show(wave, as_json=as_json, follow_it=follow_it, data_dir=data_dir))


@app.command()
def pause(
    wave: Wave,
    acting: Acting,
    reason: Annotated[str, typer.Option(help="Code of a reason, e.g. course_dates.")],
    key: Key = None,
    data_dir: DataDir = None,
) -> None:
    """Hold back everything that is not in flight."""
    run(_command(wave, {"type": "pause_wave", "reason": reason}, acting, key, data_dir=data_dir))


@app.command()
def resume(wave: Wave, acting: Acting, key: Key = None, data_dir: DataDir = None) -> None:
    """Go on after a pause."""
    run(_command(wave, {"type": "resume_wave"}, acting, key, data_dir=data_dir))


@app.command()
def abort(
    wave: Wave,
    acting: Acting,
    reason: Annotated[str, typer.Option(help="Code of a reason, e.g. replanned.")],
    key: Key = None,
    data_dir: DataDir = None,
) -> None:
    """End the wave; what offices have finished stays."""
    run(_command(wave, {"type": "abort_wave", "reason": reason}, acting, key, data_dir=data_dir))


@app.command()
def retry(
    wave: Wave,
    acting: Acting,
    unit: Annotated[list[str] | None, typer.Option(help="Only this office; several times for several.")] = None,
    key: Key = None,
    data_dir: DataDir = None,
) -> None:
    """Ask offices that failed once more: all, or those named."""
    run(_command(wave, {"type": "retry_failed", "units": unit or []}, acting, key, data_dir=data_dir))


# --- what they do -------------------------------------------------------------------------------------------------


async def _preview(
    file: Path, acting: tuple[str, str], codes: Path | None, *, as_json: bool, **options: object
) -> None:
    from api.preview_shapes import preview_shape

    plan = plan_in(file)
    settings = load(**options)
    async with opened(settings) as database:
        caller = await caller_of(database, acting)
        starting = _starting(database, None, settings.task_queue)
        rehearsed = await _office_by_office(starting.rehearse(caller, plan, _text(codes)))
    shape = preview_shape(rehearsed, "en")
    if as_json:
        print(shape.model_dump_json(indent=2))
        return
    show_rehearsal(shape)


async def _start(
    file: Path,
    acting: tuple[str, str],
    token: str | None,
    codes: Path | None,
    key: str | None,
    *,
    follow_it: bool,
    **options: object,
) -> None:
    from api.giving import new_key
    from api.wave_requests import StartRequest

    asked = StartRequest(preview_token=token, plan=plan_in(file), codes_csv=_text(codes))
    settings = load(**options)
    async with opened(settings) as database:
        caller = await caller_of(database, acting)
        client = await temporal(settings)
        starting = _starting(database, client, settings.task_queue)
        given = await _office_by_office(starting.start(caller, asked, key or new_key()))
        say(f"{'Was started before' if given.replayed else 'Started'} as {given.wave_id}, key {given.key}.")
        if follow_it:
            say(await follow(database, given.wave_id))


async def _office_by_office(work: Awaitable[T]) -> T:
    """What it gives. A refusal for reasons that differ from office to office names each. Raises: Trouble."""
    from api.wave_starting import NobodyToAsk, PictureChanged

    try:
        return await work
    except (NobodyToAsk, PictureChanged) as refusal:
        lines = [f"  {each['code']}: {each['message']}" for each in refusal.errors("en")]
        raise Trouble("\n".join((refusal.text("en"), *lines))) from None


async def _show(wave: str, *, as_json: bool, follow_it: bool, **options: object) -> None:
    from api.seeing import PROGRAMME

    async with opened(load(**options)) as database:
        sight = await sight_of(database, wave)
        if follow_it:
            sentence = await follow(database, sight.wave_id)
            console(stderr=True).print(sentence, markup=False, soft_wrap=True)
            sight = await sight_of(database, wave)
    shape = sight.shape(PROGRAMME)
    if as_json:
        print(shape.model_dump_json(indent=2))
        return
    show_wave(shape)


async def sight_of(database: Database, wave: str) -> WaveSight:
    """The wave by id or code, as an operator sees it. Raises: Trouble."""
    from api.problems import NotFound
    from api.wave_seeing import see_wave
    from cli.units import Language, operator
    from models.queries import wave_sights

    async with database.read() as session:
        wave_id = await wave_sights.id_of(session, wave)
        try:
            return await see_wave(session, operator(Language.ENGLISH), wave_id or wave)
        except NotFound:
            raise Trouble(f"There is no wave {wave}.") from None


async def _command(
    wave: str, body: dict[str, Any], acting: tuple[str, str], key: str | None, **options: object
) -> None:
    from api.giving import Giving, new_key
    from api.wave_giving import give_wave
    from api.wave_requests import WAVE_REQUESTS

    settings = load(**options)
    async with opened(settings) as database:
        caller = await caller_of(database, acting)
        wave_id = (await sight_of(database, wave)).wave_id
        client = await temporal(settings)
        giving = Giving(database, client, PATIENCE, settings.in_flight_per_unit)
        request = WAVE_REQUESTS[body["type"]].model_validate(body)
        given = await give_wave(giving, caller, wave_id, request, key=key or new_key())
    if given.seq is None:
        fail(f"Not recorded within {PATIENCE.seconds} s. Send it again with --key {given.key}.", FAILED)
    say(f"{'Was recorded before' if given.replayed else 'Recorded'} as entry {given.seq}, key {given.key}.")


def _starting(database: Database, client: Any, task_queue: str) -> Any:  # noqa: ANN401 - loaded when it runs
    from activities.waves import Waves
    from api.wave_starting import Starting

    return Starting(database, Waves(database, client, task_queue))


# --- plans --------------------------------------------------------------------------------------------------------


def plan_in(file: Path) -> WavePlan:
    """The plan that a file holds. Raises: Trouble."""
    import yaml
    from pydantic import ValidationError

    from api.malformed import malformed
    from models.waves.plan import WavePlan

    text = _text(file) or ""
    try:
        body = json.loads(text) if file.suffix == ".json" else yaml.safe_load(text)
    except (ValueError, yaml.YAMLError):
        raise Trouble(f"{file} is neither YAML nor JSON.", MISUSED) from None
    if not isinstance(body, dict):
        raise Trouble(f"{file} holds no plan.", MISUSED)
    try:
        return WavePlan.model_validate(body)
    except ValidationError as error:
        wrong = malformed(error.errors(), "en")
        said = "\n".join(f"{'.'.join(map(str, each['at'])) or 'plan'}: {each['message']}" for each in wrong)
        raise Trouble(f"{file} is no plan of a wave:\n{said}", MISUSED) from None


def _text(file: Path | None) -> str | None:
    if file is None:
        return None
    try:
        return file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise Trouble(f"{file} cannot be read: {getattr(error, 'strerror', None) or 'it is not UTF-8'}.") from None
