"""The TensorFlow network against the NumPy one, and against Keras's layer, from the same weights."""

from math import log

import numpy as np
import pytest
import tensorflow as tf

from rnn_reference import evaluation, model, numpy_training, training
from rnn_reference.text import build_vocabulary, encode, make_windows

# float32 rounds each operation to 6e-8 of its value. Logits, up to 5.5 here and sums of 64 terms after up to
# 20 steps, were seen to differ from float64 by 2.4e-6; gradients, up to 0.05 and means over the batch, by
# 6e-9; the loss by 4e-8. Each tolerance leaves about ten times as much, for other machines.
LOGITS_TOLERANCE = 2e-5
LOSS_TOLERANCE = 5e-7
GRADIENT_TOLERANCE = 1e-7
KERAS_TOLERANCE = 1e-5  # promised by the lab, for states, which lie within -1 and 1


@pytest.fixture(scope="module")
def trained(rhyme):
    """Weights that have grown by training, as float32 arrays, and a batch of windows."""
    arrays, _ = numpy_training.train(rhyme, sequence_length=20, hidden_size=64, epochs=5, seed=0)
    inputs, targets = make_windows(encode(rhyme, build_vocabulary(rhyme)[0]), 20)
    return arrays, inputs, targets


def variables(arrays):
    return {name: tf.Variable(array) for name, array in arrays.items()}


def test_init_params_are_the_numpy_ones():
    arrays = evaluation.init_params(7, 5, seed=11)
    params = model.init_params(7, 5, seed=11)
    assert list(params) == list(arrays)
    for name, variable in params.items():
        assert variable.dtype == tf.float32
        np.testing.assert_array_equal(variable.numpy(), arrays[name])


def test_step_agrees_with_numpy(trained):
    arrays, inputs, _ = trained
    h = np.random.default_rng(1).uniform(-1, 1, (len(inputs), 64)).astype(np.float32)
    found = model.rnn_step(variables(arrays), inputs[:, 0], h)
    np.testing.assert_allclose(found, evaluation.rnn_step(arrays, inputs[:, 0], h), atol=KERAS_TOLERANCE)


@pytest.mark.parametrize("given_h0", [False, True])
def test_logits_and_states_agree_with_numpy(trained, given_h0):
    arrays, inputs, _ = trained
    h0 = np.full((len(inputs), 64), 0.25, np.float32) if given_h0 else None
    logits, states = model.forward(variables(arrays), inputs, h0)
    expected_logits, expected_states = evaluation.forward(arrays, inputs, h0)
    assert (logits.dtype, states.dtype) == (tf.float32, tf.float32)
    np.testing.assert_allclose(logits, expected_logits, atol=LOGITS_TOLERANCE)
    np.testing.assert_allclose(states, expected_states, atol=KERAS_TOLERANCE)


def test_loss_and_gradients_agree_with_numpy(trained):
    arrays, inputs, targets = trained
    params = variables(arrays)
    with tf.GradientTape() as tape:
        loss = training.cross_entropy(model.forward(params, inputs)[0], targets)
    expected_loss, expected = evaluation.gradients(arrays, inputs, targets)
    assert float(loss) == pytest.approx(expected_loss, abs=LOSS_TOLERANCE)
    for name, gradient in tape.gradient(loss, params).items():
        found = tf.convert_to_tensor(gradient)
        np.testing.assert_allclose(found, expected[name], atol=GRADIENT_TOLERANCE, err_msg=name)


def test_states_agree_with_keras(trained):
    arrays, inputs, _ = trained
    layer = tf.keras.layers.SimpleRNN(64, return_sequences=True)
    layer.build((None, None, 18))
    layer.set_weights([arrays["W_xh"], arrays["W_hh"], arrays["b_h"]])
    _, states = model.forward(variables(arrays), inputs)
    np.testing.assert_allclose(states, layer(tf.one_hot(inputs, 18)), atol=KERAS_TOLERANCE)


def test_untrained_network_scores_about_log_v(trained):
    _, inputs, targets = trained
    logits, _ = model.forward(model.init_params(18, 64, seed=0), inputs)
    # Logits of standard deviation below 0.1 move the mean of the losses by less than 0.05.
    assert float(training.cross_entropy(logits, targets)) == pytest.approx(log(18), abs=0.05)
