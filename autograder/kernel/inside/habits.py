"""Makes notebooks from elsewhere run here: shell commands only print, and a cell goes on after a line that fails.

`KernelSession` sends this file as source when a kernel starts, like the probe. It lives among the student's own code
and decides nothing: a student who changes it only changes how their own notebook runs.
"""

import ast
import copy
import json
import sys
from collections.abc import Sequence
from functools import partial
from types import TracebackType
from typing import Any

MAX_SAID = 200
COMMANDS = ("pip", "conda", "mamba", "micromamba", "uv", "sx", "system", "shell")
SCRIPTS = ("bash", "sh", "script", "sx", "system", "!", "shell", "cmd", "perl", "ruby", "python2", "python3", "pypy")
DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Import, ast.ImportFrom)
ASSIGNMENTS = (ast.Assign, ast.AugAssign, ast.AnnAssign)
PLAIN = (str, int, float, bool, type(None))

_kept: dict[str, Any] = {}


def settle(shell: Any) -> None:
    """Puts commands that print in the place of those that need a shell, and keeps PNG among the figures' formats."""
    shell.system = shell.system_piped = shell.system_raw = _no_command
    shell.getoutput = _no_output
    for name in COMMANDS:
        shell.register_magic_function(partial(_no_line_magic, name), "line", name)
    for name in SCRIPTS:
        shell.register_magic_function(partial(_no_cell_magic, name), "cell", name)
    _keep_png()


def _no_line_magic(name: str, line: str) -> None:
    _no_command(f"%{name} {line}")


def _no_cell_magic(name: str, line: str, cell: str) -> None:
    _no_command(f"%%{name}")


def _no_command(command: object, *_: object, **__: object) -> None:
    print(f"[not run when graded: {_short(command)}]")


def _short(text: object) -> str:
    return " ".join(str(text).split())[:MAX_SAID]


def _no_output(command: object, *_: object, **__: object) -> list[str]:
    _no_command("!" + str(command))
    return []


def _keep_png() -> None:
    from IPython.core import pylabtools

    select: Any = pylabtools.select_figure_formats

    def select_with_png(shell: Any, formats: Any, *args: Any, **kwargs: Any) -> Any:
        formats = {formats} if isinstance(formats, str) else set(formats)
        return select(shell, formats if formats & {"retina", "png2x"} else formats | {"png"}, *args, **kwargs)

    pylabtools.select_figure_formats = select_with_png
    if "matplotlib_inline.backend_inline" in sys.modules:  # which else finds the new one when it is loaded
        vars(sys.modules["matplotlib_inline.backend_inline"])["select_figure_formats"] = select_with_png


def go_on(shell: Any, names: Sequence[str]) -> None:
    """After a cell of the student's: runs what stands behind a line that failed, and puts the values kept back.

    What ran, and which of `names` had changed, is left as JSON in `report`.
    """
    global report
    report = ""
    result = shell.last_execution_result
    ran = _run_rest(shell, result) if result is not None and result.error_in_exec is not None else 0
    report = json.dumps({"ran": ran, "changed": put_back(shell.user_ns, names)})


def _run_rest(shell: Any, result: Any) -> int:
    """Definitions, imports and assignments behind the failed statement, each by itself; how many there were.

    Where an import or a command of Jupyter's failed, which the student's machine had, all that stands behind it.
    """
    if isinstance(result.error_in_exec, (SystemExit, KeyboardInterrupt)):
        return 0
    try:
        rest, everything = _rest(shell, result)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return 0
    ran = 0
    for statement in rest:
        if everything or isinstance(statement, DEFINITIONS + ASSIGNMENTS):
            ran += 1
            _run(shell, statement)
    return ran


def _rest(shell: Any, result: Any) -> tuple[list[ast.stmt], bool]:
    """The statements behind the failed one, and whether all of them are to run."""
    from IPython.core.error import UsageError

    error = result.error_in_exec
    everything = isinstance(error, (ImportError, UsageError))
    body = ast.parse(result.info.transformed_cell).body
    wrapped = _wrapped(body[0]) if len(body) == 1 else None
    if wrapped is not None:  # below a magic of the whole cell, such as %%time: which line it was is not known
        return ast.parse(shell.transform_cell(wrapped)).body, everything
    line = _line(error.__traceback__)
    return [statement for statement in body if _first_line(statement) > line], everything


def _wrapped(statement: ast.stmt) -> str | None:
    """The source below a cell magic, None for any other statement."""
    call = getattr(statement, "value", None)
    if isinstance(call, ast.Call) and getattr(call.func, "attr", "") == "run_cell_magic" and len(call.args) == 3:
        source = getattr(call.args[2], "value", None)
        return source if isinstance(source, str) else None
    return None


def _line(trace: TracebackType | None) -> int:
    """The line at which the cell failed: the line of the first frame that belongs to a cell."""
    while trace is not None:
        code = trace.tb_frame.f_code
        if code.co_name == "<module>" and trace.tb_frame.f_globals.get("__name__") == "__main__":
            return trace.tb_lineno
        trace = trace.tb_next
    return 0


def _first_line(statement: ast.stmt) -> int:
    decorators: list[ast.expr] = getattr(statement, "decorator_list", [])
    return min([statement.lineno] + [one.lineno for one in decorators])


def _run(shell: Any, statement: ast.stmt) -> None:
    source = ast.unparse(statement)
    try:
        # By the name under which the shell keeps it, so that TensorFlow finds the source of what it compiles.
        exec(compile(source, shell.compile.cache(source), "exec"), shell.user_global_ns, shell.user_ns)
    except Exception as error:
        said = f"{type(error).__name__}: {error}"
        print(f"[left out: {_short(source.splitlines()[0])} ({_short(said)})]")


def keep(namespace: dict[str, Any], names: Sequence[str]) -> None:
    """Remembers those of the values `names` that are plain data: numbers, texts, and lists and dicts of them."""
    _kept.update((name, copy.deepcopy(namespace[name])) for name in names if _is_plain(namespace.get(name)))


def put_back(namespace: dict[str, Any], names: Sequence[str]) -> list[str]:
    """Restores the kept values of `names`; returns the names whose values had changed."""
    changed = [name for name in names if name in _kept and not _is_same(namespace.get(name), _kept[name])]
    namespace.update((name, copy.deepcopy(_kept[name])) for name in changed)
    return changed


def _is_plain(value: Any) -> bool:
    if type(value) in (list, tuple):
        return all(map(_is_plain, value))
    if type(value) is dict:
        return all(_is_plain(key) and _is_plain(item) for key, item in value.items())
    return type(value) in PLAIN


def _is_same(value: Any, kept: Any) -> bool:
    return _is_plain(value) and repr(value) == repr(kept)


report = ""
