"""What is different between two judgements of one submission."""

from dataclasses import dataclass

from autograder.checks.check import Outcome, Verdict
from autograder.grading.evidence.record import Evidence
from autograder.grading.reports.words import points


@dataclass(frozen=True)
class Change:
    """The change of one question of one student: points before and after, and a line for each check that changed."""

    question: str
    before: float | None
    after: float | None
    why: tuple[str, ...]

    @property
    def shown(self) -> str:
        return f"{points(self.before)} → {points(self.after)}"


def changes(before: Evidence, after: Evidence) -> list[Change]:
    """What would change, question by question."""
    found = []
    for name, new in after.verdicts.items():
        old = before.verdicts.get(name)
        if old is None:
            found.append(Change(name, None, new.score, ("the question is new",)))
        elif old != new:
            found.append(Change(name, old.score, new.score, _why(old, new)))
    gone = [name for name in before.verdicts if name not in after.verdicts]
    found += [Change(name, before.verdicts[name].score, 0.0, ("the question is gone",)) for name in gone]
    noted = [name for name, text in after.comments.items() if before.comments.get(name) != text]
    return found + [Change(name, None, None, ("the note for the grader changed",)) for name in noted]


def _why(old: Verdict, new: Verdict) -> tuple[str, ...]:
    """A line for each check that is new, gone, or came out otherwise, then one on points and weights."""
    was = {result.name: result for result in old.results}
    lines = []
    for result in new.results:
        earlier = was.pop(result.name, None)
        if earlier is None:
            lines.append(f"{result.name} is new: {result.outcome} {result.message}")
        elif earlier.outcome is not result.outcome:
            message = earlier.message if result.outcome is Outcome.PASSED else result.message
            lines.append(f"{result.name}: {earlier.outcome} → {result.outcome} {message}")
    lines += [f"{name} is gone: {result.outcome}" for name, result in was.items()]
    weights = [{result.name: result.weight for result in verdict.results} for verdict in (old, new)]
    if old.max_score != new.max_score:
        lines.append(f"the question has {new.max_score:g} points instead of {old.max_score:g}")
    elif weights[0] != weights[1] and not lines:
        lines.append("the weights of the checks changed")
    return tuple(line.strip() for line in lines) or ("only messages changed",)
