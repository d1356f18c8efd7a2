"""The step goes through the batch with tf.map_fn."""

# %% rnn_step_code
def rnn_step(params, ids_t, h):
    def one(pair):
        number, state = pair
        return tf.tanh(params["W_xh"][number] + tf.linalg.matvec(params["W_hh"], state, transpose_a=True) + params["b_h"])

    return tf.map_fn(one, (tf.convert_to_tensor(ids_t), tf.convert_to_tensor(h)), fn_output_signature=tf.float32)
