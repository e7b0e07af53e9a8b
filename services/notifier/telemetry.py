"""What an operator sees of the notifier."""

from prometheus_client import Counter, Gauge, Histogram

DELIVERIES = Counter("feedback_deliveries_total", "Deliveries that ended, by how", ["channel", "result"])
ATTEMPTS = Counter(
    "feedback_delivery_attempts_total", "Attempts to tell, by whether they were heard", ["channel", "heard"]
)
TOLD_SECONDS = Histogram(
    "feedback_told_seconds",
    "From the event to the listener's receipt",
    ["channel"],
    buckets=(0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 600, 3_600, 21_600, 86_400, 345_600),
)
WAITING = Gauge(
    "feedback_deliveries_waiting", "Deliveries that wait in this process and are not yet tried", ["channel"]
)
POSTPONED = Counter(
    "feedback_deliveries_postponed_total",
    "Deliveries put off because our own side could not speak",
    ["channel"],
)
RESTS = Counter(
    "feedback_listener_rests_total", "Times a listener failed again and again, and is left alone", ["channel"]
)
DISABLED = Counter("feedback_endpoints_disabled_total", "Listeners that were disabled", ["channel"])
UNHEARD = Counter("feedback_escalations_unheard_total", "Escalations to which nobody subscribes")
DIGESTS = Counter("feedback_digests_total", "Digests made")
REMADE = Counter("feedback_deliveries_remade_total", "Deliveries that the reconciler found missing")
RETOLD = Counter("feedback_receipts_retold_total", "Receipts of which the reconciler told the router again")
