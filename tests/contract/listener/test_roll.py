"""What people see of accounts: how they came, what is mounted, what is wrong; never a secret."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import prometheus_client
import pytest

from antiphon.listening.v1 import listening_service_pb2 as api
from services.common.model import errors
from services.listener.adapters import expiring
from services.listener.adapters.roll import Roll
from services.listener.adapters.vault import Vault
from services.listener.core.sealing import Keyring
from services.listener.store import accounts, connections
from tests.fixtures.clock import Clock

pytestmark = pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)
OLD, NEW = "o" * 40, "n" * 40
Way = api.Account.Way


@pytest.fixture
async def db(open_database, tmp_path):
    db = await open_database("listener")
    (tmp_path / "token").write_text("mounted-secret")
    configs = {"bare": {}, "mount": {"token_file": str(tmp_path / "token")}, "shop": {}}
    for name, config in configs.items():
        source = api.Source(name=f"sources/{name}", type="sandbox", config=config)
        await db.write(lambda conn, source=source: connections.create(conn, source))
    return db


def roll(db, *keys, given=None):
    return Roll(Vault(db, Keyring(keys or [OLD]), "here", given, folder=Path("/")), Clock(NOW))


async def keep(db, secrets, source="sources/shop", **more):
    change = Vault(db, Keyring([OLD]), "here").change(source, secrets, more.pop("expire_time", None), **more)
    await db.write(lambda conn: accounts.save(conn, source, change))


async def test_an_account_tells_how_it_came_and_what_is_kept_or_mounted(db):
    await keep(db, {"token": "kept-secret"}, way=Way.WAY_AUTHORIZED)
    mount, shop = await roll(db).list_all("", 10)
    assert (mount.name, mount.way) == ("sources/mount/account", Way.WAY_MOUNTED)
    assert (list(mount.mounted_secret_names), list(mount.secret_names)) == (["token"], [])
    assert (shop.way, list(shop.secret_names)) == (Way.WAY_AUTHORIZED, ["token"])
    assert (mount.problem, shop.problem) == ("", "")
    assert "-secret" not in f"{mount}{shop}"
    assert [found.name for found in await roll(db).list_all("sources/mount", 10)] == [shop.name]
    assert [found.name for found in await roll(db).list_all("", 1)] == [mount.name]


async def test_a_source_without_anything_has_no_account(db):
    with pytest.raises(errors.NotFound):
        await roll(db).get("sources/bare")
    with pytest.raises(errors.NotFound):
        await roll(db).get("sources/nobody")


async def test_secrets_of_the_environment_are_named(db):
    account = await roll(db, given={"bare": {"token": "x"}}).get("sources/bare")
    assert (account.way, list(account.mounted_secret_names)) == (Way.WAY_MOUNTED, ["token"])


async def test_a_mounted_file_that_is_gone_is_a_problem(db, tmp_path):
    (tmp_path / "token").unlink()
    assert "token_file" in (await roll(db).get("sources/mount")).problem


async def test_a_key_that_is_gone_is_a_problem_of_account_and_source(db):
    await keep(db, {"token": "x"})
    problem = (await roll(db, NEW).get("sources/shop")).problem
    assert "ANTIPHON_LISTENER_CREDENTIALS_KEY_FILES; put that key back" in problem
    source = await db.read(lambda conn: connections.get(conn, "sources/shop"))
    await roll(db, NEW).describe([source])
    assert source.problem == problem
    assert not (await roll(db, NEW, OLD).get("sources/shop")).problem


@pytest.mark.parametrize(
    ("left", "renews", "words"),
    [
        (timedelta(days=8), False, ""),
        (timedelta(days=6), False, "ends at 2026-05-07 12:00 UTC; connect it anew"),
        (timedelta(days=-1), False, "ended at 2026-04-30 12:00 UTC; connect it anew"),
        (timedelta(minutes=5), True, ""),
        (timedelta(minutes=-5), True, "and was not renewed; connect it anew"),
    ],
)
async def test_an_account_that_ends_is_a_problem_before_it_does(db, left, renews, words):
    secrets = {"token": "x", "refresh_token": "y"} if renews else {"token": "x"}
    await keep(db, secrets, expire_time=NOW + left)
    problem = (await roll(db).get("sources/shop")).problem
    assert words in problem
    assert bool(problem) == bool(words)


async def test_what_is_wrong_with_a_source_itself_is_told_first(db):
    await keep(db, {"token": "x"}, expire_time=NOW)
    source = await db.read(lambda conn: connections.get(conn, "sources/shop"))
    source.problem = "The network is away."
    await roll(db).describe([source])
    assert source.problem == "The network is away."


async def test_the_countdown_is_on_the_metrics_page_for_each_source(db):
    await keep(db, {"token": "x"}, expire_time=NOW + timedelta(days=2))
    await keep(db, {"token": "x", "refresh_token": "y"}, "sources/bare", expire_time=NOW + timedelta(days=1))
    await keep(db, {"token": "x"}, "sources/mount")
    expiring.show(await db.read(lambda conn: expiring.seconds_left(conn, NOW)))
    name = "antiphon_listener_account_expiry_seconds"
    told = [
        line for line in prometheus_client.generate_latest().decode().splitlines() if line.startswith(name)
    ]
    expiring.show([])
    assert told == [f'{name}{{source="sources/shop",source_type="sandbox"}} 172800.0']
