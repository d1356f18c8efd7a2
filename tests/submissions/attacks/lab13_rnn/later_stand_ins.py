"""Takes each function from the stand-ins that the failures before it brought into the kernel.

must not: earn a question with the lab's own function
earns: nothing
says: no attribute
"""

# %% vocabulary_code
import sys
import types


def theirs(name):
    return getattr(sys.modules["lab_stand_ins"], name)


def build_vocabulary(text):
    return theirs("build_vocabulary")(text)


def encode(text, char_to_id):
    return []


def decode(ids, id_to_char):
    return []


# %% windows_code
def make_windows(ids, sequence_length):
    return theirs("make_windows")(ids, sequence_length)


# %% rnn_step_code
def rnn_step(params, ids_t, h):
    return theirs("rnn_step")(params, ids_t, h)


# %% forward_code
def forward(params, inputs, h0=None):
    return theirs("forward")(params, inputs, h0)


# %% train_step_code
def train_step(params, optimizer, inputs, targets):
    return theirs("train_step")(params, optimizer, inputs, targets)


# %% train_code
def train(text, sequence_length, hidden_size, epochs, seed):
    return theirs("train")(text, sequence_length, hidden_size, epochs, seed)


# %% generate_code
def generate(params, vocabulary, prompt, length, temperature=1.0, seed=None):
    return theirs("generate")(params, vocabulary, prompt, length, temperature, seed)


# %% trace_code
def trace(params, vocabulary, text):
    return theirs("trace")(params, vocabulary, text)


def plot_trace(text, states, next_probability):
    return theirs("plot_trace")(text, states, next_probability)
