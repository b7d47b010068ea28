"""What is measured on AWS: figures inside log lines, which CloudWatch takes out of them by itself.

This is the embedded metric format:
https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
Nothing is sent, and no request waits. Each name under each stage is one metric to pay for; ten a
month are free. ``docs/operating.md`` says when each one is written.
"""

import logging
from collections.abc import Mapping
from datetime import datetime
from typing import Any

NAMESPACE = "Poincon"
DIMENSION = "Stage"
MOST = 10

UNITS: Mapping[str, str] = {
    "Requests": "Count",
    "ServerErrors": "Count",
    "ScanMs": "Milliseconds",
    "OutboxOldestSeconds": "Seconds",
    "OutboxWaiting": "Count",
    "OutboxDead": "Count",
    "AuditDiffering": "Count",
    "ReportsLate": "Count",
    "CertificateDays": "Count",
}

log = logging.getLogger("poincon")


def measured(stage: str, at: datetime, figures: Mapping[str, float]) -> dict[str, Any]:
    """What makes metrics of a line with these facts; nothing where there is no stage.

    A name that is not in the table is a ``KeyError``.
    """
    listed = [{"Name": name, "Unit": UNITS[name]} for name in figures]
    if not (stage and listed):
        return {}
    directive = {"Namespace": NAMESPACE, "Dimensions": [[DIMENSION]], "Metrics": listed}
    about = {"Timestamp": round(at.timestamp() * 1000), "CloudWatchMetrics": [directive]}
    return {"_aws": about, DIMENSION: stage, **figures}


def note(stage: str, at: datetime, figures: Mapping[str, float]) -> None:
    """A line of its own, for what no other line tells."""
    if facts := measured(stage, at, figures):
        log.info("measured", extra={"facts": facts})
