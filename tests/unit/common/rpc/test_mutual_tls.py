from __future__ import annotations

import dataclasses
import functools
import time

import grpc
import grpc.aio
import pytest
from prometheus_client import REGISTRY

from antiphon.listening.v1 import listening_service_pb2 as listening
from antiphon.listening.v1 import listening_service_pb2_grpc as listening_grpc
from services.common import config
from services.common.rpc import asking, certificates, channels, health
from services.common.rpc.server import Server
from tests.fixtures import ports
from tests.fixtures.authority import PEM, Authority

SERVICE = "antiphon.listening.v1.ListeningService"
ACME = listening.GetBrandRequest(name="brands/acme")
EXPIRY = "antiphon_rpc_certificate_expiry_timestamp_seconds"


class Servicer(listening_grpc.ListeningServiceServicer):
    """Answers, and knows by which certificate it was asked."""

    def __init__(self):
        self.seen = []

    async def GetBrand(self, request, context):  # noqa: N802  # gRPC's name
        self.seen.append(context.auth_context().get("x509_pem_cert"))
        return listening.Brand(name=request.name)


@pytest.fixture
def authority():
    return Authority()


@pytest.fixture
def at_once(monkeypatch):
    """Files are looked at before every use."""
    monkeypatch.setattr(certificates, "LOOK_SECONDS", 0.0)


@pytest.fixture
def calling(signer, administrator):
    """Opens a channel for an administrator."""
    return functools.partial(channels.open, signer=signer, principal=administrator)


def shown(settings, files):
    return dataclasses.replace(settings, rpc=dataclasses.replace(settings.rpc, **files))


@pytest.fixture
def server_files(tmp_path, authority):
    return authority.issue(tmp_path / "server")


@pytest.fixture
async def running(settings, verifier, server_files, at_once):
    probed = f"127.0.0.1:{ports.free()}"
    ours = shown(settings, {**server_files, "health_listen": probed})
    server, servicer = Server(ours, service="listener", verifier=verifier), Servicer()
    server.add(listening_grpc.add_ListeningServiceServicer_to_server, servicer, SERVICE)
    port = await server.start()
    yield server, servicer, f"127.0.0.1:{port}", probed
    await server.drain()


def brands(channel):
    return listening_grpc.ListeningServiceStub(channel)


async def refused(channel):
    with pytest.raises(grpc.aio.AioRpcError) as raised:
        await brands(channel).GetBrand(ACME, timeout=5)
    return raised.value.code() is grpc.StatusCode.UNAVAILABLE


async def test_who_shows_a_certificate_of_our_authority_is_answered(
    running, settings, calling, authority, tmp_path
):
    caller = shown(settings, authority.issue(tmp_path / "caller"))
    async with calling(running[2], caller) as channel:
        assert (await brands(channel).GetBrand(ACME)).name == ACME.name


async def test_who_shows_none_or_one_of_another_authority_is_not(
    running, settings, calling, server_files, tmp_path
):
    stranger = Authority().issue(tmp_path / "stranger")
    stranger["tls_authority_file"] = server_files["tls_authority_file"]
    only_ours = grpc.ssl_channel_credentials(server_files["tls_authority_file"].read_bytes())

    async with calling(running[2], shown(settings, stranger)) as channel:
        assert await refused(channel)
    async with calling(running[2], settings, credentials=only_ours) as channel:
        assert await refused(channel)
    async with calling(running[2], settings) as channel:
        assert await refused(channel)


async def test_a_server_of_another_authority_is_not_called(running, settings, calling, tmp_path):
    caller = shown(settings, Authority().issue(tmp_path / "caller"))
    async with calling(running[2], caller) as channel:
        assert await refused(channel)


async def test_both_ends_take_new_certificates_while_they_run(
    running, settings, calling, authority, tmp_path
):
    _, servicer, address, _ = running
    caller = shown(settings, authority.issue(tmp_path / "caller"))
    async with calling(address, caller) as channel:
        stub = brands(channel)
        await stub.GetBrand(ACME)
        before = REGISTRY.get_sample_value(EXPIRY, {"service": "listener"})
        authority.issue(tmp_path / "caller")
        authority.issue(tmp_path / "server", days=20)
        await stub.GetBrand(ACME)

    assert len(set(map(str, servicer.seen))) == 2
    after = REGISTRY.get_sample_value(EXPIRY, {"service": "listener"})
    assert after - before == pytest.approx(10 * 86_400, abs=60)


async def test_an_authority_that_is_replaced_by_stages_loses_no_call(
    running, settings, calling, authority, tmp_path
):
    """Both are believed for a while, then the new one signs; no process is started again."""
    successor = Authority("antiphon-test-ca-2")
    caller = shown(settings, authority.issue(tmp_path / "caller"))
    async with calling(running[2], caller) as channel:
        stub = brands(channel)
        both = b"".join(one.certificate.public_bytes(PEM) for one in (authority, successor))
        for folder in ("server", "caller"):
            (tmp_path / folder / "tls_authority_file.pem").write_bytes(both)
            await stub.GetBrand(ACME)
        for folder in ("caller", "server"):
            successor.issue(tmp_path / folder)
            (tmp_path / folder / "tls_authority_file.pem").write_bytes(both)
            await stub.GetBrand(ACME)


def test_files_that_do_not_fit_leave_what_was_read_before(authority, tmp_path):
    files = authority.issue(tmp_path / "own")
    clock = iter(range(1000))
    read = certificates.Files(*files.values(), now=lambda: float(next(clock)))
    before = read.current()

    files["tls_key_file"].write_bytes(authority.issue(tmp_path / "other")["tls_key_file"].read_bytes())
    assert read.current() is before
    files["tls_key_file"].unlink()
    assert read.current() is before

    authority.issue(tmp_path / "own")
    assert read.current() is not before


@pytest.mark.parametrize("field", ["tls_certificate_file", "tls_key_file", "tls_authority_file"])
def test_a_start_with_a_file_that_is_none_says_which(authority, tmp_path, settings, field):
    files = authority.issue(tmp_path / "own")
    files[field].write_text("no certificate")
    with pytest.raises(certificates.CertificateProblem, match=str(files[field])):
        certificates.Files.of(shown(settings, files).rpc)


async def test_probes_need_no_certificate_and_readiness_follows(running, settings):
    server, _, _, probed = running
    assert await health.ask(probed, settings) is health.Health.NOT_READY
    await server.set_serving(True)
    assert await health.ask(probed, settings) is health.Health.SERVING
    assert await asking.main([probed]) == 0


async def test_asking_gives_up_on_what_does_not_answer(monkeypatch):
    monkeypatch.setattr(asking, "TRIES", 2)
    monkeypatch.setattr(asking, "PAUSE_SECONDS", 0.0)
    nobody = f"127.0.0.1:{ports.free()}"
    assert await asking.main([nobody]) == 1
    assert await asking.main([f"http://{nobody}/healthz"]) == 1
    assert await asking.main([]) == 1


def test_two_of_the_three_files_are_refused_with_the_missing_one(tmp_path):
    environ = {"ANTIPHON_RPC_TLS_KEY_FILE": "k.pem", "ANTIPHON_RPC_TLS_AUTHORITY_FILE": "ca.pem"}
    with pytest.raises(config.SettingsError, match="ANTIPHON_RPC_TLS_CERTIFICATE_FILE missing"):
        config.load(environ)


def test_an_expiry_is_told_as_a_time(authority, tmp_path):
    files = authority.issue(tmp_path / "own", days=5)
    left = certificates.Files(*files.values()).current().expiry.timestamp() - time.time()
    assert left == pytest.approx(5 * 86_400, abs=120)
