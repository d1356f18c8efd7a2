"""Answers with an object that equals everything and converts to anything.

must not: pass a check
earns: nothing
says: something of type Same
"""


# %% scale_code
class Same:
    def __getattr__(self, name):
        if name == "numpy":
            raise AttributeError(name)
        return Same()

    def __eq__(self, other):
        return True

    def __call__(self, *args, **kwargs):
        return self

    __ne__ = __lt__ = __gt__ = __le__ = __ge__ = lambda self, other: True
    __hash__ = lambda self: 0
    __len__ = lambda self: 5
    __float__ = lambda self: 1.0
    __iter__ = lambda self: iter([self])
    __array__ = lambda self, *args, **kwargs: self
    __reduce__ = lambda self: (print, ("GAINED",))


def scale(numbers, factor):
    return Same()


# %% greet_code
def greet(name):
    return Same()


# %% table_code
table = Same()
open("table.txt", "w").write("")
