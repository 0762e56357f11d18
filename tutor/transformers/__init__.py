"""The plug-in of the course on transformers: models, architectures, drills and the Lab.

Importing this is fast, because every function here imports what it needs when it is called.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from tutor.hooks import AppPlace, Fence, FreshQuestions, Kind, Overview, Plugin, Proof, SizePresets

# Drills


def _drills(course: Any) -> Mapping[str, str]:
    from tutor.transformers.drills.catalogue import DRILLS

    return {one.name: f"Drill · {one.name}: {one.title}" for one in DRILLS.values()}


async def _open_drill(nav: Any, name: str) -> None:
    from tutor.transformers.drills.drill_screen import DrillScreen

    await nav.open_over_place(DrillScreen(nav.services, name or None))


def _drill_passed(course: Any, record: Any, name: str) -> Proof | None:
    from tutor.transformers.drills.streaks import Streaks

    at = Streaks(record.others).passed.get(name)
    return None if at is None else (f"answered ten questions of the drill '{name}' in a row", at)


def _choices(events: Sequence[Any], now: float) -> Sequence[tuple[str, str]]:
    from tutor.transformers.drills.choice import choices

    return choices(events, now)


def _due(events: Sequence[Any], now: float) -> int:
    from tutor.transformers.drills.review import due

    return len(due(events, now))


# The Lab


OWN = "own-"  # before the short name of an exercise whose functions run on a model


def _experiments(course: Any) -> Mapping[str, str]:
    from tutor.transformers.models.experiments import experiments
    from tutor.transformers.own_runs.own_run import runs_of

    own = {f"{OWN}{one.short}": f"Lab · {one.title}" for one in runs_of(course)}
    return {one.id: f"Lab · {one.title}" for one in experiments()} | own


async def _open_experiment(nav: Any, name: str) -> None:
    if not name.startswith(OWN):
        (await nav.open_place("lab")).open(name)
        return
    from tutor.transformers.lab.own_run_screen import OwnRunScreen
    from tutor.transformers.own_runs.own_run import own_run

    await nav.open_over_place(OwnRunScreen(nav.services, own_run(name.removeprefix(OWN))))


def _lab(services: Any) -> Any:
    from tutor.transformers.lab.lab_screen import LabScreen

    return LabScreen(services)


def _lab_keys() -> Sequence[Any]:
    from tutor.transformers.lab.lab_keys import KEYS

    return KEYS


# The opening


def _openings(course: Any) -> Mapping[str, str]:
    return {"minutes": "The first three minutes: a head that fills a gap"}


async def _open_opening(nav: Any, name: str) -> None:
    from tutor.transformers.opening.opening_screen import OpeningScreen

    await nav.open_over_place(OpeningScreen(nav.services))


# Architectures


def _architectures(course: Any) -> Mapping[str, str]:
    from tutor.transformers.architectures.presets import presets

    return {one.name: f"Dimensions · {one.title}" for one in presets().values()}


async def _open_dims(nav: Any, name: str) -> None:
    from tutor.transformers.architectures.dims_screen import DimensionsScreen

    await nav.open_over_place(DimensionsScreen(nav.services, name or None))


def _check_dims(config: Mapping[str, object]) -> object:
    from tutor.transformers.architectures.dims_fence import read_dims

    return read_dims(config)


def _draw_dims(config: Mapping[str, object], width: int) -> Any:
    from tutor.transformers.architectures.dims_fence import read_dims
    from tutor.transformers.architectures.dims_view import dims_view

    return dims_view(read_dims(config), width)


def _dims_lead_to(config: Mapping[str, object]) -> tuple[str, str]:
    name = str(config.get("name", ""))
    return f"dims:{name}", f"{name}: its dimensions at other lengths"


def _model_sizes() -> Mapping[str, Mapping[str, float]]:
    from tutor.transformers.architectures.size_presets import model_sizes

    return model_sizes()


def _accelerator_sizes() -> Mapping[str, Mapping[str, float]]:
    from tutor.transformers.architectures.size_presets import accelerator_sizes

    return accelerator_sizes()


MODEL_QUANTITIES = frozenset(
    """parameters active-parameters layers model-width vocabulary tables query-heads query-width full-layers
    window-layers cached windowed window kv-heads head-width experts active-experts expert-width expert-layers
    other-parameters latent-width rope-width query-rank""".split()
)


# The map


def _map(services: Any, about: str, sizes: Mapping[str, float] | None = None) -> Any:
    from tutor.transformers.map.map_screen import MapScreen

    return MapScreen(services, about, sizes)


def _maps(course: Any) -> Mapping[str, str]:
    from tutor.transformers.architectures.presets import presets

    return {one.name: f"Map · {one.title}" for one in presets().values()}


async def _open_map(nav: Any, name: str) -> None:
    await nav.open_over_place(_map(nav.services, f"map:{name}"))


def _map_findings(course: Any) -> Iterable[Any]:
    from tutor.transformers.map.pieces import map_findings

    return map_findings(course)


PLUGIN = Plugin(
    kinds=(
        Kind(name="lab", noun="experiment", names=_experiments, open=_open_experiment),
        Kind(
            name="drill",
            noun="drill",
            names=_drills,
            open=_open_drill,
            proved=_drill_passed,
            about=lambda name, title: "",
            to_do=lambda name, title: f"answer 10 questions of the drill '{name}' in a row",
            worth="answered",
        ),
        Kind(name="dims", noun="architecture", names=_architectures, open=_open_dims),
        Kind(name="map", noun="architecture", names=_maps, open=_open_map),
        Kind(name="first", noun="opening", names=_openings, open=_open_opening),
    ),
    fences={
        "dims": Fence(noun="dimension tables", check=_check_dims, draw=_draw_dims, leads_to=_dims_lead_to)
    },
    opening="first:minutes",
    places=(AppPlace(key="3", word="Lab", name="lab", screen=_lab, keys=_lab_keys),),
    overview=Overview(
        key="m",
        word="map",
        help="the map of the model",
        call="map of the model, the whole transformer, overview, picture of the model",
        screen=_map,
    ),
    findings=_map_findings,
    practice=FreshQuestions(
        word="drill",
        help="drills: questions with new numbers, missed ones first",
        choices=_choices,
        due=_due,
    ),
    presets=(
        SizePresets(noun="model", quantities=MODEL_QUANTITIES, rows=_model_sizes),
        SizePresets(
            noun="accelerator",
            quantities=frozenset(("card-memory", "bandwidth", "compute")),
            rows=_accelerator_sizes,
        ),
    ),
    commands={
        "drill": "tutor.transformers.drills.drill_command:drill",
        "attend": "tutor.transformers.lab.attend_command:attend",
        "map": "tutor.transformers.map.map_command:show_map",
        "dims": "tutor.transformers.architectures.dims_command:dims",
        "model": "tutor.transformers.llama.model_command:model_commands",
    },
    notes={"lab": "Lab"},
)
