"""Questions about a run: where it ends, whether it may fall, how long it takes."""

from gmmviz.lessons.questions.question import Choice, Question

CLIMBING = (
    Question(
        "converged",
        "A run of EM has settled: more of its steps no longer raise the log-likelihood. Which of these "
        "follows?",
        (
            Choice(
                "This is as well as so many components can fit these rows.",
                "EM climbs from where it stands. Other starts may end higher: on Old Faithful with three "
                "components, two thirds of random starts settle below the best.",
                "start",
                "converged means best",
            ),
            Choice(
                "So many components suit the rows, or the run would not have come to rest.",
                "EM settles for every number of components. Nothing in a run says whether another number "
                "would do better.",
                "how-many",
                "converged means right K",
            ),
            Choice(
                "EM itself can climb no further from where this run stands.",
                "Right: the run stands on a local maximum or on a saddle, and no more than that is known.",
                "start",
            ),
            Choice(
                "Each component stands on a group that is there, since it stays where it is.",
                "EM cuts a single ring into as many bells as one asks for, and settles each time.",
                "bells",
                "a component is a cluster",
            ),
        ),
    ),
    Question(
        "two-optima",
        "Two runs on the same data, from different starts and otherwise alike, settle to the last digit, "
        "one at −1119.2 and one at −1114.4. Why?",
        (
            Choice(
                "The first has only paused: with more iterations it would come to −1114.4 too.",
                "Both have settled. Another thousand iterations leave the first where it is, since every "
                "way up from there is closed.",
                "start",
                "more iterations cure a bad start",
            ),
            Choice(
                "The log-likelihood has more than one summit, and each run climbed another of them.",
                "Right: that is why one tries several starts and keeps the highest sound end.",
                "start",
            ),
            Choice(
                "The second has overfitted: it follows the rows more closely than it should.",
                "Both have the same number of parameters. A higher log-likelihood of the same model is "
                "simply a better fit.",
                "how-many",
                "a better fit is overfitting",
            ),
            Choice(
                "EM draws random numbers at each of its steps, so that the ends of its runs scatter around"
                " the true one.",
                "Only the start may be random. From the same start, every step and the end are the same.",
                "start",
                "EM is random at each step",
            ),
        ),
    ),
    Question(
        "falling",
        "In a run of EM (no prior, no smallest width) the log-likelihood fell by 0.3 from one iteration to"
        " the next. What do you conclude?",
        (
            Choice(
                "The program has an error, or rounding errors have grown large.",
                "Right: an E-step closes the gap to the bound and an M-step raises the bound, so plain EM "
                "cannot fall.",
                "slow",
            ),
            Choice(
                "Such small dips are normal on the way up.",
                "Gradient descent with large steps may dip. EM has a proof that it does not.",
                "slow",
                "the curve may fall",
            ),
            Choice(
                "The step was too large, and the run should go on with a smaller one.",
                "EM has no step size to choose: the M-step goes straight to the top of the bound.",
                "slow",
                "EM has a learning rate",
            ),
            Choice(
                "The model begins to overfit, so it is time to stop.",
                "A training log-likelihood cannot fall by overfitting. What falls then is the one on new rows.",
                "how-many",
                "a falling curve is overfitting",
            ),
        ),
    ),
    Question(
        "slow",
        "Two clouds of equal size and shape move together until they overlap. What happens to EM with two "
        "components, begun near both, as a rule?",
        (
            Choice(
                "It needs about as many iterations as before: there are as many rows as before.",
                "Rows make an iteration longer, not more of them. What counts is how much is unknown about"
                " the owners.",
                "slow",
                "size makes EM slow",
            ),
            Choice(
                "It needs more iterations, although the means have less far to go.",
                "Right: the less the owners are known, the less of its way each step goes.",
                "slow",
            ),
            Choice(
                "It needs fewer iterations, since the means have less far to go.",
                "The way is shorter, but the steps shrink much faster than the way.",
                "slow",
                "close means are quick to find",
            ),
            Choice(
                "It finds one of them only: where clouds overlap, a second component has nothing to hold.",
                "It goes on finding both for quite a while, slowly. Overlap is no failure.",
                "slow",
                "overlap breaks EM",
            ),
        ),
    ),
)
