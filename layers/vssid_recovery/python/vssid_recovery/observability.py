"""One logger and one set of metrics for a function. People appear as shortened subjects only."""

from aws_lambda_powertools.logging import Logger
from aws_lambda_powertools.metrics import Metrics, MetricUnit

logger = Logger()
metrics = Metrics()


def count(name: str, **dimensions: str) -> None:
    """Add 1 to a metric, under the function's service name and `dimensions`."""
    for dimension, value in dimensions.items():
        metrics.add_dimension(dimension, value)
    metrics.add_metric(name, MetricUnit.Count, 1)
