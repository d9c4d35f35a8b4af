"""Every metric of every service, declared once: `antiphon_<service>_<what>_<unit>`.

Dashboards, alerts and the reference page read this list. Labels hold names from short closed lists
(a network, a state, a method, a source of ours), never an id, a text or a person.
"""

from __future__ import annotations

from services.common.obs.declaring import BATCH_ITEMS, FRESH_SECONDS, WAIT_SECONDS, counter, gauge, histogram

# Calls between services.
RPC_REQUESTS = counter(
    "antiphon_rpc_requests_total", "Calls answered, by method and status code.", ["method", "code"]
)
RPC_SECONDS = histogram(
    "antiphon_rpc_seconds", "Time from the call's arrival to its last answer.", ["method"]
)
RPC_RUNNING = gauge("antiphon_rpc_running_calls", "Calls being answered now.")

RPC_CERTIFICATE_EXPIRY = gauge(
    "antiphon_rpc_certificate_expiry_timestamp_seconds",
    "When the certificate this process shows runs out, as seconds since 1970; absent where calls are plain.",
    ["service"],
)

# The log.
BUS_PUBLISHED_BATCHES = counter(
    "antiphon_bus_published_batches_total", "Messages the log has acknowledged.", ["stream"]
)
BUS_PUBLISHED_ITEMS = counter(
    "antiphon_bus_published_items_total", "Items in messages the log has acknowledged.", ["stream"]
)
BUS_PUBLISHED_BYTES = counter(
    "antiphon_bus_published_bytes_total", "Bytes of messages the log has acknowledged.", ["stream"]
)
BUS_PUBLISH_SECONDS = histogram(
    "antiphon_bus_publish_seconds", "Time from sending a message to the log's acknowledgement.", ["stream"]
)
BUS_PUBLISH_RETRIES = counter(
    "antiphon_bus_publish_retries_total", "Messages sent again because no acknowledgement came.", ["stream"]
)
BUS_REFUSED_BATCHES = counter(
    "antiphon_bus_refused_batches_total", "Messages the log refused because it is full.", ["stream"]
)
BUS_BATCH_ITEMS = histogram(
    "antiphon_bus_batch_items", "Items of a published batch.", ["stream"], buckets=BATCH_ITEMS
)
BUS_CONSUMED_ITEMS = counter(
    "antiphon_bus_consumed_items_total",
    "Items handled, by consumer and outcome (done, later, never).",
    ["consumer", "outcome"],
)
BUS_CONSUMED_BATCHES = counter(
    "antiphon_bus_consumed_batches_total", "Messages handled and acknowledged, by consumer.", ["consumer"]
)
BUS_HANDLER_SECONDS = histogram(
    "antiphon_bus_handler_seconds", "Time a consumer's handler takes for one message.", ["consumer"]
)
BUS_DEAD_LETTERS = counter("antiphon_bus_dead_letters_total", "Items given up, by consumer.", ["consumer"])
BUS_WAITING_LETTERS = gauge(
    "antiphon_bus_waiting_letters_messages",
    "Dead letters on the log that wait for a person, by consumer; alert above 0.",
    ["consumer"],
)
BUS_SUSPECTS = counter(
    "antiphon_bus_suspects_total", "Messages processed item by item after repeated deliveries.", ["consumer"]
)
BUS_LAG_MESSAGES = gauge(
    "antiphon_bus_lag_messages", "Messages on the log a consumer has not been given yet.", ["consumer"]
)
BUS_IN_FLIGHT_MESSAGES = gauge(
    "antiphon_bus_in_flight_messages", "Messages given to a consumer and not acknowledged yet.", ["consumer"]
)
BUS_OLDEST_SECONDS = gauge(
    "antiphon_bus_oldest_age_seconds",
    "Age of the oldest message that a consumer has not acknowledged, 0 when none is; told by the router.",
    ["consumer"],
)
BUS_REDELIVERED_MESSAGES = gauge(
    "antiphon_bus_redelivered_messages",
    "Messages in a consumer's hands that were handed out more than once; told by the router.",
    ["consumer"],
)
BUS_RETRY_MESSAGES = gauge(
    "antiphon_bus_retry_messages",
    "Messages that wait for another try, by consumer; told by the router.",
    ["consumer"],
)
BUS_PAUSED = gauge(
    "antiphon_bus_paused_info", "1 while a consumer is paused on the server, else 0.", ["consumer"]
)
BUS_STREAM_FILL = gauge(
    "antiphon_bus_stream_fill_ratio", "Used share of a stream's bytes, 0 to 1; it refuses at 1.", ["stream"]
)
BUS_CONNECTED = gauge("antiphon_bus_connected_info", "1 while the log is connected, else 0.")

# The database.
STORE_TRANSACTION_SECONDS = histogram(
    "antiphon_store_transaction_seconds", "Time of one transaction, waiting included.", ["service", "kind"]
)
STORE_RETRIES = counter(
    "antiphon_store_retries_total", "Transactions tried again after a conflict.", ["service"]
)
STORE_WRITTEN_ROWS = counter(
    "antiphon_store_written_rows_total", "Rows written by bulk statements, by table.", ["service", "table"]
)
STORE_RETIRED_ROWS = counter(
    "antiphon_store_retired_rows_total",
    "Rows dropped because their retention was over, by table.",
    ["service", "table"],
)
STORE_OUTBOX_EVENTS = gauge(
    "antiphon_store_outbox_events", "Committed events not yet published.", ["service"]
)

# A mention's way.
FRESHNESS_SECONDS = histogram(
    "antiphon_mentions_freshness_seconds",
    "Time from a post's publication, by its network's clock, to its stage: collected, scored, queued; one "
    "mention of each batch.",
    ["stage"],
    buckets=FRESH_SECONDS,
)

# The listener.
MENTIONS_RECEIVED = counter(
    "antiphon_listener_received_mentions_total", "Mentions received, by type of source.", ["source_type"]
)
MENTIONS_COLLECTED = counter(
    "antiphon_listener_collected_mentions_total",
    "Mentions a query asked for that are safely on the log, by type of source.",
    ["source_type"],
)
MENTIONS_UNMATCHED = counter(
    "antiphon_listener_unmatched_mentions_total",
    "Mentions dropped because no query asked for them, by type of source.",
    ["source_type"],
)
MENTIONS_REPEATED = counter(
    "antiphon_listener_repeated_mentions_total",
    "Mentions and deletions that a source brought again and that did not go onto the log again, by type.",
    ["source_type"],
)
RECORD_FAULTS = counter(
    "antiphon_listener_record_faults_total",
    "Records that could not be read, by type of source.",
    ["source_type"],
)
SOURCES = gauge("antiphon_listener_sources", "Sources, by type and state.", ["source_type", "state"])
COVERAGE_BLIND_SECONDS = counter(
    "antiphon_listener_blind_seconds_total",
    "Time a source could not see, by type and reason.",
    ["source_type", "reason"],
)
SIGHTS = gauge(
    "antiphon_listener_sights",
    "Sources by how much they see now (full, partial, blind) and why not all "
    "(down, paused, revoked, changed, back_pressure, quota, sampled, limited, suspect, or none).",
    ["source_type", "sight", "cause"],
)
BUDGET_SHARE = gauge(
    "antiphon_listener_budget_used_ratio",
    "Largest share of its month's budget that a source of a type has used.",
    ["source_type"],
)
BUDGET_RUNS_OUT_SECONDS = gauge(
    "antiphon_listener_budget_left_seconds",
    "Time until the first budget of a type of source runs out at its present pace; absent where all last.",
    ["source_type"],
)
CHECKPOINT_AGE_SECONDS = gauge(
    "antiphon_listener_checkpoint_age_seconds",
    "Time since the oldest checkpoint of a type of source moved.",
    ["source_type"],
)
ACCOUNT_EXPIRY_SECONDS = gauge(
    "antiphon_listener_account_expiry_seconds",
    "Time until the account of a source must be connected anew; alert below a week.",
    ["source_type", "source"],
)
BACKFILLED_MENTIONS = counter(
    "antiphon_listener_backfilled_mentions_total", "Mentions that backfills brought onto the log."
)
EVENT_DELIVERIES = counter(
    "antiphon_listener_event_deliveries_total",
    "Changes offered to systems of customers, by outcome (taken, queued for another try, given_up).",
    labels=("outcome",),
)
DELIVERIES = counter(
    "antiphon_listener_deliveries_total",
    "Deliveries that reached a state, by network and state.",
    ["network", "state"],
)
WEBHOOK_REQUESTS = counter(
    "antiphon_listener_webhook_requests_total",
    "Requests that networks made to us, by source type and outcome (taken, repeated, answered, refused, "
    "paused, full, failed, unknown).",
    ["type", "outcome"],
)

# The scorer.
SCORED_ITEMS = counter(
    "antiphon_scorer_scored_items_total",
    "Mentions scored, by sentiment: negative, neutral, positive, or none where the analyzers abstain.",
    ["sentiment"],
)
SCORE_SECONDS = histogram(
    "antiphon_scorer_batch_seconds", "Time an analyzer takes for one batch.", ["analyzer"]
)
ANALYZED_TEXTS = counter("antiphon_scorer_analyzed_texts_total", "Texts given to an analyzer.", ["analyzer"])
SCORE_FAULTS = counter(
    "antiphon_scorer_faults_total", "Texts an analyzer failed on, by analyzer.", ["analyzer"]
)
SCORED_LANGUAGES = counter(
    "antiphon_scorer_languages_total",
    "Mentions scored, by language; rare ones count as `other`.",
    ["language"],
)
SHADOW_TEXTS = counter(
    "antiphon_scorer_shadow_texts_total",
    "Texts that a candidate scored beside the live scorer, by analyzer and agreement: same (numbers: within "
    "5 of 100 points), different, candidate silent, live silent, candidate failed.",
    ["analyzer", "agreement"],
)
SHADOW_SECONDS = counter(
    "antiphon_scorer_shadow_seconds_total", "Time a candidate took for its share of the batches."
)

# The router.
DECISIONS = counter("antiphon_router_decisions_total", "Mentions decided, by outcome.", ["outcome"])
OPPORTUNITIES = gauge("antiphon_router_opportunities", "Opportunities, by state.", ["state"])
DEADLINES_AT_RISK = gauge(
    "antiphon_router_risky_opportunities",
    "Opportunities under way whose next deadline is missed or comes within a quarter of an hour, by which: "
    "missed, near.",
    ["deadline"],
)
OPPORTUNITY_WAIT_SECONDS = histogram(
    "antiphon_router_claim_wait_seconds", "Time from creation to claim.", buckets=WAIT_SECONDS
)
QUEUE_SECONDS = histogram(
    "antiphon_router_source_to_queue_seconds", "Time from a mention's collection to its place in the queue."
)
OUTBOX_REPLIES = gauge(
    "antiphon_router_outbox_replies",
    "Replies of conversations under way that have not come to an end, by state; unconfirmed ones wait for a "
    "person who looks on the network whether they are there.",
    ["state"],
)
REPLIES = counter("antiphon_router_replies_total", "Replies that reached a state, by state.", ["state"])
OUTBOX_SECONDS = histogram(
    "antiphon_router_outbox_seconds", "Time from accepting a reply to its outcome.", buckets=WAIT_SECONDS
)
OFFERS = counter("antiphon_router_offers_total", "Opportunities offered to agents by the router.")
PUSH_SECONDS = histogram(
    "antiphon_router_push_seconds", "Time of one round of offers that made some, from question to commit."
)
UNSERVED_LANES = gauge(
    "antiphon_router_unserved_lanes",
    "Queues and demands in which something waits that nobody can take as things are set up; alert above 0.",
)
LEASES_EXPIRED = counter("antiphon_router_expired_leases_total", "Leases that ran out unrenewed.")
DEADLINES = counter(
    "antiphon_router_deadlines_total",
    "Deadlines by clock (first_answer, next_answer, resolution), when about to be missed (near) and missed.",
    labels=("clock", "event"),
)

# Insights.
ARCHIVED_MENTIONS = counter(
    "antiphon_insights_archived_mentions_total", "Mentions written to the archive, new or newer."
)
CHANNEL_DELIVERIES = counter(
    "antiphon_insights_channel_deliveries_total",
    "Tries to tell channels of alerts and reports, by what came of them (delivered, queued, given_up).",
    ["state"],
)
ARCHIVE_DELETIONS = counter(
    "antiphon_insights_deletions_total", "Mentions removed from the archive, by cause.", ["cause"]
)
ERASURES = counter("antiphon_insights_erasures_total", "Authors forgotten.")
CORRECTIONS = counter(
    "antiphon_insights_corrections_total",
    "Answers of people that differ from what they said before, by question: "
    "sentiment, spam, should_answer, relevant.",
    ["question"],
)

# The console.
LIVE_CLIENTS = gauge("antiphon_console_live_clients", "Browsers that follow the live page.")
HTTP_REQUESTS = counter(
    "antiphon_console_http_requests_total", "HTTP requests, by route and status class.", ["route", "status"]
)
HTTP_SECONDS = histogram(
    "antiphon_console_http_seconds", "Time to answer an HTTP request, by route.", ["route"]
)

PUSHES = counter(
    "antiphon_console_pushes_total",
    "Notices given to the push services of browsers: sent, gone (forgotten since), refused, or away.",
    ["outcome"],
)

# The process.
TASK_FAILURES = counter("antiphon_process_task_failures_total", "Background tasks that ended in an error.")
BUILD_INFO = gauge("antiphon_process_build_info", "Always 1; says what runs here.", ["service", "version"])
