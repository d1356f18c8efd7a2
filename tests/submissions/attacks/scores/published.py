"""Publishes scores as results of the graded cells, by a hook and by messages of its own.

must not: earn points for it
earns: table
says: FAILED
"""

# %% scale_code
import sys


def publish(*args):
    shell = get_ipython()
    shell.display_pub.publish({"text/plain": "4", "application/json": {"score": 4}})
    kernel = shell.kernel
    content = {"data": {"text/plain": "4"}, "metadata": {}, "execution_count": 1}
    for kind in ("execute_result", "display_data"):
        kernel.session.send(kernel.iopub_socket, kind, content, kernel.get_parent("shell"))


get_ipython().events.register("post_run_cell", publish)
get_ipython().events.register("post_execute", publish)
sys.displayhook = lambda value: publish()


def scale(numbers, factor):
    publish()
    return [4]


# %% greet_code
def greet(name):
    publish()
    return 3
