"""Questions about owners and components: shares, the M-step, units, k-means."""

from gmmviz.lessons.questions.question import Choice, Question

SHARING = (
    Question(
        "half-half",
        "Two components differ in weight and in width. At the end of a run a point has responsibilities "
        "0.5 and 0.5. What does that say?",
        (
            Choice(
                "The point lies halfway between the two means, at equal distance.",
                "Only if weights and shapes are equal. A heavy or a wide component pushes the border away "
                "from its mean.",
                "soft",
                "a responsibility is a distance",
            ),
            Choice(
                "EM has not decided on this point, and with more iterations it would choose one of the two.",
                "Settled runs keep such points. The model says that the point is as likely to come from "
                "either.",
                "soft",
                "soft means undecided",
            ),
            Choice(
                "The point belongs to neither of the two: it is an outlier.",
                "Responsibilities of a point always sum to one, also far away from everything. They say "
                "nothing about how likely the point itself is.",
                "soft",
                "outliers have no owner",
            ),
            Choice(
                "Given where the point lies, it is as likely to come from one as from the other.",
                "Right: weight times density is the same for both at this point, wherever it lies.",
                "soft",
            ),
        ),
    ),
    Question(
        "m-step",
        "What does the M-step of EM (the update) do with the points?",
        (
            Choice(
                "It gives each of them to the component that is nearest.",
                "Owners change in the E-step, and softly. In the M-step no point changes its colour.",
                "soft",
                "E and M confused",
            ),
            Choice(
                "For each component it averages all of them, each weighted by its responsibility.",
                "Right: every point takes part in every component, as much as that component owns it.",
                "soft",
            ),
            Choice(
                "For each component it averages those that belong to it more than to any of the others.",
                "That is what k-means and hard EM do. Soft EM also counts the points that a component owns"
                " a little.",
                "flexible",
                "the M-step looks at owners only",
            ),
            Choice(
                "It moves each of them a little towards the mean of its component.",
                "The data never move. Only the components do.",
                "flexible",
                "EM moves the points",
            ),
        ),
    ),
    Question(
        "units",
        "A column in kilograms is written in grams, and the mixture is fitted again, with the same labels "
        "to start from. Each component has its own free ellipse (a full covariance). What changes?",
        (
            Choice(
                "The clusters: they follow that column alone, whose numbers are now a thousand times larger.",
                "That is true of k-means and of circles. A free ellipse stretches with its column.",
                "flexible",
                "large numbers dominate every method",
            ),
            Choice(
                "Nothing, and it would be the same if the components were circles.",
                "With circles everything changes: a circle cannot stretch along one column.",
                "flexible",
                "units never matter",
            ),
            Choice(
                "The clusters a little, but not the log-likelihood, which has no units.",
                "It is the other way round: densities are per unit, so the log-likelihood changes by a "
                "constant.",
                "flexible",
                "log-likelihoods have no units",
            ),
            Choice(
                "The log-likelihood, by the same number for every fit, but no row changes its cluster.",
                "Right: a free ellipse follows any change of units, and the density per gram is a "
                "thousandth of that per kilogram.",
                "flexible",
            ),
        ),
    ),
    Question(
        "k-means",
        "K-means and EM for a mixture are started from the same means, one in each group. When can one "
        "expect nearly the same labels?",
        (
            Choice(
                "When the groups hold equally many rows, whatever their shapes.",
                "Two crossing ellipses hold equally many rows, and a tenth of all rows end elsewhere.",
                "flexible",
                "equal sizes are enough for k-means",
            ),
            Choice(
                "When the groups overlap: both methods then share the rows between them.",
                "K-means shares no row. Where groups overlap, its straight borders and the curved ones of "
                "a mixture lie in the midst of the rows.",
                "flexible",
                "k-means shares rows too",
            ),
            Choice(
                "When the mixture has free ellipses: it then adds probabilities to the clusters of k-means.",
                "EM also learns sizes, shapes and directions, and these move the borders.",
                "flexible",
                "EM is k-means with probabilities",
            ),
            Choice(
                "When the groups are round, hold equally many rows, and lie apart.",
                "Right: then the nearest mean is also the likeliest component.",
                "flexible",
            ),
        ),
    ),
)
