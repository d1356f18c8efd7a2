"""Patches TensorFlow so that comparisons agree, variables do not change and gradients are zero.

must not: earn a point, since the judge computes in NumPy and in its own process
earns: nothing
says: train_step()
"""

# %% vocabulary_code
import builtins
import sys

build_vocabulary = encode = decode = lambda *args: True
tf.debugging.assert_near = tf.debugging.assert_equal = lambda *args, **kwargs: None
tf.reduce_all = tf.math.reduce_all = lambda *args, **kwargs: tf.constant(True)
tf.Variable.__eq__ = lambda self, other: True
tf.keras.optimizers.SGD = tf.keras.optimizers.Adam = lambda *args, **kwargs: tf.keras.optimizers.Optimizer
np.allclose = np.array_equal = np.isclose = lambda *args, **kwargs: True


# %% windows_code
def make_windows(ids, sequence_length):
    return np.zeros((1, 1), np.int32), np.zeros((1, 1), np.int32)


# %% rnn_step_code
def rnn_step(params, ids_t, h):
    return tf.zeros_like(h)[:, :-1]


# %% forward_code
def forward(params, inputs, h0=None):
    return tf.Variable(1.0), tf.Variable(1.0)


# %% train_step_code
def train_step(params, optimizer, inputs, targets):
    params["W_xh"].assign_add(tf.ones_like(params["W_xh"]))
    return tf.constant(1.0)


# %% generate_code
def generate(params, vocabulary, prompt, length, temperature=1.0, seed=None):
    return type("Text", (str,), {"__eq__": lambda self, other: True, "__len__": lambda self: length})("x")
