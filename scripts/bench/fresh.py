"""Measuring in processes of their own, so that no sample profits from what an earlier one imported or compiled."""

import os
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import Any, TypeVar
from unittest.mock import patch

Result = TypeVar("Result")

# One thread for NumPy, whose library else keeps all cores busy waiting: with other work beside it, ten times slower.
ENVIRONMENT = {
    "OPENBLAS_NUM_THREADS": "1",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "MPLBACKEND": "Agg",
}


def fresh(function: Callable[..., Result], *args: Any) -> Result:
    """What `function` returns when it is called in a new process."""
    with patch.dict(os.environ, ENVIRONMENT), ProcessPoolExecutor(1, get_context("spawn")) as pool:
        return pool.submit(function, *args).result()
