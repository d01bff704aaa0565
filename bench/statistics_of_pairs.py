"""Medians, and how far they can be trusted."""

import random
import statistics

RESAMPLES = 5000


def median_with_interval(values):
    """(median, low, high): the median and its 95 % bootstrap interval. The seed is fixed: same data, same result."""
    source = random.Random(1)
    medians = sorted(statistics.median(source.choices(values, k=len(values))) for _ in range(RESAMPLES))
    return statistics.median(values), medians[int(RESAMPLES * 0.025)], medians[int(RESAMPLES * 0.975)]
