"""Each number of the gradients is clipped.

fails: train.step_clips
says: each number is clipped by itself
"""

# %% train_step_code
def train_step(params, optimizer, inputs, targets):
    """One update of params on a batch (B, T); returns the mean nats per character before it."""
    variables = list(params.values())
    with tf.GradientTape() as tape:
        logits, _ = forward(params, inputs)
        loss = cross_entropy(logits, targets)
    gradients = tape.gradient(loss, variables)
    gradients = [tf.clip_by_value(tf.convert_to_tensor(gradient), -CLIP_NORM, CLIP_NORM) for gradient in gradients]
    optimizer.apply_gradients(zip(gradients, variables))
    return loss
