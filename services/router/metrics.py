"""What an operator sees of the router's decisions."""

from prometheus_client import Counter, Histogram

CASES_OPENED = Counter("feedback_cases_opened_total", "Cases opened", ["severity"])
CASES_SCREENED = Counter(
    "feedback_cases_screened_total",
    "Cases that a person is to look at, since the channel is not sure of them",
)
REPORTS_JOINED = Counter("feedback_reports_joined_total", "Reports that joined a case of the same problem")
CASES_RAISED = Counter(
    "feedback_cases_graver_total", "Cases that became graver because of what joined them", ["severity"]
)
CASES_ENDED = Counter(
    "feedback_cases_ended_total", "Cases answered, by outcome, or left unanswered", ["outcome"]
)
CLIMBS = Counter("feedback_climbs_total", "Escalations raised because nobody spoke in time", ["severity"])
RELOADS = Counter("feedback_policy_reloads_total", "Times the policy was read again on SIGHUP", ["result"])
LOADED, REFUSED = RELOADS.labels("loaded"), RELOADS.labels("refused")
ROUTING_SECONDS = Histogram(
    "feedback_routing_seconds",
    "Time from the acceptance of a report to its case",
    buckets=(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 3600),
)
SWEPT = Counter("feedback_swept_total", "Reports and answers found unheard in the store", ["kind"])
RULES_FAILED = Counter(
    "feedback_router_rules_failed_total",
    "Times a rule of the policy could not be answered for a report",
    ["rule"],
)
