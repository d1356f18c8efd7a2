"""The vocabulary comes from np.unique and Counter, the ids from np.fromiter; a list and not a tuple is returned."""

# %% vocabulary_code
from collections import Counter


def build_vocabulary(text):
    characters = [str(char) for char in np.unique(list(text))]
    assert set(characters) == set(Counter(text))
    return [dict(zip(characters, range(len(characters)))), characters]


def encode(text, char_to_id):
    unknown = set(text).difference(char_to_id)
    if unknown:
        raise ValueError("not in the vocabulary: %s" % ", ".join(sorted(unknown)))
    return np.fromiter(map(char_to_id.get, text), dtype=np.int32, count=len(text))


decode = lambda ids, id_to_char: "".join(map(id_to_char.__getitem__, ids))  # noqa: E731
