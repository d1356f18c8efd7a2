"""A grade for programs."""

from typing import Any

from autograder.grading.grade import Grade

SCHEMA = 1


def as_dict(grade: Grade) -> dict[str, Any]:
    """The grade in the JSON schema that docs/json_report.md describes."""
    questions = {
        name: {
            "score": verdict.score,
            "max": verdict.max_score,
            "checks": [result.as_dict() for result in verdict.results],
        }
        for name, verdict in grade.verdicts.items()
    }
    return {
        "schema": SCHEMA,
        "seed": grade.seed,
        "wall": grade.evidence.wall if grade.evidence else None,
        "questions": questions,
        "score": round(sum(verdict.score or 0 for verdict in grade.verdicts.values()), 2),
        "max": sum(verdict.max_score for verdict in grade.verdicts.values()),
        "notes": grade.notes,
        "comments": grade.comments,
    }
