"""The update is made by hand, with the optimizer's learning rate and not by the optimizer.

fails: train.step_uses_its_optimizer
says: as plain gradient descent does
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
    for gradient, variable in zip(gradients, variables):
        variable.assign_sub(optimizer.learning_rate * gradient)
    return loss
