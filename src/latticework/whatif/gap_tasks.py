"""Who fills the gap in the structure: the tasks and posts that hang on one actor, and who could step in, how soon."""

from __future__ import annotations

from dataclasses import dataclass

from latticework.model import Lattice, Task, UnknownName


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskGap:
    """One task that an actor provides, itself or through arrangements that it leads, hosts or cannot be missing from.

    ``share`` is the actor's own share of the whole, ``need`` the share without which the task is missed, both
    ``None`` where the task is no matter of shares. ``others`` provide it without the actor; ``can_fill`` could step
    in, within ``months_to_replace`` (low, high; ``None``: not coded). ``cannot``: nobody provides it without the
    actor, and nobody is coded as able to step in; ``sources`` say why the task is coded so.
    """

    task: str
    label: str
    share: float | None
    need: float | None
    through: tuple[str, ...]
    others: tuple[str, ...]
    can_fill: tuple[str, ...]
    months_to_replace: tuple[float, float] | None
    cannot: bool
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PostGap:
    """A post that an actor holds in an arrangement (``lead`` or ``host``), and who could take it over, in order."""

    arrangement: str
    label: str
    post: str
    successors: tuple[str, ...]


def task_gaps(lattice: Lattice, actor: str) -> tuple[TaskGap, ...]:
    """The tasks that hang on an actor, those first that nobody else can take over.

    Raises:
        UnknownName: there is no such actor.
    """
    if actor not in lattice.actors:
        raise UnknownName("actor", actor, lattice.actors)
    found = [gap for task in lattice.tasks.values() if (gap := _gap(lattice, actor, task)) is not None]
    return tuple(sorted(found, key=lambda one: (not one.cannot, one.label)))


def post_gaps(lattice: Lattice, actor: str) -> tuple[PostGap, ...]:
    """The posts that an actor holds."""
    found = []
    for id, works in lattice.works.items():
        if id not in lattice.arrangements:
            continue
        for post, holder, successors in (("lead", works.lead, works.successors), ("host", works.host, ())):
            if holder == actor:
                found.append(PostGap(arrangement=id, label=lattice.label(id), post=post, successors=successors))
    return tuple(sorted(found, key=lambda one: (one.label, one.post)))


def _gap(lattice: Lattice, actor: str, task: Task) -> TaskGap | None:
    own = [provider for provider in task.providers if provider.by == actor]
    through = [p.by for p in task.providers if p.by in lattice.works and _hangs_on(lattice, p.by, actor)]
    if not own and not through:
        return None
    others = tuple(p.by for p in task.providers if p.by != actor and p.by not in through)
    can_fill = tuple(one for one in task.can_fill if one != actor)
    return TaskGap(
        task=task.id,
        label=task.label,
        share=own[0].share if own else None,
        need=task.need,
        through=tuple(through),
        others=others,
        can_fill=can_fill,
        months_to_replace=task.months_to_replace,
        cannot=not can_fill and not others,
        sources=task.sources,
    )


def _hangs_on(lattice: Lattice, arrangement: str, actor: str) -> bool:
    works = lattice.works[arrangement]
    if actor in (works.host, *works.essential):
        return True
    if actor == works.lead:
        return not works.successors
    return bool(works.quorum and actor in works.quorum[1] and works.quorum[0] == len(works.quorum[1]))
