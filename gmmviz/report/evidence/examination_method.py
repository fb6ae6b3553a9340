"""How clusters are examined: every criterion that can decide the verdict, in words."""

from gmmviz.em.evidence.doubts import DOUBTFUL_SHARE, FEW_ROWS_FOR_GAPS
from gmmviz.em.evidence.separation import (
    ENOUGH_POWER,
    GAP_TEST_LEVEL,
    MAX_AGAINST,
    MAX_IN_DOUBT,
    MAX_IN_DOUBT_NESTED,
    MAX_MIXED,
    MAX_OVERLAP,
    MIN_RATIO_NATS,
    SMALL_OVERLAP_SHARE,
)
from gmmviz.em.evidence.stability import MIN_STABLE_JACCARD
from gmmviz.em.evidence.two_gaussians import MIN_GAUSSIAN_ROWS, MIN_GAUSSIAN_SHARE
from gmmviz.thousands import percent

METHOD = (
    "Rows of two clusters are seen along the line that tells them apart best. By their likelihoods two bells along it "
    "are compared with one cloud that may be skewed, flat-topped or heavy-tailed (asymmetric exponential power "
    "distribution, Zhu and Zinde-Walsh 2009). Clouds like that one are simulated, and their line is searched in the "
    f"same way. Two clusters are called apart where the bells are likelier by {MIN_RATIO_NATS:.0f} nat at "
    "least, overlap "
    f"in {percent(MAX_OVERLAP)} of their rows and {percent(MAX_MIXED)} of the smaller bell's at most, and p is "
    f"{GAP_TEST_LEVEL} at most; those least apart are joined, and the tests done again. With fewer than "
    f"{MIN_GAUSSIAN_ROWS} rows in "
    f"either, or {percent(MIN_GAUSSIAN_SHARE)} of both, nothing is tested: such clusters are joined last, and of "
    "them there "
    "are too few rows to say. The same is said where they were not told apart, but the density of the fit has several "
    f"tops there, it leaves less than {percent(SMALL_OVERLAP_SHARE)} of their rows in doubt, and the test would see "
    f"such clusters in less than {percent(ENOUGH_POWER)} of samples. Where any two components are apart, or the fit "
    f"leaves next to none of their rows in doubt ({percent(MAX_IN_DOUBT)} at most, {percent(MAX_IN_DOUBT_NESTED)} "
    f"where their density has one top) with {MIN_GAUSSIAN_ROWS} rows each at least, and one cloud is likelier by "
    f"{MAX_AGAINST:.0f} nats "
    "at most, all are groups. Groups are taken back where one that is a single component does not come back in other "
    f"samples, or only in part (mean Jaccard index under {MIN_STABLE_JACCARD:.2f} by more than its standard error), "
    "and left in doubt where most of these samples have no sound fit; one without a sound fit does not count. Where "
    f"every component is a group of its own, in fewer than {FEW_ROWS_FOR_GAPS} rows, they are also taken back "
    "where all of "
    "three say that fewer components may be enough: the gain on rows not seen, BIC in more than "
    f"{percent(DOUBTFUL_SHARE)} of the samples, the likelihood ratios. Components that were joined to one group of "
    "several are not judged by this."
)
