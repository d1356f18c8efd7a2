"""Vocabulary, ids and text are made by plain loops, with helpers."""

# %% vocabulary_code
def position(char, char_to_id):
    try:
        return char_to_id[char]
    except KeyError:
        raise ValueError("unknown character: " + char) from None


def build_vocabulary(text):
    seen = []
    for char in text:
        if char not in seen:
            seen.append(char)
    seen.sort()
    ids = {}
    for number in range(len(seen)):
        ids[seen[number]] = number
    return ids, seen


def encode(text, char_to_id):
    ids = np.empty(len(text), np.int32)
    for place, char in enumerate(text):
        ids[place] = position(char, char_to_id)
    return ids


def decode(ids, id_to_char):
    text = ""
    for number in np.asarray(ids):
        text += id_to_char[int(number)]
    return text
