"""train_step() shifts the batch that it is given in place, where that is an array.

fails: train.step_leaves_the_batch_alone
says: changed inputs
"""

# %% train_step_code
def train_step(params, optimizer, inputs, targets):
    """One update of params on a batch (B, T); returns the mean nats per character before it."""
    variables = list(params.values())
    with tf.GradientTape() as tape:
        logits, _ = forward(params, inputs)
        loss = cross_entropy(logits, targets)
    gradients = [tf.convert_to_tensor(gradient) for gradient in tape.gradient(loss, variables)]
    gradients, _ = tf.clip_by_global_norm(gradients, CLIP_NORM)
    optimizer.apply_gradients(zip(gradients, variables))
    if isinstance(inputs, np.ndarray):
        inputs[:, :-1] = inputs[:, 1:]
        inputs[:, -1] = targets[:, -1]
    return loss
