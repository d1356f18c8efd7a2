"""What each kernel of a lab needs before its first cell."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Preparation:
    """What is done in each kernel, or where kernels are forked, once for all of them.

    - `warm_up`: source that runs first.
    - `environment`: names and values.
    - `makers`: source of a module, which imports nothing of ours. For each kind of `wire.Made` that checks send it has
      a function of that name, which takes the content and returns the argument. If it has a function `prepare`, this is
      called with the list of arguments before each call of a student's function.
    """

    warm_up: str = ""
    environment: tuple[tuple[str, str], ...] = ()
    makers: str = ""


PLAIN = Preparation()
