"""train_step is a line that Python cannot read; train() is right.

fails: train.step_loss, train.step_descends
says: train_step is not defined
"""

# %% train_step_code
def train_step(params, optimizer, inputs, targets):
    variables = list(params.values()
    return loss
