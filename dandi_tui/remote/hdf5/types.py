"""Datatype messages as words, the same that `nwb.plain.dtype_word` gives.

Source: HDF5 File Format Specification 3.0, part IV.A.2.d.
"""

import functools
import struct
from typing import Final

from dandi_tui.remote.hdf5.steps import LeftError, check

INTEGER, FLOAT, TIME, STRING, BITS, OPAQUE, TABLE, REFERENCE, ENUM, LIST, ARRAY = range(11)

MAX_MEMBERS: Final = 2
"""Of an enumeration that may be a boolean."""

_IEEE = {
    # size: (bit offset, precision, exponent at, its bits, mantissa at, its bits, bias)
    2: (0, 16, 10, 5, 0, 10, 15),
    4: (0, 32, 23, 8, 0, 23, 127),
    8: (0, 64, 52, 11, 0, 52, 1023),
}
_FLOAT = struct.Struct("<HHBBBBI")
_BOOLEAN = {b"FALSE": 0, b"TRUE": 1}


@functools.lru_cache(maxsize=256)
def dtype_word(message: bytes) -> str:
    """A type in one word; gives up where h5py is to be asked.

    Args:
        message: The datatype message; more may follow the type.
    """
    version, kind = message[0] >> 4, message[0] & 15
    check(1 <= version <= 3, "an unknown version of a type")
    reader = _READERS.get(kind)
    if reader is None:
        raise LeftError(f"a type of class {kind}")
    return reader(message, int.from_bytes(message[4:8], "little"))


def is_variable_text(message: bytes, at: int) -> bool:
    """Whether a type is a string of variable length."""
    return message[at] & 15 == LIST and message[at + 1] & 15 == 1


def fixed_text_bytes(message: bytes, at: int) -> int:
    """Length of a type that is a string of fixed length and ends with zeros, or has none; else 0.

    One padded with spaces is left: HDF5 converts it.
    """
    if message[at] & 15 != STRING or message[at + 1] & 15 > 1:
        return 0
    return int.from_bytes(message[at + 4 : at + 8], "little")


def _integer(message: bytes, size: int) -> str:
    check(size in (1, 2, 4, 8), "an integer of odd size")
    return f"{'int' if message[1] & 8 else 'uint'}{8 * size}"


def _float(message: bytes, size: int) -> str:
    sound = _IEEE.get(size) == _FLOAT.unpack_from(message, 8)
    # Byte order is bits 0 and 6; the mantissa's first bit is implied; the sign is the last bit.
    sound = sound and message[1] & 0xF0 == 0x20 and message[2] == 8 * size - 1
    check(sound, "a float unlike IEEE's")
    return f"float{8 * size}"


def _bits(_message: bytes, size: int) -> str:
    check(size in (1, 2, 4, 8), "bits of odd size")
    return f"uint{8 * size}"


def _opaque(message: bytes, size: int) -> str:
    check(size and not message[8:].startswith(b"NUMPY"), "numpy's own type")
    return "opaque"


def _table(message: bytes, _size: int) -> str:
    n_members = int.from_bytes(message[1:3], "little")
    # Two numbers named r and i are complex to h5py.
    check(n_members > 2 or (n_members and message[8:10] != b"r\0"), "a complex number")
    return "table"


def _reference(message: bytes, _size: int) -> str:
    check(message[1] & 15 < 2, "a new kind of reference")
    return "region" if message[1] & 15 else "reference"


def _enum(message: bytes, size: int) -> str:
    check(message[8] & 15 == INTEGER, "an enumeration of other than integers")
    word = dtype_word(message[8:])
    n_members = int.from_bytes(message[1:3], "little")
    if n_members == len(_BOOLEAN) and _members(message, size) == _BOOLEAN:
        return "bool"
    return word


def _members(message: bytes, size: int) -> dict[bytes, int]:
    """Names and values of a small enumeration of integers."""
    at, names = 20, []
    for _ in range(MAX_MEMBERS):
        end = message.index(b"\0", at)
        names.append(message[at:end])
        at = end + 1 if message[0] >> 4 == 3 else at + (end - at + 8) // 8 * 8
    values = [message[at + i * size : at + (i + 1) * size] for i in range(MAX_MEMBERS)]
    if message[9] & 1:
        values = [value[::-1] for value in values]
    return {
        name: int.from_bytes(value, "little") for name, value in zip(names, values, strict=True)
    }


def _array(message: bytes, _size: int) -> str:
    rank, version = message[8], message[0] >> 4
    check(1 <= rank <= 32, "an array without axes")
    at = 12 if version < 3 else 9
    axes = struct.unpack_from(f"<{rank}I", message, at)
    base = message[at + rank * (8 if version < 3 else 4) :]
    check(base[0] & 15 in (INTEGER, FLOAT), "an array of other than numbers")
    return f"{dtype_word(base)}[{','.join(map(str, axes))}]"


_READERS = {
    INTEGER: _integer,
    FLOAT: _float,
    STRING: lambda _message, _size: "text",
    BITS: _bits,
    OPAQUE: _opaque,
    TABLE: _table,
    REFERENCE: _reference,
    ENUM: _enum,
    LIST: lambda message, _size: "text" if is_variable_text(message, 0) else "list",
    ARRAY: _array,
}
