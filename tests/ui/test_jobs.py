"""Jobs: shared by sessions, stopped by nobody alone, carried out apart from the server's interpreter."""

import os
import pickle
import struct
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from threading import Condition, Event, Thread, current_thread
from types import MappingProxyType

import numpy as np
import pytest

from gmmviz.data import dataset
from gmmviz.em import EMSettings, fit
from gmmviz.em.search import resumable
from gmmviz.em.search.basins import BasinsRequest
from gmmviz.em.search.terrain import grid_points, places
from gmmviz.ui.work.jobs import kept
from gmmviz.ui.work.jobs.job import Job, Task
from gmmviz.ui.work.jobs.kept import Jobs
from gmmviz.ui.work.jobs.pool import Pool
from gmmviz.ui.work.jobs.processes import WORKER_ROOT
from gmmviz.ui.work.jobs.runner import SECONDS_FOR_THE_LAST_STEP

X = dataset("faithful").x
THREE = EMSettings(k=3, tol=1e-8)
WANTED = tuple((replace(THREE, k=k, family=name), 4) for k in (1, 2) for name in ("VVV", "EEE", "VII"))
LONG = BasinsRequest(THREE, ("points",), 100_000)


def map_request() -> resumable.MapRequest:
    two = replace(THREE, k=2)
    start = fit(X, replace(two, start="kmeans", max_iter=1)).states[0].mixture
    grid = grid_points(X.min(axis=0), X.max(axis=0))
    return resumable.MapRequest(two, start, 0, places(start, 0, np.eye(2), grid))


def fits() -> list[tuple[EMSettings, object, float]]:
    runs = [fit(X, replace(THREE, k=k)) for k in (2, 3)]
    return [(run.settings, run.states[-1].mixture, run.states[-1].log_likelihood) for run in runs]


REQUESTS = {
    "grid": (resumable.grid, WANTED),
    "basins": (resumable.basins, BasinsRequest(replace(THREE, k=2), ("points", "kmeans"), 3)),
    "terrain": (resumable.terrain, map_request()),
    "held_out": (resumable.held_out, tuple(settings for settings, _ in WANTED[:4])),
    "bootstrap": (resumable.bootstrap, fits()),
    "elsewhere": (resumable.elsewhere, resumable.Here(THREE, 50, -1e9, None)),
}
STEPS = {"bootstrap": 6}  # that are looked at: all of them would take long


def task(name: str, **changes: object) -> Task:
    steps, request = REQUESTS[name]
    return replace(Task(name, steps, "faithful", X, request), **changes)


def long_task() -> Task:
    return Task("basins", resumable.basins, "faithful", X, LONG)


def wait_until(claim: object, seconds: float = 90.0) -> None:
    end = time.monotonic() + seconds
    while not claim():
        assert time.monotonic() < end
        time.sleep(0.02)


def processor_seconds(pid: int) -> float:
    """What a process has computed so far."""
    ticks = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[11]
    return int(ticks) / os.sysconf("SC_CLK_TCK")


def warm(pool: Pool) -> None:
    """Let a pool have a process that is ready."""
    first = Job(task("grid", in_place=True), pool)
    assert not pool.takes(first)
    wait_until(lambda: any(each.is_ready for each in pool.runners))


def test_there_are_as_many_places_as_cores(monkeypatch: pytest.MonkeyPatch) -> None:
    """Cores that this process may use: on a shared machine fewer than there are."""
    monkeypatch.setattr("os.sched_getaffinity", lambda _: {0, 2, 5}, raising=False)
    unused = Pool()
    assert unused.places == unused.turns.places == 3
    unused.close()


@pytest.fixture
def pool() -> Iterator[Pool]:
    pool = Pool(workers=1)
    yield pool
    pool.close()


@dataclass
class Served:
    """A pool as a server has it, with a process each for what is long and what pages wait for, which are ready."""

    pool: Pool
    urgent: Pool
    is_crowded: bool = False

    def is_idle(self) -> bool:
        """Whether nothing waits and no process has a job."""
        busy = (each.queue or any(runner.busy for runner in each.runners) for each in self.pools)
        return not any(busy) and not self.pool.turns.any_taken

    @property
    def pools(self) -> tuple[Pool, Pool]:
        return self.urgent, self.pool


@pytest.fixture(scope="module")
def kept_served() -> Iterator[Served]:
    """Its processes begin once, do not end while other tests run, and come to their turn beside these."""
    urgent = Pool(workers=1, idle=3600.0, niceness=0)
    pool = Pool(workers=1, idle=3600.0, niceness=0, urgent=urgent, crowded=lambda: served.is_crowded)
    served = Served(pool, urgent)
    for pool in served.pools:
        warm(pool)
    yield served
    served.pool.close()


@pytest.fixture
def served(kept_served: Served) -> Iterator[Served]:
    """The pool of the module, at rest before and after a test."""
    yield kept_served
    kept_served.is_crowded = False
    wait_until(kept_served.is_idle)


@pytest.fixture
def kept_pool(served: Served) -> Pool:
    """For tests to which its process is all the same."""
    return served.pool


def same(one: object, other: object) -> bool:
    """Whether two results are equal to the last bit, arrays and all."""
    if type(one) is not type(other):
        return False
    if isinstance(one, np.ndarray):
        return one.dtype == other.dtype and one.tobytes() == other.tobytes()
    if isinstance(one, tuple):
        return len(one) == len(other) and all(map(same, one, other))
    if hasattr(one, "__dict__"):
        return one.__dict__.keys() == other.__dict__.keys() and all(
            same(value, other.__dict__[name]) for name, value in one.__dict__.items()
        )
    if isinstance(one, float):
        return struct.pack("d", one) == struct.pack("d", other)  # a nan too
    return one == other


@cache
def in_place(name: str) -> Mapping[object, object]:
    """What a request finds here, for all tests that compare with it."""
    steps, request = REQUESTS[name]
    found = {}
    for number, (place, value) in enumerate(steps(X, request, {}), 1):
        found[place] = value
        if number == STEPS.get(name):
            break
    return MappingProxyType(found)


@pytest.mark.parametrize("name", REQUESTS)
def test_what_a_process_finds_equals_what_is_found_here_bit_for_bit(name: str, kept_pool: Pool) -> None:
    job = Job(task(name), kept_pool)
    job.join("one")
    few = STEPS.get(name)
    wait_until(lambda: not job.active or (few and sum(map(_size, job.found.values())) >= few), 100)
    job.leave("one")
    expected = in_place(name)
    assert job.problem == ""
    if few is None:
        assert job.found.keys() == expected.keys()
        assert all(same(job.found[place], value) for place, value in expected.items())
    else:
        ((place, value),) = expected.items()
        assert job.found[place].simulated[:few].tobytes() == value.simulated.tobytes()


def _size(value: object) -> int:
    return len(getattr(value, "simulated", ()))


@pytest.mark.parametrize("name", REQUESTS)
def test_going_on_after_a_stop_gives_what_would_have_been_found_without_one(name: str) -> None:
    steps, request = REQUESTS[name]
    whole, found = in_place(name), {}
    most = STEPS.get(name, 10**9)
    taken = 0
    while taken < most:
        step = next(iter(steps(X, request, found)), None)
        if step is None:
            break
        found[step[0]] = step[1]
        taken += 1
    assert found.keys() == whole.keys()
    assert all(same(found[place], value) for place, value in whole.items())


def test_one_persons_stop_leaves_anothers_job_going(kept_pool: Pool) -> None:
    job = Job(long_task(), kept_pool)
    job.join("one")
    job.join("two")
    wait_until(lambda: len(job.found) > 3)
    job.leave("one", declines=True)
    before = len(job.found)
    wait_until(lambda: len(job.found) > before)
    assert job.snapshot("one").state == "stopped"
    assert job.snapshot("two").state == "running"
    job.leave("two")
    wait_until(lambda: not job.active)
    kept = len(job.found)
    job.join("one")
    wait_until(lambda: len(job.found) > kept)
    job.leave("one")


def test_a_job_ends_within_ten_seconds_of_its_last_session_going_away(
    kept_pool: Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Looked at where all that takes a tenth of the time."""
    longest = kept.SECONDS_UNTIL_LEFT + 2 * kept.SECONDS_BETWEEN_SESSION_CHECKS + SECONDS_FOR_THE_LAST_STEP
    assert longest <= 10.0
    for name in ("SECONDS_UNTIL_LEFT", "SECONDS_BETWEEN_SESSION_CHECKS"):
        monkeypatch.setattr(kept, name, getattr(kept, name) / 10)
    away: set[str] = set()
    jobs = Jobs(kept_pool, lambda who: who not in away)
    job = jobs.job("basins", "faithful", long_task)
    jobs.want(job, "one")
    jobs.want(job, "two")
    wait_until(lambda: job.running)
    away.add("one")
    wait_until(lambda: "one" not in job.wishes)
    assert job.running
    assert not job.stopping
    away.add("two")
    wait_until(lambda: not job.active, 10)


def test_a_session_has_one_running_job_of_a_kind(kept_pool: Pool) -> None:
    jobs = Jobs(kept_pool, lambda _: True)
    first, second = (jobs.job("basins", key, long_task) for key in "ab")
    jobs.want(first, "one")
    wait_until(lambda: first.running)
    jobs.want(second, "one")
    wait_until(lambda: second.running and not first.active)
    second.leave("one")


def test_who_waits_is_told_how_many_come_first() -> None:
    pool = Pool(workers=1)
    try:
        jobs = [Job(long_task(), pool) for _ in range(4)]
        for job in jobs:
            job.join("one")
        wait_until(lambda: jobs[0].running)
        told = [job.snapshot("one") for job in jobs]
        assert [(each.state, each.before) for each in told] == [
            ("running", 0), ("waiting", 0), ("waiting", 1), ("waiting", 2),
        ]  # fmt: skip
        jobs[1].leave("one")
        assert jobs[2].snapshot("one").before == 0
        assert not jobs[1].active
    finally:
        pool.close()


def test_jobs_that_wait_get_their_slice_of_a_long_one(
    kept_pool: Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gmmviz.ui.work.jobs.runner.SLICE_SECONDS", 0.1)
    jobs = [Job(long_task(), kept_pool) for _ in range(3)]
    for job in jobs:
        job.join("one")
    wait_until(lambda: all(kept_pool.slices.get(job, 0) >= 2 and len(job.found) > 5 for job in jobs))
    for job in jobs:
        job.leave("one")


def test_what_is_wanted_grows_with_who_wants_it(kept_pool: Pool) -> None:
    def merged(requests: list[resumable.Wanted]) -> resumable.Wanted:
        return tuple(dict.fromkeys(each for request in requests for each in request))

    def is_found(found: dict[object, object], request: resumable.Wanted) -> bool:
        return all((settings.family, settings.k) in found for settings, _ in request)

    job = Job(task("grid", merged=merged, is_found=is_found), kept_pool)
    job.join("one", WANTED[:1])
    job.join("two", WANTED[2:5])
    wait_until(lambda: not job.active)
    assert len(job.found) == 4
    assert job.snapshot("one", WANTED).state == "stopped"
    job.join("one", WANTED)
    wait_until(lambda: not job.active)
    assert job.snapshot("one").state == "done"
    assert len(job.found) == len(WANTED)


def test_what_goes_wrong_in_a_process_is_told(kept_pool: Pool) -> None:
    job = Job(task("terrain", request=replace(map_request(), settings=replace(THREE, k=300))), kept_pool)
    job.join("one")
    wait_until(lambda: job.problem)
    assert job.problem.startswith("ValueError: ")
    assert job.snapshot("one").state == "failed"


def test_without_processes_a_thread_does_the_same() -> None:
    pool = Pool(workers=1, processes=False)
    job = Job(task("grid"), pool)
    job.join("one")
    wait_until(lambda: not job.active)
    assert all(same(job.found[place], value) for place, value in in_place("grid").items())
    assert pool.runners == set() or all(each.worker is None for each in pool.runners)


def test_a_process_that_dies_fails_its_job_and_the_next_gets_another(pool: Pool) -> None:
    job = Job(long_task(), pool)
    job.join("one")
    wait_until(lambda: any(each.worker and each.worker.ready.is_set() for each in pool.runners))
    in_thread = len(job.found) + 1  # its last find may come yet, then those of the process
    wait_until(lambda: len(job.found) > in_thread)
    (runner,) = [each for each in pool.runners if each.worker]
    runner.worker.process.kill()
    wait_until(lambda: job.problem)
    assert job.problem == "The process that worked on this ended unexpectedly."
    second = Job(task("grid"), pool)
    second.join("one")
    wait_until(lambda: not second.active)
    assert second.problem == ""


def test_a_job_whose_step_takes_long_is_ended_with_its_process(
    pool: Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gmmviz.ui.work.jobs.runner.SECONDS_FOR_THE_LAST_STEP", 0.2)
    x = np.random.default_rng(1).normal(size=(200_000, 8))
    job = Job(
        Task("basins", resumable.basins, "large", x, BasinsRequest(replace(THREE, k=60), ("points",), 5)),
        pool,
    )
    job.join("one")
    wait_until(lambda: any(each.worker and each.worker.ready.is_set() for each in pool.runners), 60)
    (runner,) = [each for each in pool.runners if each.worker]
    begun = processor_seconds(runner.worker.process.pid)
    wait_until(lambda: processor_seconds(runner.worker.process.pid) > begun + 0.3)  # it is amid a step
    job.leave("one")
    wait_until(lambda: not job.active, 10)


def test_processes_have_a_lower_priority_and_end_when_idle() -> None:
    pool = Pool(workers=1, idle=0.2)
    job = Job(long_task(), pool)
    job.join("one")
    wait_until(lambda: any(each.worker and each.worker.ready.is_set() for each in pool.runners))
    process = next(each.worker.process for each in pool.runners if each.worker)
    assert os.getpriority(os.PRIO_PROCESS, process.pid) > os.getpriority(os.PRIO_PROCESS, 0)
    job.leave("one")
    wait_until(lambda: process.poll() is not None and pool.runners == set())


def test_processes_end_with_a_server_that_is_killed() -> None:
    script = (
        "import sys, time\nfrom gmmviz.ui.work.jobs.processes import WorkerProcess\n"
        "worker = WorkerProcess()\nworker.ready.wait(60)\nprint(worker.process.pid, flush=True)\ntime.sleep(60)"
    )
    server = subprocess.Popen(
        [sys.executable, "-c", script], cwd=WORKER_ROOT, stdout=subprocess.PIPE, text=True
    )
    assert server.stdout is not None
    worker = int(server.stdout.readline())
    server.kill()
    server.wait()
    server.stdout.close()
    wait_until(lambda: not Path(f"/proc/{worker}").exists() or _is_zombie(worker), 5)


def _is_zombie(pid: int) -> bool:
    return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").split(")")[1].split()[0] == "Z"


def test_a_process_imports_the_engine_only() -> None:
    script = (
        "import sys\nimport gmmviz.ui.work.jobs.worker\nimport gmmviz.em.search.resumable\n"
        "print(*sorted({name.partition('.')[0] for name in sys.modules}))"
    )
    printed = subprocess.run(
        [sys.executable, "-c", script], cwd=WORKER_ROOT, capture_output=True, text=True, check=True
    )
    assert {"streamlit", "pandas", "plotly", "sklearn", "starlette"} & set(printed.stdout.split()) == set()


def test_what_pages_wait_for_is_shared_with_processes_where_all_turns_are_taken(served: Served) -> None:
    """Runs that are found in a process are those that are found here, bit for bit."""
    settings = [replace(THREE, seed=seed, tol=1e-6) for seed in range(8)]
    jobs = [
        Job(
            Task("run", resumable.lane, "faithful", X, resumable.LaneRequest(each), in_place=True),
            served.pool,
        )
        for each in settings
    ]
    with served.pool.turns.turn("somebody"):
        for job in jobs:
            job.join("one")
        wait_until(lambda: all("run" in job.found for job in jobs))
    assert all(same(job.found["run"], fit(X, each)) for job, each in zip(jobs, settings, strict=True))


def test_what_a_person_watches_has_the_servers_priority_one_at_a_time_and_not_where_pages_wait(
    served: Served,
) -> None:
    def carried_out_by() -> list[bool]:
        """Whether the urgent pool, and the pool itself, have something to do."""
        return [bool(one.queue) or any(each.busy for each in one.runners) for one in served.pools]

    first, second, third = (Job(replace(long_task(), watched=True), served.pool) for _ in range(3))
    first.join("one")
    wait_until(lambda: first.running and first.found)
    assert carried_out_by() == [True, False]
    second.join("two")
    wait_until(lambda: second.running)
    assert carried_out_by() == [True, True]
    for job, who in ((first, "one"), (second, "two")):
        job.leave(who)
        wait_until(lambda job=job: not job.active)
    wait_until(served.is_idle)
    served.is_crowded = True
    third.join("three")
    wait_until(lambda: third.running)
    assert carried_out_by() == [False, True]
    third.leave("three")
    wait_until(lambda: not third.active)


@pytest.mark.parametrize("why", ["pages wait", "a run of a page is refused", "a run of a page waits for it"])
def test_what_is_watched_gives_its_place_back_to_pages(
    why: str, served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gmmviz.ui.work.jobs.runner.SLICE_SECONDS", 600.0)
    monkeypatch.setattr(
        "gmmviz.ui.work.jobs.runner.LONG_SECONDS", 60.0 if why == "a run of a page waits for it" else 0.2
    )
    pool, urgent = served.pool, served.urgent
    watched = Job(replace(long_task(), watched=True), pool)
    watched.join("one")
    wait_until(lambda: watched.found and any(each.busy for each in urgent.runners))
    if why == "a run of a page is refused":
        wait_until(lambda: all(each.is_long for each in urgent.runners))
    asked = Job(task("grid", in_place=True), pool)
    if why == "pages wait":
        served.is_crowded = True
    else:
        assert urgent.takes(asked) == (why == "a run of a page waits for it")
    wait_until(lambda: any(each.busy for each in pool.runners) and watched.running)
    known = watched.found
    wait_until(lambda: watched.found is not known)  # it goes on
    wait_until(lambda: not (urgent.queue or any(each.busy for each in urgent.runners)))
    assert urgent.takes(asked)  # and the next run of a page is done there
    watched.leave("one")


def test_of_two_watched_jobs_at_once_one_has_the_place(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two come at once, and one while the first is being taken out of the queue."""
    pool = Pool(workers=1, urgent=Pool(workers=1, niceness=0))
    assert pool.urgent is not None
    lent: list[Job] = []
    asked: set[Thread] = set()
    is_being_taken = Event()
    enqueue, next_job = pool.urgent.enqueue, pool.urgent.next_job

    class Watched(Condition):
        """Knows who has asked for its lock."""

        def __enter__(self) -> bool:
            asked.add(current_thread())
            return super().__enter__()

    def enqueue_when_all_have_asked(job: Job) -> None:
        lent.append(job)
        wait_until(lambda: asked.issuperset(joining[:2]) or len(lent) > 1)
        enqueue(job)

    def next_when_the_last_has_asked() -> Job | None:
        job = next_job()
        is_being_taken.set()
        wait_until(lambda: joining[2] in asked or len(lent) > 1)
        return job

    monkeypatch.setattr(pool.urgent, "changed", Watched())
    monkeypatch.setattr(pool.urgent, "enqueue", enqueue_when_all_have_asked)
    monkeypatch.setattr(pool.urgent, "next_job", next_when_the_last_has_asked)
    jobs = [Job(replace(long_task(), watched=True), pool) for _ in range(3)]
    joining = [Thread(target=job.join, args=("one",)) for job in jobs]
    try:
        for each in joining[:2]:
            each.start()
        assert is_being_taken.wait(90)
        joining[2].start()
        for each in joining:
            each.join()
        assert len(lent) == 1
    finally:
        pool.close()


def test_where_pages_wait_their_runs_leave_the_interpreter_to_them(served: Served) -> None:
    served.is_crowded = True
    wanted = resumable.LaneRequest(THREE)
    job = Job(Task("run", resumable.lane, "x", X, wanted, in_place=True, whole="run"), served.pool)
    job.join("one")
    assert not served.pool.turns.any_taken
    wait_until(lambda: "run" in job.found)
    assert same(job.found["run"], fit(X, THREE))


def test_of_a_quick_run_the_whole_is_sent_and_not_its_parts(served: Served) -> None:
    parts = Job(Task("run", resumable.lane, "x", X, resumable.LaneRequest(THREE)), served.pool)
    whole = Job(replace(parts.task, whole="run"), served.pool)
    for job in (parts, whole):
        job.join("one")
        wait_until(lambda job=job: not job.active)
    assert len(parts.found) > 2
    assert whole.found.keys() == {"run"}
    assert same(whole.found["run"], parts.found["run"])


def test_a_run_travels_as_three_arrays() -> None:
    run = fit(X, THREE)
    buffers: list[pickle.PickleBuffer] = []
    body = pickle.dumps(run, protocol=5, buffer_callback=buffers.append)
    assert len(buffers) == 3
    there = pickle.loads(body, buffers=[bytes(each.raw()) for each in buffers])
    assert same(there, run)
    assert not any(part.flags.writeable for part in vars(there.states[-1].mixture).values())


def test_a_short_run_does_not_wait_for_long_ones(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gmmviz.ui.work.jobs.runner.LONG_SECONDS", 0.2)
    long = Job(replace(long_task(), in_place=True), served.pool)
    short = Job(Task("run", resumable.lane, "x", X, resumable.LaneRequest(THREE), in_place=True), served.pool)
    with served.pool.turns.turn("somebody"):
        long.join("one")
        wait_until(lambda: long.running)
        short.join("one")
    wait_until(lambda: "run" in short.found)
    assert long.active
    long.leave("one")
    wait_until(lambda: not long.active)
