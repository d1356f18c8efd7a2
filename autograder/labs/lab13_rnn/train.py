"""Question `train`: train_step and train."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from autograder.checks import expect
from autograder.checks.check import CannotJudge, CheckFailed, Question, check
from autograder.labs.lab13_rnn import draws
from autograder.labs.lab13_rnn.arguments import Optimizer
from autograder.labs.lab13_rnn.draws import Arrays
from autograder.student.handle import Student
from rnn_reference import evaluation
from rnn_reference.settings import CLIP_NORM
from rnn_reference.text import build_vocabulary, encode, make_windows, markov_entropy

TRAIN_SECONDS = 90.0
# (B, T, V, H) of batches whose characters are all different, see draws.distinct_ids. One size comes twice in a row, so
# that a state kept from one batch to the next shows.
DISTINCT = ((3, 5, 24, 6), (3, 5, 24, 6), (1, 4, 24, 2))
# The same for batches in which characters come several times: some of them, the smallest of all, all of them, a
# batch as wide as the lab's, and windows as long as its longest, whose gradients go all the way back.
REPEATING = ((2, 4, 9, 3), (1, 1, 3, 1), (4, 6, 5, 7), (16, 8, 18, 64), (2, 50, 18, 32))
LEARNING_RATE = 0.25
# Cosine between an update and the gradient: of n numbers drawn at random it is about 1 / sqrt(n), 0.05 to 0.1 here.
MIN_ALONG = 0.2
LOSS_TOLERANCE = 2e-3  # relative
COMPARED_EPOCHS = 8
# Relative. The same steps, summed in another order, differ by about 1e-6; another order of the windows differs by at
# least 1.4e-3 in the epochs that are compared (80 seeds).
SEED_TOLERANCE = 5e-4
ORDER_EPOCHS = 40
# By how many nats the best-known window leads the next one after ORDER_EPOCHS epochs of 17 windows, one of which is
# left for a batch of its own each time. Seen: orders drawn anew up to 0.45 (500 seeds of each of four optimizers),
# the same order always from 0.58 on (Adam, 300 seeds). All of ORDER_RUNS trainings must show it:
# even at one false alarm in a hundred, far more than was seen, that is one in a million.
ORDER_LIMIT = 0.5
ORDER_RUNS = 3


@dataclass(frozen=True)
class Step:
    """One train_step by plain gradient descent: the batch, the loss returned, and each parameter's change."""

    params: Arrays
    inputs: np.ndarray
    targets: np.ndarray
    loss: Any
    changes: Arrays
    after: list[Any]

    @property
    def gradients(self) -> Arrays:
        return evaluation.gradients(self.params, self.inputs, self.targets)[1]

    @property
    def call(self) -> str:
        return f"train_step() with B, T, V, H = {(*self.inputs.shape, *self.params['W_xh'].shape)}"


def _batch(
    rng: np.random.Generator, size: tuple[int, int, int, int], distinct: bool
) -> tuple[Arrays, np.ndarray, np.ndarray]:
    batch, time, vocab, hidden = size
    draw = draws.distinct_ids if distinct else draws.ids
    return draws.params(rng, vocab, hidden, 0.2), draw(rng, vocab, batch, time), draw(rng, vocab, batch, time)


def _gentle(
    rng: np.random.Generator, size: tuple[int, int, int, int], distinct: bool
) -> tuple[Arrays, np.ndarray, np.ndarray]:
    """A batch whose gradients are well below the clipping, as slices or dense."""
    while True:
        drawn = _batch(rng, size, distinct)
        norm = _norm(evaluation.gradients(*drawn)[1])
        if norm < 0.8 * CLIP_NORM:
            return drawn
        drawn[0]["W_hy"] *= 0.5  # of few characters some are far too many


def _steep(rng: np.random.Generator, size: tuple[int, int, int, int]) -> tuple[Arrays, np.ndarray, np.ndarray]:
    """A batch whose gradients are far above the clipping."""
    while True:
        params, inputs, targets = _batch(rng, size, distinct=True)
        params = {name: 2.5 * value for name, value in params.items()}
        params["W_hy"] *= 12  # gradients through large output weights are nearly always far above CLIP_NORM
        if _norm(evaluation.gradients(params, inputs, targets)[1]) > 1.5 * CLIP_NORM:
            return params, inputs, targets


def _step(student: Student, params: Arrays, inputs: np.ndarray, targets: np.ndarray, kind: str = "SGD") -> Step:
    """One train_step with an optimizer of a kind, without momentum."""
    optimizer = Optimizer(kind, {"learning_rate": LEARNING_RATE})
    result, after = student.update("train_step", draws.variables(params), optimizer, inputs, targets)
    weights = after[0] if isinstance(after[0], dict) else {}
    changes = {}
    for name, value in params.items():
        what = f"params[{name!r}] after train_step()"
        changes[name] = expect.array(weights.get(name), what, value.shape) - value
    return Step(params, inputs, targets, result, changes, after)


def gentle_steps(student: Student, rng: np.random.Generator) -> list[Step]:
    """Steps whose gradients are below the clipping."""
    drawn = [_gentle(rng, size, distinct=True) for size in DISTINCT]
    drawn += [_gentle(rng, size, distinct=False) for size in REPEATING]
    return [_step(student, *one) for one in drawn]


def steep_steps(student: Student, rng: np.random.Generator) -> list[Step]:
    """Steps whose gradients are above the clipping; no character comes twice."""
    return [_step(student, *_steep(rng, size)) for size in DISTINCT]


@check(weight=2.5, given=steep_steps, of="train_step")
def step_loss(student: Student, rng: np.random.Generator, steep: list[Step]) -> None:
    """train_step() returns the mean nats per character of its batch"""
    for step in (*steep, _step(student, *_batch(rng, REPEATING[0], distinct=False))):
        params, inputs, targets = step.params, step.inputs, step.targets
        loss = evaluation.loss(params, inputs, targets)
        logits, _ = evaluation.forward(params, inputs)
        updated = {name: value + step.changes[name] for name, value in params.items()}
        expect.close(
            np.asarray(expect.number(step.loss, "train_step()", "Return the loss as a scalar.")),
            np.asarray(loss),
            "the loss that train_step() returns",
            "The mean over batch and time of the softmax cross-entropy, taken before the update.",
            {
                "the losses are summed instead of averaged": loss * inputs.size,
                "the losses are summed over time": loss * inputs.shape[1],
                "the losses are summed over the batch": loss * inputs.shape[0],
                "the loss is in bits instead of nats": loss / np.log(2),
                "the perplexity is returned": np.exp(loss),
                "the loss is taken after the update": evaluation.loss(updated, inputs, targets),
                "the inputs are used as targets": evaluation.cross_entropy(logits, inputs),
                "only the last character of each window counts": evaluation.cross_entropy(
                    logits[:, -1], targets[:, -1]
                ),
                "a softmax is applied before the cross-entropy, which applies one itself": evaluation.cross_entropy(
                    np.exp(evaluation.log_softmax(logits)), targets
                ),
            },
        )


@check(weight=3.5, given=gentle_steps, of="train_step")
def step_descends(student: Student, rng: np.random.Generator, gentle: list[Step]) -> None:
    """train_step() moves every parameter down its gradient"""
    for step in gentle:
        gradients, changes = step.gradients, step.changes
        if _norm(changes) == 0:
            raise CheckFailed("train_step() changes no parameter", help="Call optimizer.apply_gradients(...).")
        for name, gradient in gradients.items():
            mistakes = {
                "the update goes uphill": LEARNING_RATE * gradient,
                "this parameter is not updated": np.zeros_like(gradient),
                "the losses are summed instead of averaged": -LEARNING_RATE * gradient * step.inputs.size,
                "the update is applied twice": -2 * LEARNING_RATE * gradient,
                "small gradients are scaled up": -LEARNING_RATE * gradient * CLIP_NORM / _norm(gradients),
            }
            counts = np.bincount(step.inputs.ravel(), minlength=len(step.params["W_xh"]))
            others = all(expect.equal(changes[one], -LEARNING_RATE * gradients[one]) for one in changes if one != name)
            if name == "W_xh" and 1 in counts and others:  # where the rows of all other characters are right
                several = np.where(counts[:, np.newaxis] > 1, changes[name], -LEARNING_RATE * gradient)
                mistakes["a character that comes several times counts only once"] = several
            expect.close(
                changes[name],
                -LEARNING_RATE * gradient,
                f"{step.call}: the change of params[{name!r}]",
                "Take the gradient of the mean loss for all five parameters, through all steps, and apply it once.",
                mistakes,
            )


def _norm(arrays: Arrays) -> float:
    return float(np.sqrt(sum(np.sum(np.square(value)) for value in arrays.values())))


@check(weight=2, given=steep_steps, of="train_step")
def step_clips(student: Student, rng: np.random.Generator, steep: list[Step]) -> None:
    """gradients are clipped together, to a global norm of CLIP_NORM"""
    for step in steep:
        gradients, changes = step.gradients, step.changes
        moved = _norm(changes) / LEARNING_RATE
        if moved > 0 and _clipped_somehow(changes, gradients):
            continue
        for name, clipped in evaluation.clip_by_global_norm(gradients, CLIP_NORM).items():
            expect.close(
                changes[name],
                -LEARNING_RATE * clipped,
                f"with large gradients the update has norm {moved:.3g}; the change of params[{name!r}]",
                "gradients, _ = tf.clip_by_global_norm(gradients, CLIP_NORM), for the whole list at once.",
                {
                    "nothing is clipped": -LEARNING_RATE * gradients[name],
                    "each gradient is clipped by itself": -LEARNING_RATE
                    * evaluation.clip_by_global_norm({name: gradients[name]}, CLIP_NORM)[name],
                    "each number is clipped by itself": -LEARNING_RATE
                    * np.clip(gradients[name], -CLIP_NORM, CLIP_NORM),
                    "the update is left out": np.zeros_like(clipped),
                },
            )


@check(weight=0.5, given=gentle_steps, of="train_step")
def step_uses_its_optimizer(student: Student, rng: np.random.Generator, gentle: list[Step]) -> None:
    """train_step() updates with the optimizer it is given"""
    step = _step(student, *_gentle(rng, DISTINCT[0], distinct=True), kind="Adagrad")
    _require_update(step)
    plain = gentle[0]
    # Adagrad scales each number of a gradient: what is the same multiple as by gradient descent was not made by it.
    if all(
        expect.equal(change, _ratio(plain.changes[name], plain.gradients[name]) * step.gradients[name])
        for name, change in step.changes.items()
    ):
        raise CheckFailed(
            f"{step.call} and Adagrad as the optimizer changes the weights as plain gradient descent does",
            help="optimizer.apply_gradients(zip(gradients, variables)), whatever the optimizer is.",
        )


def _require_update(step: Step) -> None:
    """Raises CannotJudge unless the update goes along the gradient, up or down, for all or some parameters."""
    along = sum(float(np.vdot(change, step.gradients[name])) for name, change in step.changes.items())
    if not abs(along) > MIN_ALONG * _norm(step.changes) * _norm(step.gradients):
        raise CannotJudge("train_step() changes no parameter along its gradient")


def _ratio(one: np.ndarray, other: np.ndarray) -> float:
    """The factor that brings `other` nearest to `one`, by least squares."""
    return float(np.vdot(one, other) / max(float(np.vdot(other, other)), 1e-30))


@check(weight=0.5, given=gentle_steps, of="train_step")
def step_leaves_the_batch_alone(student: Student, rng: np.random.Generator, gentle: list[Step]) -> None:
    """train_step() changes nothing but the weights"""
    for step in gentle:
        _require_update(step)
        sent = (step.inputs, step.targets)
        expect.unchanged(sent, step.after[2:], ("inputs", "targets"), step.call)


def _clipped_somehow(changes: Arrays, gradients: Arrays) -> bool:
    """Whether the clipping is right, even if the update goes uphill, is made twice or leaves parameters out."""
    moved = {name: gradients[name] for name, change in changes.items() if change.any()}
    for clipped in (evaluation.clip_by_global_norm(part, CLIP_NORM) for part in (gradients, moved)):
        for factor in (1, -1, 2):
            if all(expect.equal(changes[name], -factor * LEARNING_RATE * clipped[name]) for name in moved):
                return True
    return False


def _train(
    student: Student, text: str, sequence_length: int, hidden_size: int, epochs: int, seed: int
) -> tuple[Arrays, np.ndarray]:
    """The weights and the history of the student's train(). Raises CheckFailed for wrong names, shapes or lengths."""
    call = f"train(text, {sequence_length}, {hidden_size}, {epochs}, seed)"
    result = student.call("train", text, sequence_length, hidden_size, epochs, seed, seconds=TRAIN_SECONDS)
    params, history = expect.sequence(result, 2, call, "Return params, history.")
    if not isinstance(params, dict):
        raise CheckFailed(f"{call}: params is {expect.seen(params)}", help="Return the dict that init_params() makes.")
    shapes = {name: value.shape for name, value in evaluation.init_params(len(set(text)), hidden_size, 0).items()}
    arrays = {
        name: expect.array(params.get(name), f"{call}: params[{name!r}]", shape) for name, shape in shapes.items()
    }
    return arrays, expect.array(history, f"{call}: history", (epochs,), "One number per epoch.")


def _phrase_text(rng: np.random.Generator) -> str:
    """About 60 characters that one step of memory cannot predict: a phrase over five letters, said five times."""
    while True:
        phrase = "".join(rng.choice(list("abcde"), 12).tolist())
        text = phrase * 5
        if len(set(phrase)) == 5 and markov_entropy(text, 1) > 0.9 and markov_entropy(text, 4) < 0.1:
            return text


def _uneven_text(rng: np.random.Generator) -> str:
    """34 characters, 33 windows of one: 25 easy to foresee and 8 hard, in two full batches and a single one."""
    letters = rng.permutation(list("abcdefgh")).tolist()
    return str(letters[0] * 27 + "".join(letters[1:]))


@dataclass(frozen=True)
class TwoRuns:
    """Weights and histories of one training, and of the same with one more epoch."""

    text: str
    seed: int
    shorter: tuple[Arrays, np.ndarray]
    longer: tuple[Arrays, np.ndarray]


def two_runs(student: Student, rng: np.random.Generator) -> TwoRuns:
    """The same training, once with one epoch more."""
    text, seed = _uneven_text(rng), 0  # and 1 is the other seed
    shorter, longer = (_train(student, text, 1, 6, epochs, seed) for epochs in (30, 31))
    return TwoRuns(text, seed, shorter, longer)


@check(weight=2, given=two_runs, of="train")
def returns(student: Student, rng: np.random.Generator, runs: TwoRuns) -> None:
    """train() returns the five parameters and one loss per epoch"""
    for _, history in (runs.shorter, runs.longer):
        if not (history > 0).all():
            raise CheckFailed(f"the history {history.round(3).tolist()} holds losses that are not positive")


@check(weight=1.5, given=two_runs, of="train")
def seeded(student: Student, rng: np.random.Generator, runs: TwoRuns) -> None:
    """the same seed gives the same history, a different seed a different one"""
    first, again = (history[:COMPARED_EPOCHS] for _, history in (runs.shorter, runs.longer))
    if not np.allclose(first, again, rtol=SEED_TOLERANCE):
        # What is drawn may depend on the number of epochs.
        again = _train(student, runs.text, 1, 6, len(runs.shorter[1]), runs.seed)[1][:COMPARED_EPOCHS]
    if not np.allclose(first, again, rtol=SEED_TOLERANCE):
        raise CheckFailed(
            f"two calls with the same seed gave different histories: {first[-1]:.5g} and {again[-1]:.5g} in epoch "
            f"{COMPARED_EPOCHS}",
            help="Both the first weights and the order of the windows must come from the seed.",
        )
    other = _train(student, runs.text, 1, 6, COMPARED_EPOCHS, runs.seed + 1)[1]
    if np.allclose(first, other, rtol=1e-6):
        raise CheckFailed("two different seeds gave the same history", help="Do you pass the seed to init_params()?")


@dataclass(frozen=True)
class OneWindow:
    """Trainings on a text of a single window, in which every epoch is one update, by their number of epochs."""

    inputs: np.ndarray
    targets: np.ndarray
    by_epochs: dict[int, tuple[Arrays, np.ndarray]]

    def loss(self, epochs: int) -> float:
        """The loss of the weights that were returned after so many epochs."""
        return evaluation.loss(self.by_epochs[epochs][0], self.inputs, self.targets)


def one_window(student: Student, rng: np.random.Generator) -> OneWindow:
    """The same training four times: two lengths near its start and two at its end, one epoch apart each."""
    text, seed = draws.text(rng, list("abc"), 4), int(rng.integers(draws.LARGE_SEED // 2, draws.LARGE_SEED))
    inputs, targets = make_windows(encode(text, build_vocabulary(text)[0]), 3)
    early = int(rng.integers(1, 4))
    # By the end the weights know the text well enough for its loss to differ from that of anything else.
    lengths = (early, early + 1, 24, 25)
    return OneWindow(inputs, targets, {epochs: _train(student, text, 3, 6, epochs, seed) for epochs in lengths})


@check(weight=2, after=[returns], given=one_window, of="train")
def epochs_descend(student: Student, rng: np.random.Generator, runs: OneWindow) -> None:
    """each epoch moves every parameter down its gradient"""
    early, next_one = sorted(runs.by_epochs)[:2]
    before, after = runs.by_epochs[early][0], runs.by_epochs[next_one][0]
    _, gradients = evaluation.gradients(before, runs.inputs, runs.targets)
    for name, gradient in gradients.items():
        change = after[name] - before[name]
        # With momentum, a bias may overshoot as early as this; a matrix never did (2,000 trainings by Adam and SGD).
        down = name.startswith("b_") or np.vdot(change, gradient) < 0
        if not change.any() or not down:
            raise CheckFailed(
                f"train() with {next_one} epochs, compared with {early} (same seed, a single window): params[{name!r}] "
                "does not move" + ("" if down else " down its gradient"),
                help="Do a step for each minibatch in each epoch, and return the weights that these steps changed.",
            )


@check(weight=1, after=[epochs_descend], given=one_window, of="train")
def history_is_measured(student: Student, rng: np.random.Generator, runs: OneWindow) -> None:
    """the history holds the losses measured in training, in nats per character"""
    lengths, history = sorted(runs.by_epochs), runs.by_epochs[25][1]
    # The loss may be taken on the way, before each update, or over the whole text after the epoch.
    on_the_way = {epochs: history[epochs] for epochs in lengths if epochs < 25}
    afterwards = {epochs: history[epochs - 1] for epochs in lengths}
    for met in (on_the_way, afterwards):
        if all(np.isclose(runs.loss(epochs), got, rtol=LOSS_TOLERANCE) for epochs, got in met.items()):
            return
    raise CheckFailed(
        f"train() with 25 epochs: the history, which ends at {history[-1]:.4g}, holds the loss neither before nor "
        "after the update of each epoch",
        help="Average what train_step() returns over the windows of the epoch; each window starts from the zero state.",
    )


def _ahead(params: Arrays, text: str) -> float:
    """By how many nats the window of one character that is known best is ahead of the next one."""
    inputs, targets = make_windows(encode(text, build_vocabulary(text)[0]), 1)
    best, second = np.sort([evaluation.loss(params, inputs[[i]], targets[[i]]) for i in range(len(inputs))])[:2]
    return float(second - best)


@check(weight=0.5, after=[epochs_descend], of="train")
def order_is_drawn_anew(student: Student, rng: np.random.Generator) -> None:
    """each epoch takes the windows in a new order"""
    # Of 17 windows one is left over for a batch of its own and weighs as much as the other 16: where that is always the
    # same, the network knows it far better than any other.
    for _ in range(ORDER_RUNS):
        text = "".join(rng.permutation(list(draws.LETTERS))[:18].tolist())
        params, _ = _train(student, text, 1, 8, ORDER_EPOCHS, int(rng.integers(1, draws.LARGE_SEED)))
        if _ahead(params, text) <= ORDER_LIMIT:
            return
    raise CheckFailed(
        f"after {ORDER_EPOCHS} epochs of 17 windows, one window has a far lower loss than any other: it seems to be "
        "alone in the last batch of every epoch",
        help="Make one generator before the loop over the epochs, and draw a new order from it in each epoch.",
    )


@check(weight=1, after=[epochs_descend], given=two_runs, of="train")
def history_is_a_mean(student: Student, rng: np.random.Generator, runs: TwoRuns) -> None:
    """each entry of the history is the mean over all windows of its epoch, whatever the batch sizes"""
    inputs_targets = make_windows(encode(runs.text, build_vocabulary(runs.text)[0]), 1)
    got = runs.longer[1][-1]
    # The weights on the way through the last epoch lie between those before and after it. Seen over 150 seeds each:
    # right means (batches of 1 to 32, Adam's learning rate up to 0.02) less than 4 % outside, wrong ones over 17 %; and
    # an epoch as late as this one lowers the loss by less than 6 %.
    before, after = (evaluation.loss(params, *inputs_targets) for params, _ in (runs.shorter, runs.longer))
    low, high = sorted((float(np.clip(before, 0.8 * after, 1.25 * after)), after))
    room = (high - low) + 0.08 * high
    if not low - room <= got <= high + room:
        raise CheckFailed(
            f"the last epoch's entry in the history is {got:.4g}, which is not the mean over all windows of that epoch",
            help="Add up loss times batch size over all batches, then divide by the number of windows.",
        )


@check(weight=1, after=[epochs_descend], of="train")
def learns(student: Student, rng: np.random.Generator) -> None:
    """training beats a model that knows only the last character"""
    text = _phrase_text(rng)
    params, history = _train(student, text, 8, 24, 60, int(rng.integers(1, 2**31)))
    ids = encode(text, build_vocabulary(text)[0])
    # In one pass over the whole text no model without memory scores below the bigram entropy; in windows one may.
    whole = evaluation.loss(params, ids[np.newaxis, :-1], ids[np.newaxis, 1:])
    bigram = markov_entropy(text, 1)
    if not whole < bigram:  # nan, from numbers too large, does not pass
        raise CheckFailed(
            f"after 60 epochs the returned weights score {whole:.3f} nats per character; knowing only the last "
            f"character already gives {bigram:.3f}",
            help="Are all windows used in every epoch, and are the trained weights the ones you return?",
        )
    loss = evaluation.loss(params, *make_windows(ids, 8))
    if not abs(history[-1] - loss) <= 0.25 * history[0]:
        raise CheckFailed(
            f"the history ends at {history[-1]:.3f}, but the returned weights score {loss:.3f} nats per character",
            help="The history holds the mean loss of each epoch, in nats per character.",
        )


QUESTION = Question(
    "train",
    (
        step_loss,
        step_descends,
        step_clips,
        step_uses_its_optimizer,
        step_leaves_the_batch_alone,
        returns,
        seeded,
        epochs_descend,
        history_is_measured,
        history_is_a_mean,
        order_is_drawn_anew,
        learns,
    ),
    stand_ins=("train_step", "train"),
)
