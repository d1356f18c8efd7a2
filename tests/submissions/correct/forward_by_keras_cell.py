"""A Keras RNN layer runs a cell that has the given weights."""

# %% forward_code
class Cell(tf.keras.layers.Layer):
    def __init__(self, params):
        super().__init__()
        self.weights_by_name = lambda: params  # hidden in a function, so that Keras does not make them its own
        self.state_size = params["W_hh"].shape[0]
        self.output_size = self.state_size

    def call(self, one_hot, states):
        params = self.weights_by_name()
        h = tf.tanh(one_hot @ params["W_xh"] + states[0] @ params["W_hh"] + params["b_h"])
        return h, [h]


def forward(params, inputs, h0=None):
    one_hot = tf.one_hot(inputs, params["W_xh"].shape[0])
    start = None if h0 is None else [tf.convert_to_tensor(h0)]
    states = tf.keras.layers.RNN(Cell(params), return_sequences=True)(one_hot, initial_state=start)
    return states @ params["W_hy"] + params["b_y"], states
