# %% generate_code: the prompt in front
right = generate

def generate(params, vocabulary, prompt, length, temperature=1.0, seed=None):
    return prompt + right(params, vocabulary, prompt, length, temperature, seed)

# %% generate_code: the prompt counts as part of the length
right = generate

def generate(params, vocabulary, prompt, length, temperature=1.0, seed=None):
    return (prompt + right(params, vocabulary, prompt, length, temperature, seed))[:length]

# %% generate_code: one too few
right = generate

def generate(params, vocabulary, prompt, length, temperature=1.0, seed=None):
    return right(params, vocabulary, prompt, length, temperature, seed)[:-1]

# %% generate_code: one too many
right = generate

def generate(params, vocabulary, prompt, length, temperature=1.0, seed=None):
    return right(params, vocabulary, prompt, length + 1, temperature, seed)

# %% generate_code: the temperature is not used
right = generate

def generate(params, vocabulary, prompt, length, temperature=1.0, seed=None):
    return right(params, vocabulary, prompt, length, min(temperature, 1.0) and 1.0, seed)

# %% generate_code: the temperature turned over
right = generate

def generate(params, vocabulary, prompt, length, temperature=1.0, seed=None):
    return right(params, vocabulary, prompt, length, 1.0 / temperature if temperature > 0 else temperature, seed)

# %% generate_code: the temperature squared
right = generate

def generate(params, vocabulary, prompt, length, temperature=1.0, seed=None):
    return right(params, vocabulary, prompt, length, temperature**2 if temperature > 0 else temperature, seed)

# %% generate_code: a temperature of zero draws
right = generate

def generate(params, vocabulary, prompt, length, temperature=1.0, seed=None):
    return right(params, vocabulary, prompt, length, temperature or 1.0, seed)

# %% generate_code: always the likeliest
right = generate

def generate(params, vocabulary, prompt, length, temperature=1.0, seed=None):
    return right(params, vocabulary, prompt, length, min(temperature, 0.0), seed)

# %% generate_code: the seed is not used
right = generate

def generate(params, vocabulary, prompt, length, temperature=1.0, seed=None):
    return right(params, vocabulary, prompt, length, temperature)

# %% generate_code: always the same seed
right = generate

def generate(params, vocabulary, prompt, length, temperature=1.0, seed=None):
    return right(params, vocabulary, prompt, length, temperature, 1)

# %% generate_code: a seed of zero is taken for one
right = generate

def generate(params, vocabulary, prompt, length, temperature=1.0, seed=None):
    return right(params, vocabulary, prompt, length, temperature, 1 if seed == 0 else seed)

# %% generate_code: only the last character of the prompt is read
right = generate

def generate(params, vocabulary, prompt, length, temperature=1.0, seed=None):
    right(params, vocabulary, prompt, min(length, 0), temperature, seed)
    return right(params, vocabulary, prompt[-1:], length, temperature, seed)

# %% generate_code: only forty characters of the prompt are read
right = generate

def generate(params, vocabulary, prompt, length, temperature=1.0, seed=None):
    return right(params, vocabulary, prompt[-40:], length, temperature, seed)

# %% generate_code: the last character of the prompt is read twice
right = generate

def generate(params, vocabulary, prompt, length, temperature=1.0, seed=None):
    return right(params, vocabulary, prompt + prompt[-1:], length, temperature, seed)

# %% generate_code: a list of characters
right = generate

def generate(params, vocabulary, prompt, length, temperature=1.0, seed=None):
    return list(right(params, vocabulary, prompt, length, temperature, seed))

# %% generate_code: ids for text
right = generate

def generate(params, vocabulary, prompt, length, temperature=1.0, seed=None):
    return encode(right(params, vocabulary, prompt, length, temperature, seed), vocabulary[0])

# %% generate_code: an empty prompt is taken for the first character
right = generate

def generate(params, vocabulary, prompt, length, temperature=1.0, seed=None):
    return right(params, vocabulary, prompt or vocabulary[1][0], length, temperature, seed)

# %% generate_code: a negative length gives nothing
right = generate

def generate(params, vocabulary, prompt, length, temperature=1.0, seed=None):
    return right(params, vocabulary, prompt, max(length, 0), temperature, seed)

# %% generate_code: a negative temperature is turned round
right = generate

def generate(params, vocabulary, prompt, length, temperature=1.0, seed=None):
    return right(params, vocabulary, prompt, length, abs(temperature), seed)

# %% generate_code: the state is lost after each character
right = generate

def generate(params, vocabulary, prompt, length, temperature=1.0, seed=None):
    text = right(params, vocabulary, prompt, min(length, 1), temperature, seed)
    for number in range(1, max(length, 1)):
        text += right(params, vocabulary, text[-1:], 1, temperature, None if seed is None else seed + number)
    return text

# %% generate_code: what was drawn is not read
right = generate

def generate(params, vocabulary, prompt, length, temperature=1.0, seed=None):
    if length < 1:
        return right(params, vocabulary, prompt, length, temperature, seed)
    numbers = np.random.default_rng(seed).integers(2**31, size=length)
    return "".join(right(params, vocabulary, prompt, 1, temperature, int(number)) for number in numbers)

# %% generate_code: the weights are zero afterwards
right = generate

def generate(params, vocabulary, prompt, length, temperature=1.0, seed=None):
    text = right(params, vocabulary, prompt, length, temperature, seed)
    for value in params.values():
        if hasattr(value, "assign"):
            value.assign(tf.zeros_like(value))
    return text
