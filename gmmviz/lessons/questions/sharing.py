"""Questions about owners and components: shares, the M-step, units, k-means."""

from gmmviz.lessons.questions.question import Choice, Question

SHARING = (
    Question(
        "half-half",
        "With two components, a point has responsibilities 0.5 and 0.5. What does that say?",
        (
            Choice(
                "The point lies halfway between the two means.",
                "Only if weights and shapes are equal. A heavy or a wide component pushes the border "
                "away from its "
                "mean.",
                "soft",
                "a responsibility is a distance",
            ),
            Choice(
                "EM has not decided yet: with more iterations it will go to one of them.",
                "Settled runs keep such points. The model says that the point is as likely to come "
                "from either.",
                "soft",
                "soft means undecided",
            ),
            Choice(
                "The point belongs to neither: it is an outlier.",
                "Responsibilities of a point always sum to one, also far away from everything. They "
                "say nothing "
                "about how likely the point itself is.",
                "soft",
                "outliers have no owner",
            ),
            Choice(
                "Both components are equally likely to have made the point.",
                "Right: weight times density is the same for both at this point, wherever it lies.",
                "soft",
            ),
        ),
    ),
    Question(
        "m-step",
        "What does the M-step (update) do?",
        (
            Choice(
                "It gives each point to the component that is nearest.",
                "Owners change in the E-step, and softly. In the M-step no point changes its colour.",
                "soft",
                "E and M confused",
            ),
            Choice(
                "It averages all points anew for each component, counted by their responsibilities.",
                "Right: every point takes part in every component, as much as that component owns it.",
                "soft",
            ),
            Choice(
                "It averages, for each component, the points that this component owns more than any other.",
                "That is what k-means and hard EM do. Soft EM also counts the points that a component "
                "owns a "
                "little.",
                "flexible",
                "the M-step looks at owners only",
            ),
            Choice(
                "It moves the points towards the means.",
                "The data never move. Only the components do.",
                "flexible",
                "EM moves the points",
            ),
        ),
    ),
    Question(
        "units",
        "One column is measured in grams instead of kilograms. Each component has its own free ellipse "
        "(a full covariance), and both runs begin with the same responsibilities. What changes?",
        (
            Choice(
                "The clusters follow that column alone, since its numbers are now a thousand times larger.",
                "That is true of k-means and of circles. A free ellipse stretches with its column.",
                "flexible",
                "large numbers dominate every method",
            ),
            Choice(
                "Nothing changes, and it would be the same with circles.",
                "With circles everything changes: a circle cannot stretch along one column.",
                "flexible",
                "units never matter",
            ),
            Choice(
                "The log-likelihood stays the same, but the clusters change.",
                "It is the other way round: densities are per unit, so the log-likelihood changes by "
                "a constant.",
                "flexible",
                "log-likelihoods have no units",
            ),
            Choice(
                "The clusters stay the same, and the log-likelihood changes by a constant.",
                "Right: a free ellipse follows any change of units, and the density per gram is a "
                "thousandth of "
                "that per kilogram.",
                "flexible",
            ),
        ),
    ),
    Question(
        "k-means",
        "When do k-means and EM for a mixture give nearly the same labels, from the same means?",
        (
            Choice(
                "Whenever both use the same K.",
                "On crossing ellipses both use K = 2 and a tenth of the rows end elsewhere.",
                "flexible",
                "same K, same clusters",
            ),
            Choice(
                "Never: one is hard and the other is soft.",
                "Soft answers can be read off as labels, and for round clouds far apart these are the same.",
                "flexible",
                "hard and soft never agree",
            ),
            Choice(
                "Always: EM only adds probabilities to the clusters of k-means.",
                "EM also learns sizes, shapes and directions, and these move the borders.",
                "flexible",
                "EM is k-means with probabilities",
            ),
            Choice(
                "When the groups are round, of equal size and spread, and well apart.",
                "Right: then the nearest mean is also the likeliest component.",
                "flexible",
            ),
        ),
    ),
)
