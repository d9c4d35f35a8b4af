import json
import socket
import stat

from services.cli import embedded, ports


def test_every_part_gets_a_port_of_its_own(folder):
    endpoints = embedded.choose_endpoints(folder)
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


def test_ports_stay_the_same_from_start_to_start(folder):
    assert embedded.choose_endpoints(folder) == embedded.choose_endpoints(folder)


def test_a_port_that_is_taken_is_replaced(folder):
    first = embedded.choose_endpoints(folder)
    told = []
    with socket.create_server(("127.0.0.1", first.router)):
        second = embedded.choose_endpoints(folder, told.append)
    assert second.router != first.router
    assert second.nats == first.nats
    (sentence,) = told
    assert sentence == (
        f"The port {first.router} of router is taken by another program; it is {second.router} from now on."
    )
    assert embedded.choose_endpoints(folder, told.append) == second
    assert told == [sentence]


def test_no_port_is_one_that_the_system_gives_to_others(folder):
    embedded.choose_endpoints(folder)
    chosen = json.loads(folder.ports_file.read_text())
    assert {part for part, port in chosen.items() if port not in ports.safe()} <= {"console"}


def test_a_folder_of_old_gives_up_only_ports_that_the_system_gives_to_others(folder, free_port):
    folder.ports_file.write_text(json.dumps({"router": ports.given_out().start, "nats": free_port}))
    told = []
    chosen = embedded.choose_endpoints(folder, told.append)
    assert chosen.router in ports.safe()
    assert chosen.nats == free_port
    (sentence,) = told
    assert "of router can be any program's at any time" in sentence


def test_secrets_are_made_once_and_readable_by_their_owner_only(folder):
    secret = folder.secret(folder.nats_token_file)
    assert secret == folder.secret(folder.nats_token_file)
    assert len(secret) >= 32
    assert stat.S_IMODE(folder.nats_token_file.stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.path.stat().st_mode) == 0o700


def test_every_service_gets_settings_that_load(folder):
    from services.common import config

    endpoints = embedded.choose_endpoints(folder)
    for program in [
        *embedded.service_programs(folder, endpoints),
        embedded.sandbox_program(folder, endpoints, 100.0),
    ]:
        config.load(program.environment)
