# %% experiments_code: the loss is doubled
right = run_experiment

def run_experiment(parameter, value):
    row = right(parameter, value)
    return {**row, "final_loss": 2 * row["final_loss"]}

# %% experiments_code: the loss in bits
right = run_experiment

def run_experiment(parameter, value):
    row = right(parameter, value)
    return {**row, "final_loss": float(row["final_loss"]) / np.log(2)}

# %% experiments_code: an invented loss
right = run_experiment

def run_experiment(parameter, value):
    return {**right(parameter, value), "final_loss": 0.1 + value / 1000}

# %% experiments_code: the prompt stands in the snippet
right = run_experiment

def run_experiment(parameter, value):
    row = right(parameter, value)
    return {**row, "snippet": PROMPT + row["snippet"]}

# %% experiments_code: half of a snippet
right = run_experiment

def run_experiment(parameter, value):
    row = right(parameter, value)
    return {**row, "snippet": row["snippet"][:60]}

# %% experiments_code: a snippet from the rhyme
right = run_experiment

def run_experiment(parameter, value):
    return {**right(parameter, value), "snippet": (2 * text)[len(PROMPT) : len(PROMPT) + 120]}

# %% experiments_code: the parameter is not changed
right = run_experiment

def run_experiment(parameter, value):
    return {**right(parameter, BASE[parameter]), "value": value}

# %% experiments_code: values as text
right = run_experiment

def run_experiment(parameter, value):
    return {**right(parameter, value), "value": f"{parameter} {value}"}

# %% experiments_code: a single value for each parameter
plan = {parameter: values[:1] for parameter, values in plan.items()}

# %% experiments_code: no epochs planned
plan = {parameter: values for parameter, values in plan.items() if parameter != "epochs"}

# %% experiments_code: windows of 2 to 6
plan = {**plan, "sequence_length": [2, 4, 6]}

# %% observations_code: one observation for all
observations = observations[:1] * len(observations)

# %% observations_code: the last observation is missing
observations = observations[:-1]

# %% observations_code: a word each
observations = ["fine" for _ in observations]

# %% observations_code: no observations
observations = ["" for _ in observations]
