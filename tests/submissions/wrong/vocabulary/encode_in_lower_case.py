"""encode() takes capitals for small letters.

fails: vocabulary.encodes
says: does not use
"""

# %% vocabulary_code
def build_vocabulary(text):
    """The sorted distinct characters of text, as the pair (char_to_id, id_to_char)."""
    id_to_char = sorted(set(text))
    char_to_id = {char: i for i, char in enumerate(id_to_char)}
    return char_to_id, id_to_char


def encode(text, char_to_id):
    """The ids of the characters of text, int32 (len(text),)."""
    for char in text:
        if char not in char_to_id:
            raise ValueError(f"the character {char!r} is not in the vocabulary")
    return np.array([char_to_id.get(char.lower(), char_to_id[char]) for char in text], dtype=np.int32)


def decode(ids, id_to_char):
    """The text of some ids."""
    return "".join(id_to_char[i] for i in ids)
