"""Questions about what a fit is worth: units, criteria, a collapse, rings."""

from gmmviz.lessons.questions.question import Choice, Question

DECIDING = (
    Question(
        "units",
        "A column is changed from kilograms to grams, so that its numbers are a thousand times larger. EM fits free "
        "ellipses from the same start as before. What comes out differently?",
        (
            Choice(
                "The clusters: distances along this column now outweigh all the others.",
                "That is true of k-means and of circles. A free ellipse stretches with its column.",
                "flexible",
                "large numbers dominate every method",
            ),
            Choice(
                "Nothing: neither the clusters nor the log-likelihood have units.",
                "Densities are per unit, so the log-likelihood does have one. It changes by the same amount for every "
                "fit.",
                "flexible",
                "log-likelihoods have no units",
            ),
            Choice(
                "The log-likelihood, but neither the clusters nor the number that scores such as BIC prefer.",
                "Right: all log-likelihoods of these rows change by the same amount, so no comparison among them "
                "does.",
                "flexible",
            ),
            Choice(
                "The log-likelihood, and with it the number of components that scores such as BIC prefer.",
                "It changes by the same amount for every number of components, so the order stays.",
                "flexible",
                "units decide the number of components",
            ),
        ),
    ),
    Question(
        "bic-icl",
        "BIC weighs the fit against the number of parameters; ICL also counts how surely rows are assigned to "
        "components. On the same fits BIC prefers 6 components and ICL 4. Which reading is the likeliest?",
        (
            Choice(
                "Six components describe the rows best, but some overlap in one group and share its rows.",
                "Right: BIC asks how many bells describe the density, ICL also charges for rows that are shared.",
                "how-many",
            ),
            Choice(
                "Two of the six follow noise: on rows that were held out of the fit, four would do better.",
                "Held-out rows judge how well the density predicts, and BIC guards from noise as well. Neither asks "
                "how many groups can be told apart.",
                "how-many",
                "a criterion that asks for less guards from overfitting",
            ),
            Choice(
                "ICL is the more careful one while rows are few: with more of them it too would say six.",
                "ICL's extra charge is for shared rows, and more rows bring more of these.",
                "how-many",
                "all criteria estimate one number",
            ),
            Choice(
                "There are six groups: BIC comes to the true number if rows are many, and ICL stays behind.",
                "BIC chooses a density. A group that is no bell needs several components and is still one group.",
                "how-many",
                "BIC proves the number of clusters",
            ),
        ),
    ),
    Question(
        "collapse",
        "Free ellipses are fitted to 500 rows of two columns from twenty starts. One of the fits has by far the "
        "highest log-likelihood. One of its components holds just three rows. What is it most likely?",
        (
            Choice(
                "A rare group of rows so alike that no other start has come upon it.",
                "No group is needed for that. As many rows as there are columns, or fewer, always fit into an ellipse "
                "without any width, and three in two columns nearly do if they are nearly in line.",
                "no-ceiling",
                "a collapse is a discovery",
            ),
            Choice(
                "An accident: an ellipse that became thinner and thinner on rows nearly in line.",
                "Right: one lowers K, shares a shape, or sets a smallest width.",
                "no-ceiling",
            ),
            Choice(
                "A part of the best fit, since finding the highest is what twenty starts are for.",
                "Only among sound fits. This likelihood has no highest point: the thinner an ellipse around two rows, "
                "the higher it gets.",
                "no-ceiling",
                "the highest likelihood is the best fit",
            ),
            Choice(
                "A run stopped too early: with further iterations it would take in more rows.",
                "So thin an ellipse has hardly any density a little beside it: the other rows have no share in it, and "
                "further iterations bring them none.",
                "no-ceiling",
                "more iterations cure a collapse",
            ),
        ),
    ),
    Question(
        "rings",
        "A thin ring of points lies inside another one that is twice as wide, with the same centre and as many points. "
        "EM fits two free ellipses (each with its own size and direction) from random starts. What do they look like "
        "at the end, as a rule?",
        (
            Choice(
                "A small circle over the inner ring, and a large one over the outer ring.",
                "The inner ring would be one component's, if components knew rings. A bell is densest in its middle, "
                "where no point lies.",
                "bells",
                "a component is a cluster",
            ),
            Choice(
                "They lie side by side, each over one half of both rings.",
                "Right: bells divide the rings between them. The likelihood knows nothing of rings.",
                "bells",
            ),
            Choice(
                "Each has become a ring itself, with hardly any density in its middle.",
                "A bell has one top, at its mean, and no hole. It takes many bells to trace a ring.",
                "bells",
                "a component takes any shape",
            ),
            Choice(
                "They lie on each other: two equal circles over everything, with one centre.",
                "Two equal bells do no better than one, and any small difference between them grows.",
                "bells",
                "one centre in the data, one centre in the fit",
            ),
        ),
    ),
)
