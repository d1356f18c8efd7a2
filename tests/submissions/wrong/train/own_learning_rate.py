"""The weights are moved by hand and the optimizer is ignored.

fails: train.step_descends
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
    for gradient, variable in zip(gradients, variables):
        variable.assign_sub(0.01 * tf.convert_to_tensor(gradient))
    return loss
