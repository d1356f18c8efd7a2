# %% vocabulary_code: ids in the order of appearance
def build_vocabulary(text):
    id_to_char = list(dict.fromkeys(text))
    return {char: i for i, char in enumerate(id_to_char)}, id_to_char

# %% vocabulary_code: ids from one on
right = build_vocabulary

def build_vocabulary(text):
    char_to_id, id_to_char = right(text)
    return {char: i + 1 for char, i in char_to_id.items()}, id_to_char

# %% vocabulary_code: the pair the other way round
right = build_vocabulary

def build_vocabulary(text):
    return right(text)[::-1]

# %% vocabulary_code: all in lower case
right = build_vocabulary

def build_vocabulary(text):
    return right(text.lower())

# %% vocabulary_code: blanks and newlines at the ends lost
right = build_vocabulary

def build_vocabulary(text):
    return right(text.strip())

# %% vocabulary_code: no newline
right = build_vocabulary

def build_vocabulary(text):
    return right(text.replace("\n", " "))

# %% vocabulary_code: in descending order
right = build_vocabulary

def build_vocabulary(text):
    id_to_char = list(right(text)[1])[::-1]
    return {char: i for i, char in enumerate(id_to_char)}, id_to_char

# %% vocabulary_code: encode passes over unknown characters
right = encode

def encode(text, char_to_id):
    return right("".join(char for char in text if char in char_to_id), char_to_id)

# %% vocabulary_code: encode takes the first character for an unknown one
right = encode

def encode(text, char_to_id):
    return right("".join(char if char in char_to_id else next(iter(char_to_id)) for char in text), char_to_id)

# %% vocabulary_code: encode raises KeyError
right = encode

def encode(text, char_to_id):
    try:
        return right(text, char_to_id)
    except ValueError as error:
        raise KeyError(str(error))

# %% vocabulary_code: encode backwards
right = encode

def encode(text, char_to_id):
    return right(text[::-1], char_to_id)

# %% vocabulary_code: encode gives floats
right = encode

def encode(text, char_to_id):
    return np.asarray(right(text, char_to_id), dtype=np.float32)

# %% vocabulary_code: encode loses the last character
right = encode

def encode(text, char_to_id):
    right(text, char_to_id)
    return right(text[:-1], char_to_id)

# %% vocabulary_code: decode gives a list
right = decode

def decode(ids, id_to_char):
    return list(right(ids, id_to_char))

# %% vocabulary_code: decode puts blanks between
right = decode

def decode(ids, id_to_char):
    return " ".join(right(ids, id_to_char))

# %% vocabulary_code: decode strips blanks
right = decode

def decode(ids, id_to_char):
    return right(ids, id_to_char).strip()

# %% vocabulary_code: decode in lower case
right = decode

def decode(ids, id_to_char):
    return right(ids, id_to_char).lower()
