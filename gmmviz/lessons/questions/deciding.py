"""Questions about what a fit is worth: criteria, copies, a collapse, a ring."""

from gmmviz.lessons.questions.question import Choice, Question

DECIDING = (
    Question(
        "doubled",
        "Every row of a file is copied once, so that each appears twice. What happens to a fit and to BIC?",
        (
            Choice(
                "Nothing at all: the file holds the same information.",
                "The best mixture is the same, but BIC takes the copies for new evidence and allows more "
                "components.",
                "how-many",
                "criteria know what rows are worth",
            ),
            Choice(
                "The means move, since there are more points.",
                "Every sum doubles, and every average stays.",
                "how-many",
                "more rows move the means",
            ),
            Choice(
                "The same mixture fits best, but BIC is readier to choose more components.",
                "Right: the log-likelihood doubles, while the penalty grows by the logarithm of two "
                "per parameter "
                "only.",
                "how-many",
            ),
            Choice(
                "BIC becomes stricter and chooses fewer components, since log n grows.",
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
                "Some of the six components overlap so much that together they make one group.",
                "Right: BIC asks how many bells describe the density, ICL asks how many groups can be "
                "told apart.",
                "how-many",
            ),
            Choice(
                "One of the two criteria was computed wrongly.",
                "Both can be right. They answer different questions.",
                "how-many",
                "criteria must agree",
            ),
            Choice(
                "There are six clusters, since BIC is the more trustworthy criterion.",
                "BIC chooses a density. A skewed group needs several bells and is still one group.",
                "bells",
                "BIC proves the number of clusters",
            ),
            Choice(
                "There are five clusters: the truth lies in between.",
                "An average of answers to two questions answers neither.",
                "how-many",
                "criteria can be averaged",
            ),
        ),
    ),
    Question(
        "collapse",
        "A fit has an enormous log-likelihood. One of its components sits on three of 500 rows and is "
        "very thin. "
        "What is it most likely?",
        (
            Choice(
                "A small, rare group that only a flexible model can find.",
                "Three rows always fit into a thin ellipse. The likelihood rises without limit as it "
                "shrinks, "
                "whatever the rows are.",
                "no-ceiling",
                "a collapse is a discovery",
            ),
            Choice(
                "The best fit, since its log-likelihood is the highest.",
                "This likelihood has no highest point. The thinner the ellipse, the higher it gets.",
                "no-ceiling",
                "the highest likelihood is the best fit",
            ),
            Choice(
                "A collapse: the component shrinks onto rows that happen to lie close to a line.",
                "Right: one lowers K, shares a shape, or sets a smallest width.",
                "no-ceiling",
            ),
            Choice(
                "An unfinished run: with more iterations the component will grow.",
                "Every step makes it thinner, since every step raises the likelihood.",
                "no-ceiling",
                "more iterations cure a collapse",
            ),
        ),
    ),
    Question(
        "ring",
        "Points lie evenly on a ring, and nothing is in the middle. What does a fit with one "
        "component look like?",
        (
            Choice(
                "An ellipse over the whole ring, with its highest density in the empty middle.",
                "Right: one bell has one top, at its mean. The model claims most where there is nothing.",
                "bells",
            ),
            Choice(
                "A ring: the density follows the points.",
                "A bell has no hole. It takes many bells to trace a ring.",
                "bells",
                "a component takes any shape",
            ),
            Choice(
                "EM stops with an error, since the data are not Gaussian.",
                "EM fits a bell to any cloud, and settles at once for one component. Nothing warns of "
                "the misfit.",
                "bells",
                "EM checks its assumption",
            ),
            Choice(
                "A small ellipse on the densest piece of the ring, so that it covers points only.",
                "The mean of one component is the mean of all points, which is the middle of the ring.",
                "bells",
                "a component seeks out dense places",
            ),
        ),
    ),
)
