"""Train a small recurrent network on a short text, let it write, and draw what it remembers.

In a notebook:    %run rnn_generator.py            or   %run rnn_generator.py --epochs 5
In a terminal:    python rnn_generator.py          or   python rnn_generator.py --epochs 5

Every run saves its settings, losses, text and picture in a new folder: results/run-001, results/run-002, ...
The environment variable LAB13_RESULTS_DIR names another place for them, on a mounted server for example.
"""

import argparse
import errno
import json
import math
import os
import platform
import sys
from pathlib import Path

# ============================ SETTINGS: change them, save, run again ============================
sequence_length = 20  # characters in one training window; step 4 of the lab: try 10 to 50
hidden_size = 64  # numbers in the network's memory; step 6
epochs = 40  # how often the network sees every window; step 6
temperature = 1.0  # 0 always writes the likeliest character, larger is more adventurous
seed = 13  # the same seed gives the same run again on the same machine
# ================================================================================================

PROMPT_LENGTH = 5  # the network is given this many characters of the text and writes the rest
TRACED_LENGTH = 120  # more characters than this could not be told apart in the picture
ROW_LENGTH = 60  # characters in a printed row, so that no notebook wraps it
IN_NOTEBOOK = "ipykernel" in sys.modules

# TensorFlow takes seconds to import and reads this variable while it does. So each function imports what
# it needs, and a mistake in the settings is reported before the wait.
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")


def stop(message):
    """Print one line on stderr and leave with exit code 2."""
    print(f"rnn_generator.py: {message}", file=sys.stderr)
    sys.exit(2)


class OneLineParser(argparse.ArgumentParser):
    """An argument parser whose complaints are one line."""

    def error(self, message):
        stop(message)


def read_settings(arguments=None):
    """The settings above, replaced by those on the command line (or in a list of strings)."""
    parser = OneLineParser(description="Train a small recurrent network on a text and let it write.")
    for names, default, help_text in (
        (["--sequence_length", "--sequence-length"], sequence_length, "characters in one training window"),
        (["--hidden_size", "--hidden-size"], hidden_size, "numbers in the network's memory"),
        (["--epochs"], epochs, "how often the network sees every window"),
        (["--seed"], seed, "the same seed gives the same run again"),
    ):
        parser.add_argument(*names, type=int, default=default, metavar="N", help=help_text)
    parser.add_argument("--temperature", type=float, default=temperature, metavar="X", help="0 or more")
    text_file = Path(__file__).resolve().parent / "character_sequence.txt"
    parser.add_argument("--text", type=Path, default=text_file, metavar="FILE", help="the text to learn")
    return parser.parse_args(arguments)


def read_text(path):
    """The text of a UTF-8 file; stops when it cannot be read or is too short to learn from."""
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        stop(f"--text: cannot read {path}: {error.strerror}")
    except UnicodeDecodeError:
        stop(f"--text: {path} is not UTF-8 text: save it as UTF-8 in your editor")
    if len(text) < 2:
        stop(f"--text: {path} holds {len(text)} characters: give a text of about 50 to 100")
    return text


def check_settings(settings, text):
    """Stop with one line at the first setting that cannot work."""
    for name, low, high in (
        ("sequence_length", 1, len(text) - 1),  # a window and the character after it must fit
        ("hidden_size", 1, 4096),  # more would fill the memory of a laptop
        ("epochs", 1, 1000000),
        ("seed", 0, 2**32 - 1),  # the range of NumPy's seeds
    ):
        value = getattr(settings, name)
        if not isinstance(value, int) or not low <= value <= high:
            stop(f"{name} is {value}: choose a whole number from {low} to {high}")
    value = settings.temperature
    if not isinstance(value, (int, float)) or not 0 <= value < math.inf:
        stop(f"temperature is {value}: choose a number, 0 or more")


def check_versions():
    """The versions in use, a dict of strings; stops when they are missing or too old for this lab."""
    try:
        import matplotlib
        import numpy
        import tensorflow
    except Exception as error:  # an old TensorFlow beside a newer NumPy or protobuf fails in many ways
        problem = (str(error).splitlines() or [repr(error)])[0]
        stop(f"{problem} (does  pip install -r requirements.txt  in a new environment help?)")
    if tuple(int(part) for part in tensorflow.__version__.split(".")[:2]) < (2, 8):
        stop(f"TensorFlow {tensorflow.__version__} is too old: install 2.8 or newer")
    versions = {module.__name__: module.__version__ for module in (tensorflow, numpy, matplotlib)}
    return {"python": platform.python_version(), **versions}


def free_memory():
    """Free memory in GiB, or None where the system does not say."""
    try:
        for line in Path("/proc/meminfo").read_text().splitlines():  # Linux
            if line.startswith("MemAvailable:"):
                return int(line.split()[1]) / 2**20
    except OSError:
        pass
    try:
        return os.sysconf("SC_AVPHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 2**30
    except (AttributeError, ValueError, OSError):  # Windows has no sysconf, macOS not this name
        return None


def report_resources():
    """Print the cores and the free memory, with a warning when memory is short."""
    free = free_memory()
    print(f"Computer: {os.cpu_count()} cores, {'unknown' if free is None else f'{free:.1f} GiB'} free memory")
    if free is not None and free < 2:
        print("WARNING: less than 2 GiB of memory is free: save your work and close other programs.")


def results_folder():
    """The folder for results: LAB13_RESULTS_DIR, or results/ where that is not set or cannot be made or written to."""
    usual = Path("results")
    wanted = Path(os.environ.get("LAB13_RESULTS_DIR") or usual)
    try:
        wanted = wanted.expanduser()
        wanted.mkdir(parents=True, exist_ok=True)
        if not os.access(wanted, os.W_OK):
            raise PermissionError(errno.EACCES, "it cannot be written to")
    except (OSError, RuntimeError) as error:  # RuntimeError: it is in the home folder of somebody unknown here
        problem = f"cannot make the results folder {wanted}: {getattr(error, 'strerror', error)}"
        if wanted == usual:
            stop(problem)
        print(f"WARNING: {problem} (LAB13_RESULTS_DIR): results go to {usual} instead.")
        usual.mkdir(exist_ok=True)
        return usual
    return wanted


def new_run_folder():
    """Make the first run-... folder that does not exist yet, so that no run overwrites another."""
    results = results_folder()
    number = 1
    while True:
        try:
            folder = results / f"run-{number:03d}"
            folder.mkdir()
            return folder
        except FileExistsError:
            number += 1
        except OSError as error:
            stop(f"cannot make a folder in the results folder {results}: {error.strerror}")


def build_network(vocabulary_size, hidden_size, stateful=False):
    """Character ids (batch, time) in, the next character's probabilities (batch, time, vocabulary) out.

    A stateful network reads one text (batch 1) and keeps its memory from one call to the next.
    """
    import tensorflow as tf

    # Each character becomes its row of the identity matrix, a one-hot vector. Rows that are learned would have sparse
    # gradients, which Adam in Keras 3 handles wrongly where a row is read twice: it squares before it adds them up.
    one_hot = tf.keras.layers.Embedding(vocabulary_size, vocabulary_size, "identity", trainable=False)
    return tf.keras.Sequential(
        [
            tf.keras.Input(shape=(None,), batch_size=1 if stateful else None, dtype="int32"),
            one_hot,
            tf.keras.layers.SimpleRNN(hidden_size, return_sequences=True, stateful=stateful),
            tf.keras.layers.Dense(vocabulary_size, activation="softmax"),
        ]
    )


def show_progress(epoch, epochs, loss):
    """A bar that redraws itself in a terminal, and about ten plain lines in a notebook or a log file."""
    line = f"Epoch {epoch:{len(str(epochs))}}/{epochs} [{'#' * (30 * epoch // epochs):30}] loss {loss:.3f}"
    if sys.stdout.isatty():
        print("\r" + line, end="\n" if epoch == epochs else "", flush=True)
    elif epoch == epochs or epoch % max(1, epochs // 10) == 0:
        print(line, flush=True)


def train(network, ids, settings, losses_file):
    """Train on every window of the text; the losses, nats per character, one an epoch.

    Each loss is written to `losses_file` as soon as it is known, so a crash loses none.
    """
    import numpy as np
    import tensorflow as tf

    # Keras cuts the text; each piece is a window and the one character that follows it.
    pieces = tf.keras.utils.timeseries_dataset_from_array(ids, None, settings.sequence_length + 1)
    pieces = np.concatenate(list(pieces))  # (windows, sequence_length + 1)
    losses = []
    losses_file.write_text("epoch,loss\n")

    def after_epoch(epoch, logs):
        losses.append(float(logs["loss"]))
        with losses_file.open("a") as file:
            file.write(f"{epoch + 1},{losses[-1]:.6f}\n")
        show_progress(epoch + 1, settings.epochs, losses[-1])

    network.compile(tf.keras.optimizers.Adam(0.005, clipnorm=1.0), "sparse_categorical_crossentropy")
    callback = tf.keras.callbacks.LambdaCallback(on_epoch_end=after_epoch)
    inputs, targets = pieces[:, :-1], pieces[:, 1:]
    network.fit(inputs, targets, batch_size=16, epochs=settings.epochs, verbose=0, callbacks=[callback])
    return losses


def write_on(network, prompt_ids, length, settings):
    """`length` character ids that the network writes after the prompt, one at a time."""
    import numpy as np

    writer = build_network(network.output_shape[-1], settings.hidden_size, stateful=True)
    writer.set_weights(network.get_weights())
    rng = np.random.default_rng(settings.seed)
    ids, unread = [], prompt_ids
    while len(ids) < length:
        chances = writer.predict_on_batch(np.array([unread]))[0, -1].astype("float64")  # (vocabulary,)
        if settings.temperature == 0:
            ids.append(int(chances.argmax()))
        else:
            # Divided by the largest first, or a low temperature would turn all of them into zeros.
            chances = (chances / chances.max()) ** (1 / settings.temperature)
            ids.append(int(rng.choice(len(chances), p=chances / chances.sum())))
        unread = ids[-1:]  # the rest is in the layer's memory
    return ids


def watch(network, ids):
    """The network's states (time, hidden_size) and probabilities (time, vocabulary) while it reads `ids`."""
    import tensorflow as tf

    watcher = tf.keras.Model(network.inputs, [layer.output for layer in network.layers[-2:]])
    states, probabilities = watcher.predict(ids[None, :], verbose=0)
    return states[0], probabilities[0]


def print_comparison(text, generated):
    """Print the original and the generated text row by row, with a ^ below each difference."""
    marks = "".join(" " if a == b else "^" for a, b in zip(text, generated))
    faithful = (marks + "^").index("^")
    text, generated = text.replace("\n", "|"), generated.replace("\n", "|")
    for start in range(0, len(text), ROW_LENGTH):
        row = slice(start, start + ROW_LENGTH)
        rows = ["", f"original   {text[row]}", f"generated  {generated[row]}", f"           {marks[row]}"]
        print("\n  ".join(rows).rstrip())
    print(f"\nThe first {faithful} of {len(text)} characters are as in the original; | is a line break.")


def draw(text, losses, states, next_probability):
    """The figure: loss per epoch, and for each character of the text the states and what was predicted."""
    from matplotlib.figure import Figure  # without pyplot, so no screen is needed

    blue = "#0072B2"  # this blue and the map from orange to purple are safe for colour-blind readers
    figure = Figure(figsize=(14, 10), constrained_layout=True)
    top, middle, bottom = figure.subplots(3, 1)
    top.plot(range(1, len(losses) + 1), losses, color=blue, marker=".")
    top.set(title="Learning", xlabel="epoch", ylabel="loss (nats per character)", ylim=(0, None))
    top.xaxis.get_major_locator().set_params(integer=True)

    heat_map = middle.imshow(states.T, aspect="auto", cmap="PuOr", vmin=-1, vmax=1, interpolation="nearest")
    middle.set(title="Memory while reading the text", ylabel="hidden unit")
    figure.colorbar(heat_map, ax=middle, label="state", pad=0.01)

    bottom.bar(range(1, len(text)), next_probability, color=blue)
    bottom.set(title="Was the next character expected?", ylim=(0, 1.05), xlim=middle.get_xlim())
    bottom.set(ylabel="probability given\nto this character")
    for axes in (middle, bottom):
        axes.set_xticks(range(len(text)))
        axes.set_xticklabels(text.replace(" ", "\u2423").replace("\n", "\u21b5"), fontsize=9)
        axes.set_xlabel("characters of the text, over time")
    return figure


def main(arguments=None):
    """One run, saved step by step: settings, training, the network's own text, the picture."""
    if sys.version_info < (3, 8):
        stop(f"Python {platform.python_version()} is too old: install 3.8 or newer")
    settings = read_settings(arguments)
    text = read_text(settings.text)
    check_settings(settings, text)
    folder = new_run_folder()
    (folder / "settings.json").write_text(json.dumps(vars(settings), indent=2, default=str) + "\n")
    versions = check_versions()
    (folder / "versions.json").write_text(json.dumps(versions, indent=2) + "\n")
    print("Versions: " + ", ".join(f"{name} {version}" for name, version in versions.items()))
    report_resources()

    import numpy as np
    import tensorflow as tf

    tf.keras.backend.clear_session()  # a notebook may run this many times
    tf.keras.utils.set_random_seed(settings.seed)
    characters = sorted(set(text))
    ids = np.array([characters.index(character) for character in text], dtype="int32")
    network = build_network(len(characters), settings.hidden_size)
    losses = train(network, ids, settings, folder / "losses.csv")

    prompt = ids[:PROMPT_LENGTH]
    written = write_on(network, prompt, len(ids) - len(prompt), settings)
    generated = "".join(characters[i] for i in [*prompt, *written])
    (folder / "generated.txt").write_text(generated, encoding="utf-8")
    print(f"\nGiven the first {len(prompt)} characters, the network wrote the rest:")
    print_comparison(text, generated)

    states, probabilities = watch(network, ids[:TRACED_LENGTH])
    next_probability = probabilities[np.arange(len(states) - 1), ids[1 : len(states)]]
    figure = draw(text[:TRACED_LENGTH], losses, states, next_probability)
    figure.savefig(folder / "plots.png", dpi=100)
    print(f"Saved in {folder}: " + ", ".join(sorted(path.name for path in folder.iterdir())))
    if IN_NOTEBOOK:
        from IPython.display import Image, display

        words = f"The loss by epoch, {losses[0]:.2f} to {losses[-1]:.2f}; the states and probabilities along the text"
        display(Image(str(folder / "plots.png"), metadata={"alt": words}))


if __name__ == "__main__":
    main()
