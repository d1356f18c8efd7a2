"""The characters are found by a regular expression, ids are looked up with try and except."""

# %% vocabulary_code
import re


def build_vocabulary(text):
    letters = []
    for match in re.finditer(".", text, flags=re.DOTALL):
        if match.group() not in letters:
            letters.append(match.group())
    letters.sort()
    return {letter: number for number, letter in enumerate(letters)}, letters


def encode(text, char_to_id):
    numbers = np.zeros(len(text), dtype="int32")
    for place, letter in enumerate(text):
        try:
            numbers[place] = char_to_id[letter]
        except KeyError as error:
            raise ValueError("unknown character: " + letter) from error
    return numbers


def decode(ids, id_to_char):
    return "".join(np.array(id_to_char)[np.asarray(ids)])
