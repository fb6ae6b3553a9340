"""Questions about a run: where it rests, whether it may fall, how long it takes, what one more component gains."""

from gmmviz.lessons.questions.question import Choice, Question

CLIMBING = (
    Question(
        "converged",
        "Rows lie in clear groups side by side. Three round components of one size, which EM estimates as well, were "
        "started on exactly the same mean. EM has come to rest there: an iteration changes nothing any more. Now one "
        "mean is pushed aside a little, and EM goes on. What happens?",
        (
            Choice(
                "It leaves the place for good, and the log-likelihood rises far above what it was.",
                "Right: a run also rests where it is not on a summit at all. Rest says that EM sees no way up, not "
                "that there is none.",
                "start",
            ),
            Choice(
                "It comes back to the place: EM had converged there, so there is no better fit close by.",
                "Three equal means are no summit, only a place where nothing pulls them apart. One small push sets "
                "them free.",
                "start",
                "converged means best",
            ),
            Choice(
                "It stays about there: all three still share every row alike, so they go on learning the same.",
                "Shares were alike only as long as the means were. The pushed one gets more of the rows on its side, "
                "and moves on.",
                "start",
                "components that are alike stay alike",
            ),
            Choice(
                "The pushed component takes the rows on its side, and the other two are left with hardly any.",
                "Nobody takes rows in EM. What the first leaves, the other two share.",
                "start",
                "one component takes what it can reach",
            ),
        ),
    ),
    Question(
        "falling",
        "Plain EM is run on some rows. After one of its iterations the log-likelihood is 0.3 lower than before. What "
        "is the likeliest reason?",
        (
            Choice(
                "A mistake: in the program, or in how it rounds its numbers.",
                "Right: an E-step closes the gap to the bound and an M-step raises the bound, so plain EM cannot "
                "fall.",
                "no-ceiling",
            ),
            Choice(
                "A detour: it gave up a little fit now so as to gain more of it later.",
                "There are no detours. EM has a proof that no iteration lowers the log-likelihood.",
                "no-ceiling",
                "the curve may fall",
            ),
            Choice(
                "An overshoot: the step was too long and went beyond the top.",
                "EM has no step length to choose: the M-step goes straight to the top of the bound.",
                "no-ceiling",
                "EM has a learning rate",
            ),
            Choice(
                "Overfitting: the components have begun to follow single rows.",
                "The log-likelihood of the fitted rows cannot fall by overfitting. What falls then is that of new "
                "rows.",
                "how-many",
                "a falling curve is overfitting",
            ),
        ),
    ),
    Question(
        "slow",
        "Two round clouds have their means 5 standard deviations apart. EM with two components, started from two "
        "random rows, takes 10 iterations until one more would raise the log-likelihood by less than a millionth per "
        "row. Now the clouds are moved together, to 1 standard deviation. How many iterations does it take then?",
        (
            Choice(
                "About 5.",
                "The way is shorter, but the steps shrink much faster than the way.",
                "slow",
                "close means are quick to find",
            ),
            Choice(
                "About 10.",
                "More rows make an iteration longer. How many there are depends on what is unknown about the owners.",
                "slow",
                "rows alone make EM slow",
            ),
            Choice(
                "About 20.",
                "Closer clouds are not a little slower: near the end each step goes less than a hundredth of what is "
                "left.",
                "slow",
                "the time grows in proportion",
            ),
            Choice(
                "Hundreds, or even thousands.",
                "Right: the less is known about the owners, the less of the way each step goes.",
                "slow",
            ),
        ),
    ),
    Question(
        "more",
        "A mixture of three round components of one size is fitted, and then one of four, each time as well as "
        "possible. How does the log-likelihood of these rows change (it says how well the mixture fits them; higher is "
        "better)?",
        (
            Choice(
                "It rises if there is a fourth group to be found, and else it stays as it was.",
                "A fourth component always finds something to describe better, if only a gap or a tail.",
                "how-many",
                "the likelihood knows the groups",
            ),
            Choice(
                "It rises up to the true number of groups and falls after it, which is how one finds that number.",
                "On fitted rows it does not turn round. That happens only on rows held out of the fit, or where "
                "components are charged for.",
                "how-many",
                "the likelihood peaks at the true number",
            ),
            Choice(
                "It rises if there are rows enough for four components, and falls if there are too few.",
                "Fewer rows make the gain easier, not harder: four components follow few rows more closely.",
                "how-many",
                "too large a model fits its rows worse",
            ),
            Choice(
                "It rises, whether there is a fourth group or not, and however many rows there are.",
                "Right: four components can do all that three can. That is why a higher log-likelihood is no reason "
                "for more of them.",
                "how-many",
            ),
        ),
    ),
)
