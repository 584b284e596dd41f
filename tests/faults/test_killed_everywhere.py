"""kill -9 just before and just after every commit and every request, and by chance, while several people talk.

The same runs by the thousand: `python -m tests.faults.soak`.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from .deaths import Death, Point
from .soak import Plan, prepare_sqlite, run_once, sqlite_copy

pytestmark = [
    pytest.mark.faults,
    pytest.mark.promise("no-update-lost"),
    pytest.mark.promise("no-effect-twice"),
    pytest.mark.promise("order-per-chat"),
    pytest.mark.promise("one-worker-per-case"),
]
ACTS = 2
NAMED = [point for point in Point if point is not Point.MOMENT]


def around(point: Point) -> tuple[Death, ...]:
    """Early and a little later, before and after."""
    return Death(point), Death(point, after=True), Death(point, 2), Death(point, 2, after=True)


def lives() -> Iterator[tuple[Death, ...]]:
    for point in NAMED:
        yield around(point)[: 2 if point in (Point.LEASE, Point.TIMER) else 4]


@pytest.mark.parametrize("deaths", list(lives()), ids=lambda deaths: "-".join(map(str, deaths)))
async def test_that_deaths_at_this_point_lose_and_double_nothing(deaths: tuple[Death, ...]) -> None:
    await prepare_sqlite()
    with sqlite_copy() as url:
        run = await run_once(0, url, Plan(deaths, ACTS, unmet=30.0), prepared=True)
    assert (run.void, run.wrong) == (False, [])
    assert run.deaths == [death.name for death in deaths]


@pytest.mark.parametrize("seed", range(12))
async def test_that_deaths_by_chance_lose_and_double_nothing(seed: int) -> None:
    await prepare_sqlite()
    with sqlite_copy() as url:
        run = await run_once(seed, url, Plan.by_chance(seed, ACTS), prepared=True)
    assert (run.void, run.wrong) == (False, [])


@pytest.mark.parametrize(
    "database_url", [pytest.param("postgresql", marks=pytest.mark.postgresql)], indirect=True
)
@pytest.mark.parametrize("seed", range(3))
async def test_that_postgresql_does_neither(seed: int, database_url: str) -> None:
    run = await run_once(seed, database_url, Plan.by_chance(seed, ACTS), prepared=False)
    assert (run.void, run.wrong) == (False, [])
