"""What the Grafana dashboards show: rows of panels with their expressions; `dashboards.py` writes them."""

from __future__ import annotations

from typing import Final

from dashboard_parts import Dashboard, Panel, p99, quantile, rate

SENTIMENT: Final = (
    "sum by (sentiment) (increase(antiphon_scorer_scored_items_total[1h])) / ignoring (sentiment) group_left "
    "sum(increase(antiphon_scorer_scored_items_total[1h]))"
)
CPU: Final = 'sum by (pod) (rate(process_cpu_seconds_total{job="$service"}[$__rate_interval]))'
BLIND: Final = "sum by (source_type, reason) (increase(antiphon_listener_blind_seconds_total[1h])) / 60"
EXPIRY: Final = "min by (service) (antiphon_rpc_certificate_expiry_timestamp_seconds) - time()"

OVERVIEW = Dashboard(
    "overview",
    "Antiphon / Overview",
    (
        (
            "Is it well?",
            (
                Panel(
                    "Calls that fail",
                    "Share of calls that failed by our fault; the objective is 0.1 %.",
                    (
                        ("antiphon:rpc_errors:ratio_rate5m", "5 minutes"),
                        ("antiphon:rpc_errors:ratio_rate1h", "hour"),
                    ),
                    "percentunit",
                ),
                Panel(
                    "From collection to the queue",
                    "99th percentile; the objective is ten seconds.",
                    (("antiphon:queue_seconds:p99_5m", "p99"),),
                    "s",
                ),
                Panel(
                    "Services",
                    "Replicas that are scraped, by version.",
                    (
                        (
                            "count by (service, version) (antiphon_process_build_info)",
                            "{{service}} {{version}}",
                        ),
                    ),
                    kind="stat",
                ),
            ),
        ),
        (
            "The flow",
            (
                Panel(
                    "Mentions a second",
                    "Received, asked for by a query, scored, decided, archived.",
                    (
                        (rate("antiphon_listener_received_mentions_total"), "received"),
                        (rate("antiphon_listener_collected_mentions_total"), "collected"),
                        (rate("antiphon_scorer_scored_items_total"), "scored"),
                        (rate("antiphon_router_decisions_total"), "decided"),
                        (rate("antiphon_insights_archived_mentions_total"), "archived"),
                    ),
                    "ops",
                ),
                Panel(
                    "Age at each stage",
                    "99th percentile since publication by the network's clock.",
                    ((p99("antiphon_mentions_freshness_seconds", "stage"), "{{stage}}"),),
                    "s",
                ),
                Panel(
                    "Oldest message",
                    "Of each consumer, not acknowledged yet.",
                    (("max by (consumer) (antiphon_bus_oldest_age_seconds)", "{{consumer}}"),),
                    "s",
                ),
                Panel(
                    "Lag",
                    "Messages a consumer has not been given; a message is a batch.",
                    (("max by (consumer) (antiphon_bus_lag_messages)", "{{consumer}}"),),
                ),
            ),
        ),
        (
            "The log",
            (
                Panel(
                    "Fill",
                    "Of each stream; it refuses at 100 %.",
                    (("max by (stream) (antiphon_bus_stream_fill_ratio)", "{{stream}}"),),
                    "percentunit",
                ),
                Panel(
                    "Hours until full",
                    "At the pace of the last hour; absent where a stream does not grow.",
                    (("antiphon:stream_fill:hours_left", "{{stream}}"),),
                    "h",
                ),
                Panel(
                    "Given up, tried again, paused",
                    "Dead letters that wait, messages that wait for another try, consumers that are paused.",
                    (
                        (
                            "max by (consumer) (antiphon_bus_waiting_letters_messages)",
                            "letters of {{consumer}}",
                        ),
                        ("max by (consumer) (antiphon_bus_retry_messages)", "retries of {{consumer}}"),
                        ("max by (consumer) (antiphon_bus_paused_info)", "{{consumer}} paused"),
                        (
                            "max by (consumer) (antiphon_bus_redelivered_messages)",
                            "{{consumer}} handed out again",
                        ),
                    ),
                ),
                Panel(
                    "Outboxes",
                    "Committed events that are not on the log yet.",
                    (("sum by (service) (antiphon_store_outbox_events)", "{{service}}"),),
                ),
            ),
        ),
        (
            "Outside",
            (
                Panel(
                    "What sources see",
                    "Sources by sight.",
                    (("sum by (sight, cause) (antiphon_listener_sights)", "{{sight}} {{cause}}"),),
                ),
                Panel(
                    "Answers",
                    "Deliveries by what became of them.",
                    (
                        (
                            rate("antiphon_listener_deliveries_total", "network, state"),
                            "{{network}} {{state}}",
                        ),
                    ),
                    "ops",
                ),
                Panel(
                    "Certificates",
                    "Time until each runs out.",
                    (
                        (
                            EXPIRY,
                            "{{service}}",
                        ),
                    ),
                    "s",
                ),
            ),
        ),
    ),
)

SERVICE = Dashboard(
    "service",
    "Antiphon / One service",
    (
        (
            "Calls",
            (
                Panel(
                    "Calls a second",
                    "By method.",
                    ((rate("antiphon_rpc_requests_total", "method", '{job="$service"}'), "{{method}}"),),
                    "ops",
                ),
                Panel(
                    "Refusals and faults",
                    "By code, without OK.",
                    (
                        (
                            rate("antiphon_rpc_requests_total", "code", '{job="$service",code!="OK"}'),
                            "{{code}}",
                        ),
                    ),
                    "ops",
                ),
                Panel(
                    "Duration",
                    "99th percentile by method.",
                    ((p99("antiphon_rpc_seconds", "method", '{job="$service"}'), "{{method}}"),),
                    "s",
                ),
                Panel(
                    "Being answered",
                    "Calls at this moment, by pod.",
                    (('sum by (pod) (antiphon_rpc_running_calls{job="$service"})', "{{pod}}"),),
                ),
            ),
        ),
        (
            "Work",
            (
                Panel(
                    "Items handled",
                    "By consumer and outcome.",
                    (
                        (
                            rate(
                                "antiphon_bus_consumed_items_total", "consumer, outcome", '{job="$service"}'
                            ),
                            "{{consumer}} {{outcome}}",
                        ),
                    ),
                    "ops",
                ),
                Panel(
                    "Time for a message",
                    "99th percentile by consumer.",
                    ((p99("antiphon_bus_handler_seconds", "consumer", '{job="$service"}'), "{{consumer}}"),),
                    "s",
                ),
                Panel(
                    "Publishing",
                    "99th percentile until the log acknowledges, by stream.",
                    ((p99("antiphon_bus_publish_seconds", "stream", '{job="$service"}'), "{{stream}}"),),
                    "s",
                ),
                Panel(
                    "Transactions",
                    "99th percentile by kind.",
                    ((p99("antiphon_store_transaction_seconds", "kind", '{job="$service"}'), "{{kind}}"),),
                    "s",
                ),
            ),
        ),
        (
            "Process",
            (
                Panel(
                    "CPU",
                    "Cores by pod.",
                    (
                        (
                            CPU,
                            "{{pod}}",
                        ),
                    ),
                ),
                Panel(
                    "Memory",
                    "Resident, by pod.",
                    (('sum by (pod) (process_resident_memory_bytes{job="$service"})', "{{pod}}"),),
                    "bytes",
                ),
                Panel(
                    "Failed tasks",
                    "Background work that ended in an error.",
                    ((rate("antiphon_process_task_failures_total", "pod", '{job="$service"}'), "{{pod}}"),),
                    "ops",
                ),
            ),
        ),
    ),
    (("service", "label_values(antiphon_process_build_info, job)"),),
)

CARE = Dashboard(
    "care",
    "Antiphon / Care",
    (
        (
            "Now",
            (
                Panel(
                    "Opportunities",
                    "By state.",
                    (("max by (state) (antiphon_router_opportunities)", "{{state}}"),),
                ),
                Panel(
                    "Promises at risk",
                    "Missed, and due within a quarter of an hour.",
                    (("max by (deadline) (antiphon_router_risky_opportunities)", "{{deadline}}"),),
                    kind="stat",
                ),
                Panel(
                    "Waiting for nobody",
                    "Queues and demands that no agent meets.",
                    (("max(antiphon_router_unserved_lanes)", "lanes"),),
                    kind="stat",
                ),
            ),
        ),
        (
            "How fast",
            (
                Panel(
                    "From the queue to an agent",
                    "Median and 95th percentile of the time until somebody takes it.",
                    tuple(
                        (quantile(share, "antiphon_router_claim_wait_seconds"), word)
                        for share, word in ((0.5, "median"), (0.95, "p95"))
                    ),
                    "s",
                ),
                Panel(
                    "From sending to sent",
                    "95th percentile of the time an accepted answer takes.",
                    ((quantile(0.95, "antiphon_router_outbox_seconds"), "p95"),),
                    "s",
                ),
                Panel(
                    "Deadlines",
                    "Told as near and as missed, by clock.",
                    ((rate("antiphon_router_deadlines_total", "clock, event"), "{{clock}} {{event}}"),),
                    "ops",
                ),
                Panel(
                    "Answers",
                    "By what became of them.",
                    ((rate("antiphon_router_replies_total", "state"), "{{state}}"),),
                    "ops",
                ),
                Panel(
                    "Answers without an end",
                    "On their way, or waiting for a person: held, to be approved, unconfirmed.",
                    (("sum by (state) (antiphon_router_outbox_replies)", "{{state}}"),),
                ),
                Panel(
                    "Offers and vanished agents",
                    "Offered by the router; leases that ran out.",
                    (
                        (rate("antiphon_router_offers_total"), "offers"),
                        (rate("antiphon_router_expired_leases_total"), "leases that ran out"),
                    ),
                    "ops",
                ),
            ),
        ),
    ),
)

MARKETING = Dashboard(
    "marketing",
    "Antiphon / Marketing",
    (
        (
            "What is said",
            (
                Panel(
                    "Mentions",
                    "That a query asked for, by type of source, in the last hour.",
                    (
                        (
                            "sum by (source_type) (increase(antiphon_listener_collected_mentions_total[1h]))",
                            "{{source_type}}",
                        ),
                    ),
                ),
                Panel(
                    "Sentiment",
                    "Share of each, of what was scored in the last hour.",
                    ((SENTIMENT, "{{sentiment}}"),),
                    "percentunit",
                ),
                Panel(
                    "Languages",
                    "Of what was scored in the last hour.",
                    (("sum by (language) (increase(antiphon_scorer_languages_total[1h]))", "{{language}}"),),
                ),
            ),
        ),
        (
            "What we see of it",
            (
                Panel(
                    "Sources",
                    "By how much they see: a fall in mentions may be ours.",
                    (
                        (
                            "sum by (source_type, sight) (antiphon_listener_sights)",
                            "{{source_type}} {{sight}}",
                        ),
                    ),
                ),
                Panel(
                    "Budgets",
                    "Largest used share of a month's budget, by type of source.",
                    (("max by (source_type) (antiphon_listener_budget_used_ratio)", "{{source_type}}"),),
                    "percentunit",
                ),
                Panel(
                    "Blind",
                    "Minutes an hour that sources could not see, by reason.",
                    (
                        (
                            BLIND,
                            "{{source_type}} {{reason}}",
                        ),
                    ),
                    "m",
                ),
            ),
        ),
    ),
)

DASHBOARDS: Final = (OVERVIEW, SERVICE, CARE, MARKETING)
