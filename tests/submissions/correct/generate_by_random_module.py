"""Characters are drawn by random.choices, and very small temperatures are limited."""

# %% generate_code
import random


def softmax(scores):
    powers = [np.exp(score - max(scores)) for score in scores]
    return [power / sum(powers) for power in powers]


def generate(params, vocabulary, prompt, length, temperature=1.0, seed=None):
    char_to_id, id_to_char = vocabulary
    if len(prompt) == 0 or length < 0 or temperature < 0:
        raise ValueError("the prompt must not be empty, length and temperature not negative")
    dice = random.Random(seed)
    logits, states = forward(params, encode(prompt, char_to_id)[np.newaxis])
    result = []
    for _ in range(length):
        scores = [float(score) for score in logits[0, -1]]
        if temperature == 0:
            chosen = scores.index(max(scores))
        else:
            (chosen,) = dice.choices(range(len(scores)), weights=softmax([score / temperature for score in scores]))
        result += id_to_char[chosen]
        logits, states = forward(params, np.array([[chosen]]), states[:, -1])
    return "".join(result)
