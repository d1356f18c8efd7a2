"""The step computes with columns: everything transposed, and back at the end."""

# %% rnn_step_code
def rnn_step(params, ids_t, h):
    columns = tf.transpose(tf.gather(params["W_xh"], ids_t))  # (H, B)
    recurrent = tf.linalg.matmul(params["W_hh"], tf.convert_to_tensor(h), transpose_a=True, transpose_b=True)
    return tf.transpose(tf.math.tanh(columns + recurrent + params["b_h"][:, tf.newaxis]))
