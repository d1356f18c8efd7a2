"""What was measured, where and when, as docs/measured/benchmarks.json keeps it."""

import datetime
import json
import os
import platform
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import Any

import psutil

GIB = 2**30


def machine() -> dict[str, Any]:
    """What a figure depends on most, and what must be the same for figures to stand side by side."""
    information = Path("/proc/cpuinfo")
    lines = information.read_text(encoding="utf-8").splitlines() if information.is_file() else []
    names = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    return {
        "processor": names[0] if names else platform.processor() or platform.machine(),
        "cores": os.cpu_count(),
        "memory_gib": round(psutil.virtual_memory().total / GIB, 1),
    }


def load(path: Path) -> dict[str, Any]:
    """The results kept in `path`; none where there is no such file, or where they are of another machine."""
    here = machine()
    kept: dict[str, Any] = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    return kept if kept.get("machine") == here else {"machine": here, "subjects": {}}


def save(path: Path, results: dict[str, Any]) -> None:
    path.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")


def measured(measure: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """What `measure` returns, with the day, the versions, and how busy the machine was before and after."""
    before = os.getloadavg()[0]
    raw = measure()
    return {
        "date": datetime.date.today().isoformat(),
        "load": [round(before, 1), round(os.getloadavg()[0], 1)],
        "versions": {
            "Python": platform.python_version(),
            "TensorFlow": version("tensorflow"),
            "NumPy": version("numpy"),
        },
        "raw": raw,
    }
