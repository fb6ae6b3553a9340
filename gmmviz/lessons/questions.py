"""Twelve questions, asked before and after the lessons: each is about one thing that people get wrong about EM.

A question has one right choice. Every other choice is a belief that was met in forums and classes; it has a name, and a
scene in which one can watch what follows from it. What the score shows: which of these beliefs a reader holds. What it
does not show: that somebody can fit a mixture, or will remember it next month.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Choice:
    """One answer: what it says, the belief behind it (empty for the right one), and why it is right or wrong.

    `scene` is the key of the lesson in which one can see it.
    """

    text: str
    because: str
    scene: str
    belief: str = ""

    @property
    def right(self) -> bool:
        """Whether this is the right choice."""
        return not self.belief


@dataclass(frozen=True)
class Question:
    """A question with its choices, in the order in which they are shown."""

    key: str
    text: str
    choices: tuple[Choice, ...]

    @property
    def right(self) -> int:
        """The place of the right choice, from 0."""
        return next(place for place, choice in enumerate(self.choices) if choice.right)


def questions_text() -> str:
    """All questions with their choices as plain text, without the answers: for a class on paper."""
    parts = []
    for number, question in enumerate(QUESTIONS.values(), start=1):
        choices = (
            f"   {letter}) {choice.text}" for letter, choice in zip("abcd", question.choices, strict=True)
        )
        parts.append("\n".join((f"{number}. {question.text}", *choices)))
    return "\n\n".join(parts) + "\n"


QUESTIONS: dict[str, Question] = {
    question.key: question
    for question in (
        Question(
            "converged",
            "A run of EM has settled: further steps no longer raise the log-likelihood. What do you know for certain?",
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
                    "EM settles for every number of components. Nothing in a run says whether another number would do "
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
            "Two runs on the same data with the same settings both settle, one at −1119.2 and one at −1114.4. Why?",
            (
                Choice(
                    "The first stopped too early: more iterations or a smaller tolerance would bring it to −1114.4.",
                    "Both have settled. Another thousand iterations leave the first where it is, since every way up "
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
                    "Both have the same number of parameters. A higher log-likelihood of the same model is simply a "
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
            "half-half",
            "With two components, a point has responsibilities 0.5 and 0.5. What does that say?",
            (
                Choice(
                    "The point lies halfway between the two means.",
                    "Only if weights and shapes are equal. A heavy or a wide component pushes the border away from its "
                    "mean.",
                    "soft",
                    "a responsibility is a distance",
                ),
                Choice(
                    "EM has not decided yet: with more iterations it will go to one of them.",
                    "Settled runs keep such points. The model says that the point is as likely to come from either.",
                    "soft",
                    "soft means undecided",
                ),
                Choice(
                    "The point belongs to neither: it is an outlier.",
                    "Responsibilities of a point always sum to one, also far away from everything. They say nothing "
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
                    "That is what k-means and hard EM do. Soft EM also counts the points that a component owns a "
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
            "falling",
            "In a run of plain EM the log-likelihood fell by 0.3 from one iteration to the next. What do you conclude?",
            (
                Choice(
                    "The program is wrong, or its arithmetic has lost its digits.",
                    "Right: an E-step closes the gap to the bound and an M-step raises the bound, so plain EM cannot "
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
                    "A training log-likelihood cannot fall by overfitting. What falls then is the one on new rows.",
                    "how-many",
                    "a falling curve is overfitting",
                ),
            ),
        ),
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
                    "Right: the log-likelihood doubles, while the penalty grows by the logarithm of two per parameter "
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
                    "It is the other way round: densities are per unit, so the log-likelihood changes by a constant.",
                    "flexible",
                    "log-likelihoods have no units",
                ),
                Choice(
                    "The clusters stay the same, and the log-likelihood changes by a constant.",
                    "Right: a free ellipse follows any change of units, and the density per gram is a thousandth of "
                    "that per kilogram.",
                    "flexible",
                ),
            ),
        ),
        Question(
            "bic-icl",
            "On the same fits, BIC is best at 6 components and ICL at 4. What is the likeliest reading?",
            (
                Choice(
                    "Some of the six components overlap so much that together they make one group.",
                    "Right: BIC asks how many bells describe the density, ICL asks how many groups can be told apart.",
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
            "A fit has an enormous log-likelihood. One of its components sits on three of 500 rows and is very thin. "
            "What is it most likely?",
            (
                Choice(
                    "A small, rare group that only a flexible model can find.",
                    "Three rows always fit into a thin ellipse. The likelihood rises without limit as it shrinks, "
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
            "slow",
            "Two clouds of equal size and shape move closer to each other. What happens to EM with two components?",
            (
                Choice(
                    "It needs about as many iterations as before: what counts is the number of rows.",
                    "Rows make an iteration longer, not more of them. What counts is how much is unknown about the "
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
        Question(
            "ring",
            "Points lie evenly on a ring, and nothing is in the middle. What does a fit with one component look like?",
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
                    "EM fits a bell to any cloud, and settles at once for one component. Nothing warns of the misfit.",
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
}
