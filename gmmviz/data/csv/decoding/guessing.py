"""Which encoding a text is in that is not UTF-8: the one in which its letters are the commonest and fit together."""

import codecs
import re
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

SAMPLE = 1 << 16  # bytes with something other than ASCII among them that are looked at
LEAST_WORTH = 0.5  # a guess is worth at least so much for a character; else it is Windows-1252
FEWEST = 4  # different characters that a guess other than Windows-1252 needs
HIGH = re.compile(rb"[^\n]*[\x80-\xff][^\n]*")
WESTERN = "cp1252"
ASCII_LETTER = re.compile(r"[A-Za-z]")
HIGH_BYTE = re.compile(rb"[\x80-\xff]")
UNITS = re.compile(rb"m[\xb2\xb3](?![A-Za-z])|\xb5[A-Za-z]")  # square and cubic metres, micrometres
SIGNS = "€£°“”„‘’‚–—…§«»±·\xa0"
FEWEST_LETTERS = 2  # different letters that tell another language than those of Windows-1252
FEWEST_DIFFERING = 1  # of them that Windows-1252 has not
MOST_COVERED = 0.9  # of the letters beyond ASCII, by one language


@dataclass(frozen=True)
class Guess:
    """An encoding that is tried: what it is called, and how likely one of its characters is, from -1 to 1."""

    encoding: str
    name: str
    worth: Callable[[str], float]


def in_rows(encoding: str, first: int, last: int, kana: bool = False) -> Callable[[str], float]:
    """Worth of characters of two bytes by their first: the commonest signs stand in the first rows of a table."""

    def worth(letter: str) -> float:
        if "\u3041" <= letter <= "\u30fe":
            return 1.0 if kana else 0.0
        try:
            code = letter.encode(encoding)
        except UnicodeEncodeError:
            return -0.5
        if len(code) == 2:
            return 1.0 if first <= code[0] <= last else 0.2
        return -0.3

    return worth


def hangul(letter: str) -> float:
    """Worth of a character of a Korean text: Chinese signs are rare there."""
    return 1.0 if "\uac00" <= letter <= "\ud7a3" else -0.3


def cyrillic(letter: str) -> float:
    """Worth of a character of a Cyrillic text."""
    return 1.0 if "\u0410" <= letter <= "\u044f" or letter in "ёЁіІїЇєЄґҐ№" else -0.7


def western(letter: str) -> float:
    """Worth of a character of a text in Windows-1252: letters, and the few signs that stand by themselves."""
    return 0.9 if letter.isalpha() and letter not in "ƒªºˆ" else 0.6 if letter in "€£°“”‘’–—µ²³±§«»" else -0.5


GUESSES: tuple[Guess, ...] = (
    Guess("euc_kr", "EUC-KR (Korean)", hangul),
    Guess("euc_jp", "EUC-JP (Japanese)", in_rows("euc_jp", 0xB0, 0xCF, kana=True)),
    Guess("cp932", "Shift-JIS (Japanese)", in_rows("shift_jis", 0x88, 0x97, kana=True)),
    Guess("gb18030", "GB18030 (Chinese)", in_rows("gb2312", 0xB0, 0xD7)),
    Guess("big5", "Big5 (Chinese)", in_rows("big5", 0xA4, 0xC6)),
    Guess("koi8_r", "KOI8-R (Cyrillic)", cyrillic),
    Guess("cp1251", "Windows-1251 (Cyrillic)", cyrillic),
    Guess(WESTERN, "Windows-1252", western),
)
LATIN = {
    WESTERN: ("äöüßéëï", "àâçéèêëîïôùûüœ", "áéíñóúü", "ãõáéíóúâêôàçü", "åäöøæé", "àèéìíòóù"),
    "cp1250": ("ąćęłńóśźż", "áčďéěíňóřšťúůýžäôľĺŕ", "áéíóöőúüű", "čćšžđ", "ăâîşţșț", "äöüß"),
    "iso8859_2": ("ąćęłńóśźż", "áčďéěíňóřšťúůýžäôľĺŕ", "áéíóöőúüű", "čćšžđ", "ăâîşţșț", "äöüß"),
    "cp1254": ("çğıiöşüâîû",),
    "cp1257": ("āčēģīķļņšūž", "ąčęėįšųūž", "äöõüšž"),
}
"""Encodings of Latin letters, with the letters of the languages that are written in them, each by itself."""
LATIN_NAMES = {
    "cp1250": "Windows-1250 (Central European)",
    "iso8859_2": "ISO 8859-2 (Central European)",
    "cp1254": "Windows-1254 (Turkish)",
    "cp1257": "Windows-1257 (Baltic)",
}
NAMES = {guess.encoding: guess.name for guess in GUESSES} | LATIN_NAMES
"""Encodings that are tried, or can be chosen, by the names Python has for them, and what they are called."""

WESTERN_SIGNS = "\xa0¡¢£¤¥¦§¨©ª«¬\xad®¯°±²³´µ¶·¸¹º»¼½¾¿×÷€‚„…†‡‰‹‘’“”•–—›™\ufffd"
FEWEST_BESIDE_SIGNS = 2  # different letters: degrees, plus-minus and powers alone make no other language


def guessed(content: bytes) -> str:
    """The encoding, a key of NAMES, in which a text that is not UTF-8 looks best."""
    sample = sample_of(content)
    best, best_worth = WESTERN, LEAST_WORTH
    for guess in GUESSES:
        worth = worth_of(sample, guess)
        if worth > best_worth + 1e-9:
            best, best_worth = guess.encoding, worth
    return latin(sample) if best == WESTERN else best


def latin(sample: bytes) -> str:
    """The encoding of Latin letters, a key of LATIN, that makes the letters of one language of most bytes.

    One other than Windows-1252 has to make other letters of some: "Müller, Köln, Curaçao" is the same in all of them.
    """
    high = set(HIGH_BYTE.findall(UNITS.sub(b"", sample)))
    letters = [byte for byte in high if byte.decode(WESTERN, "replace") not in WESTERN_SIGNS]
    if len(letters) < FEWEST_BESIDE_SIGNS:
        return WESTERN
    others = [encoding for encoding in LATIN if len(differing(encoding, high)) >= FEWEST_DIFFERING]
    shares = {encoding: covered(encoding, high, sample) for encoding in (WESTERN, *others)}
    best = max(shares, key=lambda encoding: shares[encoding])  # the first of equals: Windows-1252
    return best if len(high) >= FEWEST_LETTERS and shares[best] >= MOST_COVERED else WESTERN


def differing(encoding: str, high: Collection[bytes]) -> set[str]:
    """The letters of its languages that an encoding makes of bytes of which Windows-1252 makes other characters."""
    letters = set("".join(LATIN[encoding]))
    pairs = [
        (byte.decode(encoding, "replace").lower(), byte.decode(WESTERN, "replace").lower()) for byte in high
    ]
    return {here for here, there in pairs if here != there and here in letters}


def covered(encoding: str, high: Collection[bytes], sample: bytes) -> float:
    """Share of the letters beyond ASCII that the language has which has most of them, in an encoding."""
    counts: Counter[str] = Counter()
    for byte in high:
        letter = byte.decode(encoding, "replace").lower()[0]
        if letter not in SIGNS:
            counts[letter] += sample.count(byte)
    total = counts.total()
    return (
        max(
            (sum(counts[letter] for letter in language) / total for language in LATIN[encoding]),
            default=0.0,
        )
        if total
        else 0.0
    )


def sample_of(content: bytes) -> bytes:
    """The lines of a text that hold more than ASCII, so many as decide."""
    lines: list[bytes] = []
    room = SAMPLE
    for found in HIGH.finditer(content):
        lines.append(found.group() if len(found.group()) <= SAMPLE else b"")
        room -= len(found.group())
        if room <= 0:
            break
    return b"\n".join([*lines, b""]) if any(lines) else content[:SAMPLE]


def worth_of(sample: bytes, guess: Guess) -> float:
    """Average worth of a character beyond ASCII, less what does not fit together; -1 if it cannot be read."""
    decoder = codecs.getincrementaldecoder(guess.encoding)()
    try:
        text = decoder.decode(sample)
    except UnicodeDecodeError:
        return -1.0
    worth, count = 0.0, 0
    wide = guess.worth is not western
    for place, letter in enumerate(text):
        if letter < "\x80":
            continue
        count += 1
        around = text[place - 1 : place] + text[place + 1 : place + 2]
        worth += guess.worth(letter) - misfit(letter, around, text[place - 1 : place], wide)
    different = len({letter for letter in text if letter >= "\x80"})
    if not count or (wide and different < FEWEST):
        return -1.0
    return worth / count


def misfit(letter: str, around: Sequence[str], before: str, wide: bool) -> float:
    """What speaks against a letter: Latin ones beside it, or none; capitals within words."""
    beside = any(map(ASCII_LETTER.match, around))
    if before.islower() and letter.isupper():
        return 1.0
    if wide:
        return 0.8 if beside else 0.0
    neighbours = sum(other >= "\x80" for other in around)
    return 0.0 if beside or not letter.isalpha() else 0.3 * neighbours
