"""Questions about what a fit is worth: criteria, copies, a collapse, a ring."""

from gmmviz.lessons.questions.question import Choice, Question

DECIDING = (
    Question(
        "doubled",
        "Every row of a file is copied, so that each appears twice. What does this do to the best fit for "
        "each K, and to the K that BIC chooses?",
        (
            Choice(
                "Neither changes: the file holds the same information.",
                "The best mixture is the same, but BIC takes the copies for new evidence and allows more "
                "components.",
                "how-many",
                "criteria know what rows are worth",
            ),
            Choice(
                "Both change: with twice as many points the means come to lie elsewhere.",
                "Every sum doubles, and every average stays.",
                "how-many",
                "more rows move the means",
            ),
            Choice(
                "The fits stay the same, but BIC may choose a larger K, since it takes the copies for new "
                "rows.",
                "Right: the log-likelihood doubles, while the penalty grows by the logarithm of two per "
                "parameter only.",
                "how-many",
            ),
            Choice(
                "The fits stay the same, but BIC may choose a smaller K, since its penalty grows with log n.",
                "The penalty grows by a logarithm, the gain in log-likelihood by a factor of two.",
                "how-many",
                "BIC's penalty outruns the fit",
            ),
        ),
    ),
    Question(
        "bic-icl",
        "On the same fits, BIC is best at 6 components and ICL at 4. What is the likeliest reading?",
        (
            Choice(
                "Some of the six overlap so much that one can hardly say which of them a row comes from.",
                "Right: BIC asks how many bells describe the density, ICL asks how many groups can be told"
                " apart.",
                "how-many",
            ),
            Choice(
                "One of the two was computed wrongly: both estimate the number of components.",
                "Both can be right. They answer different questions.",
                "how-many",
                "criteria must agree",
            ),
            Choice(
                "There are six clusters: BIC finds the true number of them as long as there are enough rows.",
                "BIC chooses a density. A skewed group needs several bells and is still one group.",
                "bells",
                "BIC proves the number of clusters",
            ),
            Choice(
                "There are about five clusters: one criterion chooses too many, the other too few.",
                "An average of answers to two questions answers neither.",
                "how-many",
                "criteria can be averaged",
            ),
        ),
    ),
    Question(
        "collapse",
        "Two columns, free ellipses, 500 rows: of twenty fits one has by far the highest log-likelihood. "
        "One of its components holds three rows. What is it most likely?",
        (
            Choice(
                "A small, rare group that the nineteen other fits have overlooked.",
                "Three rows always fit into a thin ellipse. The likelihood rises without limit as it "
                "shrinks, whatever the rows are.",
                "no-ceiling",
                "a collapse is a discovery",
            ),
            Choice(
                "A part of the best fit, since no other describes the rows so well.",
                "This likelihood has no highest point. The thinner the ellipse, the higher it gets.",
                "no-ceiling",
                "the highest likelihood is the best fit",
            ),
            Choice(
                "Three rows that lie almost on a line by chance, onto which a component has shrunk.",
                "Right: one lowers K, shares a shape, or sets a smallest width.",
                "no-ceiling",
            ),
            Choice(
                "A component that is still on its way: with more iterations it will take in more rows.",
                "Every step makes it thinner, since every step raises the likelihood.",
                "no-ceiling",
                "more iterations cure a collapse",
            ),
        ),
    ),
    Question(
        "ring",
        "Points lie evenly on a ring. A mixture with one Gaussian component is fitted to them. What does "
        "it look like?",
        (
            Choice(
                "Round, and densest in the middle of the ring, where no point lies.",
                "Right: one bell has one top, at its mean. The model claims most where there is nothing.",
                "bells",
            ),
            Choice(
                "A ring: the density follows the points, and is low in the middle.",
                "A bell has no hole. It takes many bells to trace a ring.",
                "bells",
                "a component takes any shape",
            ),
            Choice(
                "There is none: EM ends with an error, since the points are not Gaussian.",
                "EM fits a bell to any cloud, and settles at once for one component. Nothing warns of the "
                "misfit.",
                "bells",
                "EM checks its assumption",
            ),
            Choice(
                "A narrow ellipse on one side of the ring, where it covers points only.",
                "The mean of one component is the mean of all points, which is the middle of the ring.",
                "bells",
                "a component seeks out dense places",
            ),
        ),
    ),
)
