"""A text as a QR code, for phones to open a link: byte mode, versions 1 to 40, error correction M or L.

ISO/IEC 18004:2015, "QR code bar code symbology specification".
"""

from functools import cache
from itertools import zip_longest
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from gmmviz.figures.number_text import number_text

Level = Literal["M", "L"]
Modules = NDArray[np.bool_]

MAX_VERSION = 40
MAX_EASY_VERSION = 15  # that a phone reads from its seat: what would need more takes less correction
MODULES_OF_MARGIN = 4  # modules of margin that a reader needs
FORMAT_BITS = {"M": 0b00, "L": 0b01}


def _numbers(text: str) -> list[int]:
    return [int(number) for number in text.split()]


# Table 9: codewords of correction in each block, and the number of blocks, by version
CORRECTION: dict[Level, list[int]] = {
    "L": _numbers(
        "7 10 15 20 26 18 20 24 30 18 20 24 26 30 22 24 28 30 28 28 28 28 30 30 26 28" + 14 * " 30"
    ),
    "M": _numbers("10 16 26 18 24 16 18 22 22 26 30 22 22 24 24 28 28 26 26 26 26" + 19 * " 28"),
}
BLOCKS: dict[Level, list[int]] = {
    "L": _numbers(
        "1 1 1 1 1 2 2 2 2 4 4 4 4 4 6 6 6 6 7 8 8 9 9 10 12 12 12 13 14 15 16 17 18 19 19 20 21 22 24 25"
    ),
    "M": _numbers(
        "1 1 1 2 2 4 4 4 5 5 5 8 9 9 10 10 11 13 14 16 17 17 18 20 21 23 25 26 28 29 31 33 35 37 38 40 43 45 47 49"
    ),
}
# Table 10: masks as functions of row and column
MASKS = (
    lambda i, j: (i + j) % 2,
    lambda i, j: i % 2 + 0 * j,
    lambda i, j: j % 3 + 0 * i,
    lambda i, j: (i + j) % 3,
    lambda i, j: (i // 2 + j // 3) % 2,
    lambda i, j: i * j % 2 + i * j % 3,
    lambda i, j: (i * j % 2 + i * j % 3) % 2,
    lambda i, j: ((i + j) % 2 + i * j % 3) % 2,
)
FINDER_LIKE = np.array([[1, 0, 1, 1, 1, 0, 1, 0, 0, 0, 0], [0, 0, 0, 0, 1, 0, 1, 1, 1, 0, 1]], dtype=bool)


class TooLong(ValueError):
    """A text that no QR code can hold."""


def qr_code(text: str) -> Modules:
    """The dark modules (size, size) of a text's QR code, without its margin. Raises TooLong.

    >>> qr_code("https://example.org").shape
    (25, 25)
    """
    content = text.encode()
    version, level = _version(len(content))
    dark, fixed = _fixed(version)
    places = _places(fixed)
    bits = np.zeros(len(places), dtype=bool)  # what is left over is light
    codewords = np.array(_codewords(content, version, level), dtype=np.uint8)
    bits[: 8 * len(codewords)] = np.unpackbits(codewords).astype(bool)
    dark[places[:, 0], places[:, 1]] = bits
    masked = [_masked(dark, fixed, level, mask) for mask in range(len(MASKS))]
    return min(masked, key=_penalty)


def qr_path(modules: Modules) -> str:
    """SVG path of the dark modules, a unit each, with the margin: of a picture len(modules) + 2 QUIET units wide.

    >>> qr_path(np.array([[True, True], [False, True]]))
    'M4,4h2v1h-2zM5,5h1v1h-1z'
    """
    runs = []
    for row, line in enumerate(np.pad(modules, 1)):
        edges = np.flatnonzero(np.diff(line.astype(np.int8)))
        for begin, end in edges.reshape(-1, 2):
            runs.append(
                f"M{begin + MODULES_OF_MARGIN},{row - 1 + MODULES_OF_MARGIN}h{end - begin}v1h{begin - end}z"
            )
    return "".join(runs)


def _version(length: int) -> tuple[int, Level]:
    """The smallest version and its level of correction for so many bytes: M where the code stays easy to read."""
    fits = {level: _smallest(length, level) for level in CORRECTION}
    if fits["L"] is None:
        most = _room(MAX_VERSION, "L")
        raise TooLong(
            f"The link has {number_text(length, 0)} characters, and a QR code holds {number_text(most, 0)} at most."
        )
    if fits["M"] is not None and (fits["M"] <= MAX_EASY_VERSION or fits["M"] == fits["L"]):
        return fits["M"], "M"
    return fits["L"], "L"


def _smallest(length: int, level: Level) -> int | None:
    return next((version for version in range(1, MAX_VERSION + 1) if _room(version, level) >= length), None)


def _room(version: int, level: Level) -> int:
    """Bytes of text that a version holds."""
    data = _total(version) - CORRECTION[level][version - 1] * BLOCKS[level][version - 1]
    return data - (2 if version < 10 else 3)  # after four bits of mode and eight or sixteen of length


@cache
def _total(version: int) -> int:
    """Codewords of a version, those of correction among them."""
    return int((~_fixed(version)[1]).sum()) // 8


def _codewords(content: bytes, version: int, level: Level) -> list[int]:
    """The codewords in the order in which they are placed (7.5, 7.6)."""
    room = _room(version, level)
    count = 8 if version < 10 else 16
    bits = f"{0b0100:04b}{len(content):0{count}b}" + "".join(f"{byte:08b}" for byte in content) + "0000"
    data = [int(bits[at : at + 8], 2) for at in range(0, len(bits), 8)]
    filled = room + (2 if version < 10 else 3)
    data += [(0xEC, 0x11)[at % 2] for at in range(filled - len(data))]
    blocks = BLOCKS[level][version - 1]
    short, longer = divmod(filled, blocks)
    sizes = [short + (block >= blocks - longer) for block in range(blocks)]
    ends = np.cumsum(sizes)
    parts = [data[end - size : end] for size, end in zip(sizes, ends.tolist(), strict=True)]
    corrections = [_correction(part, CORRECTION[level][version - 1]) for part in parts]
    return [
        word
        for group in (parts, corrections)
        for column in zip_longest(*group)
        for word in column
        if word is not None
    ]


@cache
def _field() -> tuple[list[int], list[int]]:
    """Powers of 2 in GF(256) modulo x^8 + x^4 + x^3 + x^2 + 1, twice over, and logarithms."""
    powers = [1]
    for _ in range(254):
        doubled = powers[-1] << 1
        powers.append(doubled ^ 0x11D if doubled > 0xFF else doubled)
    logarithms = [0] * 256
    for exponent, power in enumerate(powers):
        logarithms[power] = exponent
    return powers * 2, logarithms


def _times(a: int, b: int) -> int:
    powers, logarithms = _field()
    return powers[logarithms[a] + logarithms[b]] if a and b else 0


@cache
def _generator(degree: int) -> tuple[int, ...]:
    """Coefficients of (x - 1)(x - 2)(x - 4) ..., from the second on."""
    polynomial = [1]
    for exponent in range(degree):
        root = _field()[0][exponent]
        shifted = [*polynomial, 0]
        for at, coefficient in enumerate(polynomial):
            shifted[at + 1] ^= _times(coefficient, root)
        polynomial = shifted
    return tuple(polynomial[1:])


def _correction(data: list[int], degree: int) -> list[int]:
    """Reed-Solomon codewords of a block: what is left of data * x^degree after division by the generator."""
    generator = _generator(degree)
    rest = [0] * degree
    for word in data:
        factor = word ^ rest[0]
        rest = [
            following ^ _times(coefficient, factor)
            for following, coefficient in zip([*rest[1:], 0], generator, strict=True)
        ]
    return rest


def _fixed(version: int) -> tuple[Modules, Modules]:
    """The function patterns of a version, and which modules (size, size) they and the format take."""
    size = 17 + 4 * version
    dark, fixed = np.zeros((size, size), dtype=bool), np.zeros((size, size), dtype=bool)
    i, j = np.indices((size, size))
    dark[6], dark[:, 6] = j[6] % 2 == 0, i[:, 6] % 2 == 0
    fixed[6] = fixed[:, 6] = True
    for row, column in ((3, 3), (3, size - 4), (size - 4, 3)):
        ring = np.maximum(abs(i - row), abs(j - column))
        near = ring <= 4
        dark[near] = ((ring != 2) & (ring != 4))[near]
        fixed |= near
    fixed[8, :9] = fixed[:9, 8] = fixed[8, -8:] = fixed[-8:, 8] = True
    centres = _alignment(version)
    corners = {(6, 6), (6, size - 7), (size - 7, 6)}
    for row in centres:
        for column in centres:
            if (row, column) not in corners:
                ring = np.maximum(abs(i - row), abs(j - column))
                near = ring <= 2
                dark[near] = (ring != 1)[near]
                fixed |= near
    if version >= 7:
        number = _with_check(version, 6, 0x1F25, 12)
        for bit in range(18):
            for place in ((bit // 3, size - 11 + bit % 3), (size - 11 + bit % 3, bit // 3)):
                dark[place], fixed[place] = bool(number >> bit & 1), True
    return dark, fixed


def _alignment(version: int) -> list[int]:
    """Centres of the alignment patterns along an axis (annex E)."""
    if version == 1:
        return []
    count = version // 7 + 2
    step = 26 if version == 32 else (version * 4 + count * 2 + 1) // (count * 2 - 2) * 2
    return [6, *sorted(4 * version + 10 - step * at for at in range(count - 1))]


def _with_check(value: int, bits: int, generator: int, degree: int) -> int:
    """A value with the rest of its division by a generator behind it: a BCH code (annexes C and D)."""
    rest = value << degree
    for at in reversed(range(degree, degree + bits)):
        if rest >> at & 1:
            rest ^= generator << (at - degree)
    return value << degree | rest


def _places(fixed: Modules) -> NDArray[np.intp]:
    """Rows and columns (m, 2) of the modules for codewords, in their order: pairs of columns, up and down (7.7.3)."""
    size = len(fixed)
    found = []
    upwards = True
    for right in [*range(size - 1, 6, -2), *range(5, 0, -2)]:
        for row in reversed(range(size)) if upwards else range(size):
            found += [(row, column) for column in (right, right - 1) if not fixed[row, column]]
        upwards = not upwards
    return np.array(found)


def _masked(dark: Modules, fixed: Modules, level: Level, mask: int) -> Modules:
    """The code under a mask, with the format that says so (7.8, 7.9)."""
    size = len(dark)
    i, j = np.indices(dark.shape)
    found: Modules = dark ^ ((MASKS[mask](i, j) == 0) & ~fixed)
    number = _with_check(FORMAT_BITS[level] << 3 | mask, 5, 0b10100110111, 10) ^ 0b101010000010010
    down = [*range(6), 7, 8, *range(size - 7, size)]
    across = [*range(size - 1, size - 9, -1), 7, *reversed(range(6))]
    for bit in range(15):
        found[down[bit], 8] = found[8, across[bit]] = bool(number >> bit & 1)
    found[size - 8, 8] = True
    return found


def _penalty(modules: Modules) -> float:
    """How hard a code is to read (7.8.3): runs, blocks, what looks like a finder, and a lack of balance."""
    total = 0.0
    for lines in (modules, modules.T):
        edges = np.pad(lines[:, 1:] != lines[:, :-1], ((0, 0), (1, 1)), constant_values=True)
        lengths = np.concatenate([np.diff(np.flatnonzero(line)) for line in edges])
        total += float((lengths[lengths >= 5] - 2).sum())
        windows = np.lib.stride_tricks.sliding_window_view(lines, FINDER_LIKE.shape[1], axis=1)
        total += 40.0 * sum(int((windows == pattern).all(axis=2).sum()) for pattern in FINDER_LIKE)
    square = modules[1:, 1:]
    same = (square == modules[:-1, 1:]) & (square == modules[1:, :-1]) & (square == modules[:-1, :-1])
    return total + 3.0 * float(same.sum()) + 10.0 * (abs(float(modules.mean()) - 0.5) * 20 // 1)
