"""The windows come from tf.signal.frame."""

# %% windows_code
def make_windows(ids, sequence_length):
    if not 1 <= sequence_length <= len(ids) - 1:
        raise ValueError("sequence_length")
    ids = tf.constant(ids, tf.int32)
    inputs = tf.signal.frame(ids[:-1], sequence_length, 1)
    targets = tf.signal.frame(ids[1:], sequence_length, 1)
    return inputs.numpy(), targets.numpy()
