"""Tests of the random numbers, in the order of the page."""

from tests.statistics.random_numbers import (  # noqa: F401, I001 - the order is the page's
    uniform,
    sequence,
    stratified,
    normal,
    address,
    long,
)
