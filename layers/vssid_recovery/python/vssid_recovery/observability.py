"""One logger for a function, and its counts. People appear in neither."""

from aws_lambda_powertools.logging import Logger
from aws_lambda_powertools.metrics import MetricUnit, single_metric

logger = Logger()


def count(name: str, **dimensions: str) -> None:
    """Add 1 to a metric, under the function's service name and `dimensions`.

    Each count is written on its own: a dimension of one must not cling to the next, or the
    alarms would look for metrics that are not there.
    """
    dimensions = {"service": logger.service, **dimensions}
    with single_metric(name, MetricUnit.Count, 1, default_dimensions=dimensions):
        pass


def gauge(name: str, seconds: float) -> None:
    """Tell how long something lasts by now, under the function's service name."""
    with single_metric(
        name, MetricUnit.Seconds, seconds, default_dimensions={"service": logger.service}
    ):
        pass
