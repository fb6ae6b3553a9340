"""Which encoding a text is in that is not UTF-8: the one in which its letters are the commonest and fit together."""

import codecs
import re
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

GUESS_BYTES = 1 << 16  # bytes with something other than ASCII among them that are looked at
MIN_WORTH = 0.5  # a guess is worth at least so much for a character; else it is Windows-1252
MIN_CHARACTERS = 4  # different characters that a guess other than Windows-1252 needs
HIGH_BYTES_LINE = re.compile(rb"[^\n]*[\x80-\xff][^\n]*")
WESTERN_ENCODING = "cp1252"
ASCII_LETTER = re.compile(r"[A-Za-z]")
HIGH_BYTE = re.compile(rb"[\x80-\xff]")
UNIT_BYTES = re.compile(rb"m[\xb2\xb3](?![A-Za-z])|\xb5[A-Za-z]")  # square and cubic metres, micrometres
WINDOWS_SIGNS = "€£°“”„‘’‚–—…§«»±·\xa0"
MIN_TELLING_LETTERS = 2  # different letters that tell another language than those of Windows-1252
MIN_DIFFERING = 1  # of them that Windows-1252 has not
MAX_COVERED = 0.9  # of the letters beyond ASCII, by one language

COMMON_CHARACTER_WEIGHT = 0.3  # more, for a character that is one of the commonest
# the commonest characters of texts and tables: encodings share their bytes, and a wrong one makes rare ones of them
CHINESE = frozenset(
    "的一是不了在有人这中大来上国个到说们为子和你地出道也时年得就要下以生会自着去之过家学对可里后小多天而能好"
    "都没日于发成事只作文开手十用主行方如前所本经头面公同三已老从动两长现分将外身高意进法实二理美点月明种全工"
    "者情部正名定女力机等业最间新位因重电四第门相东政海口教西平气信北少关内加化代产入先山五水万市体别处总场师"
    "书员性通目数件安表原车白应路期金合系计利光果及今京务制各至清物台记风接特林题南度色字交算百科元社术六功指"
    "每青管远资花条院变联领红周保达运武半七城强区求品量技程江语英式黄收钱持取设历史商千片站广改形早房音火首单"
    "据网香专石校读组造视济编号姓龄男湿积价格额省县州蓝绿黑春夏秋冬低良优秀职称规模类型状态结试验样均值标准差"
    "率"
)
JAPANESE = frozenset(
    "日一国会人年大十二本中長出三同時政事自行社見月分後前民生連五発間対上部東者地合市業内相方四定今回新場金員"
    "九入選立開手米力学問高代明実円関子動京全目表経通外最言氏現理調体化田当八六約主題下意法不来作性的要用制度"
    "務強気小七成期公野協取都和統以機平総加山家話世受区領多県進正安設保改数記院女初北午指権心界支第産結百点教"
    "報済書府活原先共得解名交資予川向際面委文反元重近千考海売利組知道信集在件別物使求所次水半品計増係感特情示"
    "変男基各始島直両朝価式確村運果西減台広容電歳住能無位置真格有口過少税検町常校料状工建語営空職土可役構木身"
    "費食比補車優収井南石番規術展態導備額算条店線率病農州質試族象銀域助例限監環験商葉義形低毎医味差個門評課種"
    "美福量松型白字製票音港達血圧齢積湿温付曜績給赤黄青緑黒春夏秋冬良秀均値標準類"
)
KOREAN = frozenset(
    "이다가는을를에의로서한고하기지자사인정시대구도부산광주전남북경제수일월년명원학교생성회장동리면상중소무공"
    "보용금계조직위관선거국민문화음식물건개발연료약속번호름나별날짜온습녀여품격량액봄겨울평균값비율강안천세종"
    "우양신진영포바과귤배급키몸게점반폭높두께혈압심박체중"
)

COMMON_CYRILLIC = frozenset("оеаинтсрвлкмдпу")


@dataclass(frozen=True)
class Guess:
    """An encoding that is tried: what it is called, and how likely one of its characters is, from -1 to 1.3."""

    encoding: str
    name: str
    worth: Callable[[str], float]


def in_rows(
    encoding: str, first: int, last: int, common: Collection[str], kana: bool = False
) -> Callable[[str], float]:
    """Worth of characters of two bytes by their first, as the commoner signs stand in the first rows of a table, and
    by whether they are among the commonest.
    """

    def worth(letter: str) -> float:
        if "\u3041" <= letter <= "\u30fe":
            return 1.0 + COMMON_CHARACTER_WEIGHT if kana else 0.0
        try:
            code = letter.encode(encoding)
        except UnicodeEncodeError:
            return -0.5
        if len(code) == 2:
            return (1.0 if first <= code[0] <= last else 0.2) + COMMON_CHARACTER_WEIGHT * (letter in common)
        return -0.3

    return worth


def hangul(letter: str) -> float:
    """Worth of a character of a Korean text: Chinese signs are rare there."""
    return 1.0 + COMMON_CHARACTER_WEIGHT * (letter in KOREAN) if "\uac00" <= letter <= "\ud7a3" else -0.3


def cyrillic(letter: str) -> float:
    """Worth of a character of a Cyrillic text: what one of its encodings makes small letters of, the other makes
    capitals, and other letters.
    """
    if "\u0410" <= letter <= "\u044f":
        return (0.93 if letter.isupper() else 0.95) + (0.1 if letter.lower() in COMMON_CYRILLIC else -0.1)
    return 1.0 if letter in "ёЁіІїЇєЄґҐ№" else -0.7


def western(letter: str) -> float:
    """Worth of a character of a text in Windows-1252: letters, and the few signs that stand by themselves."""
    return 0.9 if letter.isalpha() and letter not in "ƒªºˆ" else 0.6 if letter in "€£°“”‘’–—µ²³±§«»" else -0.5


ENCODING_GUESSES: tuple[Guess, ...] = (
    Guess("euc_kr", "EUC-KR (Korean)", hangul),
    Guess("euc_jp", "EUC-JP (Japanese)", in_rows("euc_jp", 0xB0, 0xCF, JAPANESE, kana=True)),
    Guess("cp932", "Shift-JIS (Japanese)", in_rows("shift_jis", 0x88, 0x97, JAPANESE, kana=True)),
    Guess("gb18030", "GB18030 (Chinese)", in_rows("gb2312", 0xB0, 0xD7, CHINESE)),
    Guess("big5", "Big5 (Chinese)", in_rows("big5", 0xA4, 0xC6, CHINESE)),
    Guess("koi8_r", "KOI8-R (Cyrillic)", cyrillic),
    Guess("cp1251", "Windows-1251 (Cyrillic)", cyrillic),
    Guess(WESTERN_ENCODING, "Windows-1252", western),
)
LATIN = {
    WESTERN_ENCODING: ("äöüßéëï", "àâçéèêëîïôùûüœ", "áéíñóúü", "ãõáéíóúâêôàçü", "åäöøæé", "àèéìíòóù"),
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
GUESSED_NAMES = {guess.encoding: guess.name for guess in ENCODING_GUESSES} | LATIN_NAMES
"""Encodings that are tried, or can be chosen, by the names Python has for them, and what they are called."""

WESTERN_SIGNS = "\xa0¡¢£¤¥¦§¨©ª«¬\xad®¯°±²³´µ¶·¸¹º»¼½¾¿×÷€‚„…†‡‰‹‘’“”•–—›™\ufffd"
MIN_BESIDE_SIGNS = 2  # different letters: degrees, plus-minus and powers alone make no other language


def guessed(content: bytes) -> str:
    """The encoding, a key of GUESSED_NAMES, in which a text that is not UTF-8 looks best."""
    sample = sample_of(content)
    best, best_worth = WESTERN_ENCODING, MIN_WORTH
    for guess in ENCODING_GUESSES:
        worth = worth_of(sample, guess)
        if worth > best_worth + 1e-9:
            best, best_worth = guess.encoding, worth
    return latin(sample) if best == WESTERN_ENCODING else best


def latin(sample: bytes) -> str:
    """The encoding of Latin letters, a key of LATIN, that makes the letters of one language of most bytes.

    One other than Windows-1252 has to make other letters of some: "Müller, Köln, Curaçao" is the same in all of them.
    """
    high = set(HIGH_BYTE.findall(UNIT_BYTES.sub(b"", sample)))
    letters = [byte for byte in high if byte.decode(WESTERN_ENCODING, "replace") not in WESTERN_SIGNS]
    if len(letters) < MIN_BESIDE_SIGNS:
        return WESTERN_ENCODING
    others = [encoding for encoding in LATIN if len(differing(encoding, high)) >= MIN_DIFFERING]
    shares = {encoding: covered(encoding, high, sample) for encoding in (WESTERN_ENCODING, *others)}
    best = max(shares, key=lambda encoding: shares[encoding])  # the first of equals: Windows-1252
    return best if len(high) >= MIN_TELLING_LETTERS and shares[best] >= MAX_COVERED else WESTERN_ENCODING


def differing(encoding: str, high: Collection[bytes]) -> set[str]:
    """The letters of its languages that an encoding makes of bytes of which Windows-1252 makes other characters."""
    letters = set("".join(LATIN[encoding]))
    pairs = [
        (byte.decode(encoding, "replace").lower(), byte.decode(WESTERN_ENCODING, "replace").lower())
        for byte in high
    ]
    return {here for here, there in pairs if here != there and here in letters}


def covered(encoding: str, high: Collection[bytes], sample: bytes) -> float:
    """Share of the letters beyond ASCII that the language has which has most of them, in an encoding."""
    counts: Counter[str] = Counter()
    for byte in high:
        letter = byte.decode(encoding, "replace").lower()[0]
        if letter not in WINDOWS_SIGNS:
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
    room = GUESS_BYTES
    for found in HIGH_BYTES_LINE.finditer(content):
        lines.append(found.group() if len(found.group()) <= GUESS_BYTES else b"")
        room -= len(found.group())
        if room <= 0:
            break
    return b"\n".join([*lines, b""]) if any(lines) else content[:GUESS_BYTES]


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
    if not count or (wide and different < MIN_CHARACTERS):
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
