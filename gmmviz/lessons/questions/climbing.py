"""Questions about a run: where it ends, whether it may fall, how long it takes."""

from gmmviz.lessons.questions.question import Choice, Question

CLIMBING = (
    Question(
        "converged",
        "A run of EM has settled: further steps no longer raise the log-likelihood. What do you know "
        "for certain?",
        (
            Choice(
                "There is no better fit with this number of components.",
                "EM climbs from where it stands. Other starts may end higher: on Old Faithful with three "
                "components, two thirds of random starts settle below the best.",
                "start",
                "converged means best",
            ),
            Choice(
                "The number of components suits the data.",
                "EM settles for every number of components. Nothing in a run says whether another "
                "number would do "
                "better.",
                "how-many",
                "converged means right K",
            ),
            Choice(
                "Small steps from here do not improve the fit.",
                "Right: the run stands on a local maximum or on a saddle, and no more than that is known.",
                "start",
            ),
            Choice(
                "Every component is a group that is really there.",
                "EM cuts a single ring into as many bells as one asks for, and settles each time.",
                "bells",
                "a component is a cluster",
            ),
        ),
    ),
    Question(
        "two-optima",
        "Two runs on the same data with the same settings both settle, one at −1119.2 and one at "
        "−1114.4. Why?",
        (
            Choice(
                "The first stopped too early: more iterations or a smaller tolerance would bring it "
                "to −1114.4.",
                "Both have settled. Another thousand iterations leave the first where it is, since "
                "every way up "
                "from there is closed.",
                "start",
                "more iterations cure a bad start",
            ),
            Choice(
                "The likelihood has several local maxima, and the two starts led to different ones.",
                "Right: that is why one tries several starts and keeps the highest sound end.",
                "start",
            ),
            Choice(
                "The second one has overfitted, since it fits better.",
                "Both have the same number of parameters. A higher log-likelihood of the same model "
                "is simply a "
                "better fit.",
                "how-many",
                "a better fit is overfitting",
            ),
            Choice(
                "EM draws random numbers at each step, so its results scatter.",
                "Only the start may be random. From the same start, every step and the end are the same.",
                "start",
                "EM is random at each step",
            ),
        ),
    ),
    Question(
        "falling",
        "In a run of plain EM the log-likelihood fell by 0.3 from one iteration to the next. What do "
        "you conclude?",
        (
            Choice(
                "The program is wrong, or its arithmetic has lost its digits.",
                "Right: an E-step closes the gap to the bound and an M-step raises the bound, so "
                "plain EM cannot "
                "fall.",
                "slow",
            ),
            Choice(
                "Such small dips are normal on the way up.",
                "Gradient descent with large steps may dip. EM has a proof that it does not.",
                "slow",
                "the curve may fall",
            ),
            Choice(
                "The step was too large: a smaller learning rate would help.",
                "EM has no step size to choose: the M-step goes straight to the top of the bound.",
                "slow",
                "EM has a learning rate",
            ),
            Choice(
                "The model begins to overfit, so it is time to stop.",
                "A training log-likelihood cannot fall by overfitting. What falls then is the one on "
                "new rows.",
                "how-many",
                "a falling curve is overfitting",
            ),
        ),
    ),
    Question(
        "slow",
        "Two clouds of equal size and shape move closer to each other. What happens to EM with two "
        "components?",
        (
            Choice(
                "It needs about as many iterations as before: what counts is the number of rows.",
                "Rows make an iteration longer, not more of them. What counts is how much is unknown "
                "about the "
                "owners.",
                "slow",
                "size makes EM slow",
            ),
            Choice(
                "It needs more iterations, and more points are shared.",
                "Right: the less the owners are known, the less of its way each step goes.",
                "slow",
            ),
            Choice(
                "It needs fewer iterations: the means have less far to go.",
                "The way is shorter, but the steps shrink much faster than the way.",
                "slow",
                "close means are quick to find",
            ),
            Choice(
                "It fails as soon as the clouds overlap.",
                "It goes on finding both for quite a while, slowly. Overlap is no failure.",
                "slow",
                "overlap breaks EM",
            ),
        ),
    ),
)
