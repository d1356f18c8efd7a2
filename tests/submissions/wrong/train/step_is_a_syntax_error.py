"""A bracket is missing in train_step(); train() is right.

fails: train.step_loss
says: train_step is not defined
"""

# %% train_step_code
def train_step(params, optimizer, inputs, targets):
    variables = list(params.values()
    with tf.GradientTape() as tape:
        logits, _ = forward(params, inputs)
        loss = cross_entropy(logits, targets)
    return loss
