import socket
import stat

from services.cli import embedded


def make_folder(tmp_path):
    folder = embedded.Folder(tmp_path / "data")
    folder.prepare()
    return folder


def test_every_part_gets_a_port_of_its_own(tmp_path):
    endpoints = embedded.choose_endpoints(make_folder(tmp_path))
    ports = [
        endpoints.nats,
        endpoints.listener,
        endpoints.scorer,
        endpoints.router,
        endpoints.insights,
        endpoints.console,
        endpoints.sandbox,
        *endpoints.metrics.values(),
    ]
    assert len(set(ports)) == len(ports)


def test_ports_stay_the_same_from_start_to_start(tmp_path):
    folder = make_folder(tmp_path)
    assert embedded.choose_endpoints(folder) == embedded.choose_endpoints(folder)


def test_a_port_that_is_taken_is_replaced(tmp_path):
    folder = make_folder(tmp_path)
    first = embedded.choose_endpoints(folder)
    with socket.create_server(("127.0.0.1", first.router)):
        second = embedded.choose_endpoints(folder)
    assert second.router != first.router
    assert second.nats == first.nats


def test_secrets_are_made_once_and_readable_by_their_owner_only(tmp_path):
    folder = make_folder(tmp_path)
    secret = folder.secret(folder.nats_token_file)
    assert secret == folder.secret(folder.nats_token_file)
    assert len(secret) >= 32
    assert stat.S_IMODE(folder.nats_token_file.stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.path.stat().st_mode) == 0o700


def test_every_service_gets_settings_that_load(tmp_path):
    from services.common import config

    folder = make_folder(tmp_path)
    endpoints = embedded.choose_endpoints(folder)
    for program in [
        *embedded.service_programs(folder, endpoints),
        embedded.sandbox_program(folder, endpoints, 100.0),
    ]:
        config.load(program.environment)
