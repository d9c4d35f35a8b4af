from __future__ import annotations

import dataclasses
import re
from pathlib import Path

import pytest

from services.common import config
from services.common.config import loader


def test_an_empty_environment_gives_the_defaults():
    assert config.load({}) == config.Settings()


def test_variables_of_others_are_left_alone():
    assert config.load({"PATH": "/bin", "NATS_URL": "x"}) == config.Settings()


@pytest.mark.parametrize(
    ("key", "text", "group", "field", "expected"),
    [
        ("ANTIPHON_BUS_URL", "nats://log:4222", "bus", "url", "nats://log:4222"),
        ("ANTIPHON_BUS_BATCH_MAX_ITEMS", " 250 ", "bus", "batch_max_items", 250),
        ("ANTIPHON_BUS_PAUSE_DEAD_SHARE", "0.25", "bus", "pause_dead_share", 0.25),
        ("ANTIPHON_DATA_FOLDER", "/var/lib/antiphon", "data", "folder", Path("/var/lib/antiphon")),
        ("ANTIPHON_BUS_TOKEN_FILE", "/run/token", "bus", "token_file", Path("/run/token")),
        ("ANTIPHON_BUS_TOKEN_FILE", "", "bus", "token_file", None),
        (
            "ANTIPHON_AUTH_VERIFY_KEY_FILES",
            "a.pem, b.pem,",
            "auth",
            "verify_key_files",
            (Path("a.pem"), Path("b.pem")),
        ),
        ("ANTIPHON_AUTH_VERIFY_KEY_FILES", "", "auth", "verify_key_files", ()),
        ("ANTIPHON_OBS_LOG_FORMAT", "JSON", "obs", "log_format", "json"),
        ("ANTIPHON_STORE_SQLITE_SYNCHRONOUS", "normal", "store", "sqlite_synchronous", "NORMAL"),
        ("ANTIPHON_OBS_METRICS_PORT", "-1", "obs", "metrics_port", -1),
    ],
)
def test_a_variable_sets_its_field_in_the_declared_type(key, text, group, field, expected):
    value = getattr(getattr(config.load({key: text}), group), field)
    assert value == expected
    assert type(value) is type(expected)


def test_a_home_folder_is_written_out():
    folder = config.load({"ANTIPHON_DATA_FOLDER": "~/antiphon"}).data.folder
    assert folder == Path("~/antiphon").expanduser()


def test_only_the_named_field_changes():
    changed = config.load({"ANTIPHON_ROUTER_LEASE_SECONDS": "60"})
    assert changed.router.lease_seconds == 60
    assert dataclasses.replace(changed, router=config.Settings().router) == config.Settings()


def test_settings_cannot_be_changed_afterwards():
    with pytest.raises(dataclasses.FrozenInstanceError):
        config.Settings().bus.url = "nats://other:4222"  # type: ignore[misc]


@pytest.mark.parametrize(
    ("key", "text", "sentence"),
    [
        (
            "ANTIPHON_BUS_BATCH_MAX_ITEMS",
            "many",
            "ANTIPHON_BUS_BATCH_MAX_ITEMS cannot be 'many'; set it to a whole number.",
        ),
        (
            "ANTIPHON_BUS_BATCH_MAX_ITEMS",
            "0",
            "ANTIPHON_BUS_BATCH_MAX_ITEMS cannot be '0'; set it between 1 and 100,000.",
        ),
        ("ANTIPHON_OBS_TRACE_RATIO", "nan", "ANTIPHON_OBS_TRACE_RATIO cannot be 'nan'; set it to a number."),
        (
            "ANTIPHON_OBS_TRACE_RATIO",
            "1.5",
            "ANTIPHON_OBS_TRACE_RATIO cannot be '1.5'; set it between 0 and 1.",
        ),
        ("ANTIPHON_OBS_TRACE_RATIO", "", "ANTIPHON_OBS_TRACE_RATIO cannot be ''; set it to a number."),
        (
            "ANTIPHON_OBS_LOG_FORMAT",
            "xml",
            "ANTIPHON_OBS_LOG_FORMAT cannot be 'xml'; set it to one of console, json.",
        ),
        ("ANTIPHON_DATA_FOLDER", "", "ANTIPHON_DATA_FOLDER cannot be ''; set it to a path."),
        ("ANTIPHON_BUS_URLS", "x", "ANTIPHON_BUS_URLS is not a setting; did you mean ANTIPHON_BUS_URL?"),
        (
            "ANTIPHON_RPC_DEADLINE",
            "5",
            "ANTIPHON_RPC_DEADLINE is not a setting; did you mean ANTIPHON_RPC_DEADLINE_SECONDS?",
        ),
        (
            "ANTIPHON_ZZZ",
            "x",
            "ANTIPHON_ZZZ is not a setting; remove it; docs/reference/settings.md lists all.",
        ),
    ],
)
def test_a_fault_is_a_sentence_with_key_value_and_remedy(key, text, sentence):
    with pytest.raises(config.SettingsError) as caught:
        config.load({key: text})
    assert caught.value.faults == (sentence,)


@pytest.mark.parametrize(
    ("key", "meant"),
    [
        ("ANTIPHON_ROUTR_LEASE_SECONDS", "ANTIPHON_ROUTER_LEASE_SECONDS"),
        ("ANTIPHON_ROUTER_LEASE_SECS", "ANTIPHON_ROUTER_LEASE_SECONDS"),
        ("ANTIPHON_LEASE_SECONDS", "ANTIPHON_LISTENER_LEASE_SECONDS or ANTIPHON_ROUTER_LEASE_SECONDS"),
        ("ANTIPHON_BUS_LEASE_SECONDS", "ANTIPHON_ROUTER_LEASE_SECONDS or ANTIPHON_LISTENER_LEASE_SECONDS"),
        ("ANTIPHON_OBS_LOGLEVEL", "ANTIPHON_OBS_LOG_LEVEL"),
        ("ANTIPHON_LOG_LEVEL", "ANTIPHON_OBS_LOG_LEVEL"),
        ("ANTIPHON_DATABASE_URL", "ANTIPHON_BUS_URL or ANTIPHON_STORE_URL"),
        ("ANTIPHON_DATA_FOLDR", "ANTIPHON_DATA_FOLDER"),
    ],
)
def test_the_nearest_key_is_offered_by_group_and_field(key, meant):
    with pytest.raises(config.SettingsError) as caught:
        config.load({key: "x"})
    assert caught.value.faults == (f"{key} is not a setting; did you mean {meant}?",)


@pytest.mark.parametrize(
    ("key", "group"), [("ANTIPHON_LISTENR_X", "LISTENER"), ("ANTIPHON_SCORRER", "SCORER")]
)
def test_a_misspelled_group_offers_its_own_fields_only(key, group):
    with pytest.raises(config.SettingsError) as caught:
        config.load({key: "x"})
    (fault,) = caught.value.faults
    offered = re.findall(r"ANTIPHON_\w+", fault)[1:]
    assert 1 <= len(offered) <= 3
    assert all(name.startswith(f"ANTIPHON_{group}_") for name in offered)


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("ANTIPHON_CONSOLE_PORT", "tcp://10.0.0.1:8700"),
        ("ANTIPHON_ROUTER_SERVICE_HOST", "10.0.0.1"),
        ("ANTIPHON_ROUTER_SERVICE_PORT_GRPC", "8703"),
        ("ANTIPHON_ROUTER_PORT_8703_TCP_ADDR", "10.0.0.1"),
    ],
)
def test_what_kubernetes_adds_by_itself_is_explained(key, text):
    with pytest.raises(config.SettingsError) as caught:
        config.load({key: text})
    assert caught.value.faults == (
        f"{key} comes from Kubernetes, not from you; set enableServiceLinks: false on the pod.",
    )


def test_all_faults_are_told_at_once():
    with pytest.raises(config.SettingsError) as caught:
        config.load(
            {"ANTIPHON_BUS_URLS": "x", "ANTIPHON_OBS_LOG_LEVEL": "loud", "ANTIPHON_CONSOLE_PORT": "-5"}
        )
    assert [fault.split()[0] for fault in caught.value.faults] == [
        "ANTIPHON_BUS_URLS",
        "ANTIPHON_CONSOLE_PORT",
        "ANTIPHON_OBS_LOG_LEVEL",
    ]


def test_a_secret_is_not_repeated(monkeypatch):
    def refuse(text: str, annotation: object) -> object:
        raise loader.values.BadValue("set it to an address")

    monkeypatch.setattr(loader.values, "parse", refuse)
    with pytest.raises(config.SettingsError) as caught:
        config.load({"ANTIPHON_STORE_URL": "postgresql://antiphon:hunter2@db/antiphon"})
    assert "hunter2" not in str(caught.value)
    assert "ANTIPHON_STORE_URL" in str(caught.value)


def test_a_secret_does_not_show_in_the_settings_themselves():
    loaded = config.load({"ANTIPHON_STORE_URL": "postgresql://antiphon:hunter2@db/antiphon"})
    assert "hunter2" in loaded.store.url
    assert "hunter2" not in repr(loaded)


def test_every_default_passes_its_own_declaration():
    for variable in loader.variables():
        text = (
            ",".join(map(str, variable.default)) if isinstance(variable.default, tuple) else variable.default
        )
        loaded = config.load({variable.key: "" if text is None else str(text)})
        assert getattr(getattr(loaded, variable.group), variable.field) == variable.default, variable.key


def test_a_service_without_grpc_has_no_address():
    assert config.RpcSettings().address_of("router") == "127.0.0.1:8703"
    with pytest.raises(ValueError, match="console serves no gRPC"):
        config.RpcSettings().address_of("console")


def test_a_stream_that_holds_too_few_batches_is_refused_with_both_keys_and_the_least_value():
    chosen = {"ANTIPHON_BUS_STREAM_MAX_BYTES": "1048576", "ANTIPHON_BUS_BATCH_MAX_BYTES": "104858"}
    with pytest.raises(config.SettingsError) as refused:
        config.load(chosen)
    (sentence,) = refused.value.faults
    assert sentence.startswith("ANTIPHON_BUS_STREAM_MAX_BYTES cannot be '1048576'")
    assert "ANTIPHON_BUS_BATCH_MAX_BYTES is 104858; set it to at least 1048580" in sentence
    with pytest.raises(config.SettingsError, match="at least 10485760"):
        config.load({"ANTIPHON_BUS_STREAM_MAX_BYTES": "1048576"})


def test_a_stream_of_just_enough_batches_is_taken():
    settings = config.load({"ANTIPHON_BUS_STREAM_MAX_BYTES": "10485760"})
    assert settings.bus.stream_max_bytes == 10 * settings.bus.batch_max_bytes


@pytest.mark.parametrize("url", ["ws://log:8080", "nats://log:4222, wss://log"])
def test_a_websocket_of_the_log_is_refused_with_what_to_name_instead(url):
    with pytest.raises(config.SettingsError, match=r"ANTIPHON_BUS_URL names a WebSocket.*nats://"):
        config.load({"ANTIPHON_BUS_URL": url})
