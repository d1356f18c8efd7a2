"""Question `train`: train_step and train."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from autograder.checks import expect
from autograder.checks.check import CheckFailed, Question, check
from autograder.kernel.wire import Optimizer
from autograder.labs.lab13_rnn import draws
from autograder.labs.lab13_rnn.draws import Arrays
from autograder.student.handle import Student
from rnn_reference import evaluation
from rnn_reference.settings import CLIP_NORM
from rnn_reference.text import build_vocabulary, encode, make_windows, markov_entropy

TRAIN_SECONDS = 90.0
# (B, T, H); the characters of a batch are all different, see draws.distinct_ids. One size comes twice in a row, so that
# a state kept from one batch to the next shows.
STEP_SIZES = ((3, 5, 6), (3, 5, 6), (1, 4, 2))
VOCAB_SIZE = 24
LEARNING_RATE = 0.25
LOSS_TOLERANCE = 2e-3  # relative
COMPARED_EPOCHS = 8
# Relative; the same steps differ by some 1e-6 where sums are in another order, another order of the windows makes at
# least 1.4e-3 of it in the epochs that are compared (80 seeds).
SEED_TOLERANCE = 5e-4


def _batch(rng: np.random.Generator, size: tuple[int, int, int], scale: float) -> tuple[Arrays, np.ndarray, np.ndarray]:
    batch, time, hidden = size
    params = draws.params(rng, VOCAB_SIZE, hidden, scale)
    inputs, targets = (draws.distinct_ids(rng, VOCAB_SIZE, batch, time) for _ in range(2))
    return params, inputs, targets


def _step(student: Student, params: Arrays, inputs: np.ndarray, targets: np.ndarray) -> tuple[Any, Arrays]:
    """The result of one train_step with plain gradient descent, and by how much each parameter changed."""
    optimizer = Optimizer("SGD", {"learning_rate": LEARNING_RATE})
    result, after = student.update("train_step", draws.variables(params), optimizer, inputs, targets)
    changes = {}
    for name, value in params.items():
        what = f"params[{name!r}] after train_step()"
        changes[name] = expect.array(after.get(name), what, value.shape) - value
    return result, changes


@check(weight=3)
def step_loss(student: Student, rng: np.random.Generator) -> None:
    """train_step() returns the mean nats per character of its batch"""
    for size in STEP_SIZES:
        params, inputs, targets = _batch(rng, size, scale=0.5)
        result, changes = _step(student, params, inputs, targets)
        loss = evaluation.loss(params, inputs, targets)
        logits, _ = evaluation.forward(params, inputs)
        updated = {name: value + changes[name] for name, value in params.items()}
        expect.close(
            np.asarray(expect.number(result, "train_step()", "Return the loss as a scalar.")),
            np.asarray(loss),
            "the loss that train_step() returns",
            "The mean over batch and time of the softmax cross-entropy, taken before the update.",
            {
                "the losses are summed and not averaged": loss * inputs.size,
                "they are summed over time": loss * inputs.shape[1],
                "they are summed over the batch": loss * inputs.shape[0],
                "the loss is in bits and not in nats": loss / np.log(2),
                "the perplexity is returned": np.exp(loss),
                "the loss is taken after the update": evaluation.loss(updated, inputs, targets),
                "the inputs are taken for the targets": evaluation.cross_entropy(logits, inputs),
                "only the last character of each window counts": evaluation.cross_entropy(
                    logits[:, -1], targets[:, -1]
                ),
                "a softmax is applied before the cross-entropy, which applies one itself": evaluation.cross_entropy(
                    np.exp(evaluation.log_softmax(logits)), targets
                ),
            },
        )


@check(weight=3)
def step_descends(student: Student, rng: np.random.Generator) -> None:
    """train_step() moves every parameter down its gradient"""
    for size in STEP_SIZES:
        params, inputs, targets = _batch(rng, size, scale=0.2)
        _, gradients = evaluation.gradients(params, inputs, targets)
        # Small weights and targets that all differ keep the norm below the clipping.
        assert _norm(gradients) < CLIP_NORM
        _, changes = _step(student, params, inputs, targets)
        if _norm(changes) == 0:
            raise CheckFailed("train_step() changes no parameter", help="Call optimizer.apply_gradients(...).")
        for name, gradient in gradients.items():
            expect.close(
                changes[name],
                -LEARNING_RATE * gradient,
                f"the change of params[{name!r}]",
                "Take the gradient of the mean loss for all five parameters, and apply it once.",
                {
                    "the update goes uphill": LEARNING_RATE * gradient,
                    "this parameter is not updated": np.zeros_like(gradient),
                    "the losses are summed and not averaged": -LEARNING_RATE * gradient * inputs.size,
                    "the update is applied twice": -2 * LEARNING_RATE * gradient,
                    "small gradients are scaled up": -LEARNING_RATE * gradient * CLIP_NORM / _norm(gradients),
                },
            )


def _norm(arrays: Arrays) -> float:
    return float(np.sqrt(sum(np.sum(np.square(value)) for value in arrays.values())))


@check(weight=2, after=[step_descends])
def step_clips(student: Student, rng: np.random.Generator) -> None:
    """gradients are clipped together, to a global norm of CLIP_NORM"""
    for size in STEP_SIZES:
        while True:
            params, inputs, targets = _batch(rng, size, scale=0.5)
            params["W_hy"] *= 12  # what comes back from large output weights is nearly always far above CLIP_NORM
            _, gradients = evaluation.gradients(params, inputs, targets)
            if _norm(gradients) > 1.5 * CLIP_NORM:
                break
        _, changes = _step(student, params, inputs, targets)
        moved = _norm(changes) / LEARNING_RATE
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
    return arrays, expect.array(history, f"{call}: history", (epochs,), "One number an epoch.")


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


@check(weight=2)
def returns(student: Student, rng: np.random.Generator) -> TwoRuns:
    """train() returns the five parameters and one loss an epoch"""
    text, seed = _uneven_text(rng), int(rng.integers(1, 2**31))
    shorter, longer = (_train(student, text, 1, 6, epochs, seed) for epochs in (30, 31))
    for _, history in (shorter, longer):
        if not (history > 0).all():
            raise CheckFailed(f"the history {history.round(3).tolist()} holds losses that are not positive")
    return TwoRuns(text, seed, shorter, longer)


@check(weight=2, given=returns)
def seeded(student: Student, rng: np.random.Generator, runs: TwoRuns) -> None:
    """the same seed gives the same history, another seed another"""
    first, again = (history[:COMPARED_EPOCHS] for _, history in (runs.shorter, runs.longer))
    if not np.allclose(first, again, rtol=SEED_TOLERANCE):
        # What is drawn may depend on the number of epochs.
        again = _train(student, runs.text, 1, 6, len(runs.shorter[1]), runs.seed)[1][:COMPARED_EPOCHS]
    if not np.allclose(first, again, rtol=SEED_TOLERANCE):
        raise CheckFailed(
            f"twice the same seed gave histories that come to {first[-1]:.5g} and {again[-1]:.5g} in epoch "
            f"{COMPARED_EPOCHS}",
            help="Both the first weights and the order of the windows must come from the seed.",
        )
    other = _train(student, runs.text, 1, 6, COMPARED_EPOCHS, runs.seed + 1)[1]
    if np.allclose(first, other, rtol=1e-6):
        raise CheckFailed("two different seeds gave the same history", help="Is the seed handed to init_params()?")


@check(weight=1, after=[returns])
def history_is_measured(student: Student, rng: np.random.Generator) -> None:
    """the history holds the mean nats per character that training met"""
    # A text with a single window makes every epoch one update, so each epoch's loss can be recomputed.
    text = draws.text(rng, list("abc"), 4)
    seed = int(rng.integers(1, 2**31))
    inputs_targets = make_windows(encode(text, build_vocabulary(text)[0]), 3)
    # By then the weights know the text well enough for its loss to differ from that of anything else.
    trained = [_train(student, text, 3, 6, epochs, seed) for epochs in (24, 25)]
    before, after = (evaluation.loss(params, *inputs_targets) for params, _ in trained)
    got = trained[1][1][-1]
    # The loss may be taken on the way, before each update, or over the whole text after the epoch.
    if not np.isclose([before, after], got, rtol=LOSS_TOLERANCE).any():
        raise CheckFailed(
            f"the last epoch's loss in the history is {got:.4g}, which is not the loss of the weights before that "
            "epoch's update, nor after it",
            help="Average what train_step() returns over the windows of the epoch; each window starts from zeros.",
        )


@check(weight=1, given=returns)
def history_is_a_mean(student: Student, rng: np.random.Generator, runs: TwoRuns) -> None:
    """the history is the mean over all windows of the epoch, whatever the batches"""
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


@check(weight=2, after=[returns])
def learns(student: Student, rng: np.random.Generator) -> None:
    """training beats what one character of memory could do"""
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
    (step_loss, step_descends, step_clips, returns, seeded, history_is_measured, history_is_a_mean, learns),
    stand_ins=("train_step", "train"),
)
