"""Questions about owners: shares at a point, of a far point, in an overlap, and beside the labels of k-means."""

from gmmviz.lessons.questions.question import Choice, Question

SHARING = (
    Question(
        "halfway",
        "A mixture has two round components in a plane, well apart and with equally many rows; one is twice as wide "
        "as the other. A point lies exactly halfway between the two means. What are its responsibilities (the share "
        "that each component has in the point; together they are 1)?",
        (
            Choice(
                "About a half each: the point is equally far from both means.",
                "Only if weights and widths are equal. A heavy or a wide component pushes the border away from its "
                "mean.",
                "soft",
                "a responsibility is a distance",
            ),
            Choice(
                "Most of it is the wide one's: its density falls off more slowly.",
                "Right: so far out, little is left of a narrow bell. The border lies nearer to the narrow mean.",
                "soft",
            ),
            Choice(
                "Most of it is the narrow one's: its rows are packed more densely.",
                "They are, near its mean. Outwards a narrow bell ends sooner, and here it has ended.",
                "soft",
                "the densest cloud owns the gap",
            ),
            Choice(
                "That depends on the start: no row nearby shows whose it is.",
                "Shares come from weights, means and widths, at any place, with or without rows.",
                "soft",
                "a gap belongs to whoever comes first",
            ),
        ),
    ),
    Question(
        "far-point",
        "One point lies far away from all others and from every component. How much weight does it have in all in the "
        "next M-step, in which EM computes the means, widths and weights of the components anew?",
        (
            Choice(
                "Hardly any: its density is nearly zero under each of the components.",
                "Shares compare the densities with each other, however small they all are. They sum to one for every "
                "point.",
                "soft",
                "an unlikely point counts less",
            ),
            Choice(
                "None, until one of the ellipses has grown so large that it reaches it.",
                "A drawn ellipse holds most rows of a component, never all. The component itself has no edge.",
                "soft",
                "outliers have no owner",
            ),
            Choice(
                "As much as a point in the midst of a component: one point in all.",
                "Right: its shares sum to one as well. That is why a single outlier can pull a component to itself.",
                "soft",
            ),
            Choice(
                "Little at first, and more with each iteration, as points and means draw nearer.",
                "The points are the data, and never move. Only the components do.",
                "soft",
                "EM moves the points",
            ),
        ),
    ),
    Question(
        "undecided",
        "Two clouds overlap. EM fits two components to them, with as many iterations as it takes. How do the "
        "responsibilities of the rows in the overlap end?",
        (
            Choice(
                "Near 0 or 1: they begin soft, and become sharper from one iteration to the next.",
                "Settled runs keep shares between 0 and 1: an answer about these rows, not a delay.",
                "soft",
                "soft means undecided",
            ),
            Choice(
                "Near one half: where the clouds overlap, either of them could have made the row.",
                "Only on the border itself. On both sides of it the shares go over gradually.",
                "soft",
                "overlap means half and half",
            ),
            Choice(
                "Not at all: they go back and forth, since each row that changes moves the border again.",
                "Each iteration fits better than the one before, so EM cannot go back and forth. It settles.",
                "soft",
                "EM may go in circles",
            ),
            Choice(
                "Anywhere from 0 to 1, such as 0.7 and 0.3: each row comes to rest at its own share.",
                "Right: the share is the probability of the owner, given where the row lies.",
                "soft",
            ),
        ),
    ),
    Question(
        "k-means",
        "K-means and EM start from the same two means. EM's components are free ellipses (each has its own size and "
        "direction). At the end every row is labelled by the component with the largest share in it. Where may these "
        "labels differ from those of k-means?",
        (
            Choice(
                "Nowhere: shares that are rounded to 0 and 1 are the labels of k-means.",
                "Rounding brings back labels, but those of another border: EM has learnt shapes as well.",
                "flexible",
                "EM is k-means with probabilities",
            ),
            Choice(
                "Near the border between the two, in rows with shares of about one half.",
                "The borders themselves are different ones. Between them lie rows of which EM is quite sure.",
                "flexible",
                "the methods differ in doubtful rows only",
            ),
            Choice(
                "In whole regions, with many rows of which EM is more than 90\u202f% sure.",
                "Right: k-means halves the plane between the means, EM follows the shapes.",
                "flexible",
            ),
            Choice(
                "Far out, in rows that lie about equally far from both of the means.",
                "Far out they may differ as well, but not there alone: in the scene they differ from the tips down "
                "to the middle.",
                "flexible",
                "the methods differ in outliers only",
            ),
        ),
    ),
)
