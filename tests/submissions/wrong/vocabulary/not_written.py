"""Nothing is written yet.

fails: vocabulary.sorted_characters, vocabulary.ids_match, vocabulary.encodes, vocabulary.unknown_character, vocabulary.decodes
says: not written yet
"""

# %% vocabulary_code
def build_vocabulary(text):
    raise NotImplementedError("not written yet")


def encode(text, char_to_id):
    raise NotImplementedError("not written yet")


def decode(ids, id_to_char):
    raise NotImplementedError("not written yet")
