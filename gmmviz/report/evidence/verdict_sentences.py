"""The sentences of each verdict on the whole of an examination, before their numbers are filled in."""

HEADLINES = {
    "separate groups": "Separate groups: {any_two} are two bells rather than one cloud, be it skewed, flat-topped or "
    "heavy-tailed.",
    "some groups": "{count} separate groups, made of {k} components: {merged}.",
    "one cloud": "One cloud cut in {k} pieces: between them no gap was seen that a single cloud, skewed or "
    "heavy-tailed, would not show as well. The components may still describe its density.",
    "too few rows": "Too few rows to say: the fit claims {k} groups, but in so few rows a gap like that would often "
    "stay unseen.",
    "one component": "One component: there is nothing to tell apart.",
}
CHAIN_SENTENCE = (
    "One cloud cut in {k} pieces that hang together one by one: each joins the rest without a gap that a single cloud, "
    "skewed or heavy-tailed, would not show as well, though {apart}, without what lies between, are apart. "
    "The components may still describe its density."
)
AND_ALONE_APART = " one by one, though {apart} alone are apart"
UNTESTED_SENTENCE = (
    "Too few rows to say: between {one} and {other} nothing could be tested, "
    "since one of them has too few rows."
)
BY_SHAPE = (
    "Separate groups: between {some_of} no line shows a gap, but the fit leaves next to no row in doubt."
)
DOUBT_SENTENCES = {
    "too few rows": "Too few rows to say: {what} {count} groups, but {why}.",
    "unstable": "Not stable: {what} {count} groups, but {why}.",
    "in doubt": "In doubt: {what} {count} groups, but {why}.",
}
SO_FAR = " So far that is without looking at other samples of the rows."
SOME_DRAWN = " So far that is after {drawn} of {samples} samples of the rows, which count once all are drawn."
