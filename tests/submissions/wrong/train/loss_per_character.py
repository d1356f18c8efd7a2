"""The losses of all characters are returned.

fails: train.step_loss
says: expected one number
"""

# %% train_step_code
def train_step(params, optimizer, inputs, targets):
    """One update of params on a batch (B, T); returns the mean nats per character before it."""
    variables = list(params.values())
    with tf.GradientTape() as tape:
        logits, _ = forward(params, inputs)
        loss = cross_entropy(logits, targets)
    gradients = tape.gradient(loss, variables)
    gradients, _ = tf.clip_by_global_norm(gradients, CLIP_NORM)
    optimizer.apply_gradients(zip(gradients, variables))
    return tf.nn.sparse_softmax_cross_entropy_with_logits(labels=targets, logits=logits)
