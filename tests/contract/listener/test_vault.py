"""Secrets of accounts: kept sealed, renewed by one of many, and read by those who come later."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from antiphon.listening.v1 import listening_service_pb2 as api
from services.common.model import errors
from services.listener.adapters import keyfiles
from services.listener.adapters.vault import Vault
from services.listener.core.sealing import Keyring
from services.listener.sources import base
from services.listener.store import accounts, connections

SOURCE = "sources/shop"
OLD, NEW = "o" * 40, "n" * 40
LATER = datetime(2030, 1, 1, tzinfo=UTC)


@pytest.fixture
async def db(open_database):
    db = await open_database("listener")
    await db.write(lambda conn: connections.create(conn, api.Source(name=SOURCE, type="sandbox")))
    return db


@pytest.fixture
def vault(db, tmp_path):
    return Vault(db, Keyring([OLD]), "here", folder=tmp_path)


async def keep(vault, secrets, **more):
    change = vault.change(SOURCE, secrets, more.pop("expire_time", None), **more)
    await vault.db.write(lambda conn: accounts.save(conn, SOURCE, change))


async def opened(vault, config=None):
    at = await vault.db.read(lambda conn: connections.load(conn, SOURCE))
    return await vault.credentials(connections.Connection(at.id, SOURCE, at.type, config or {}, 0, "", None))


async def test_secrets_are_kept_and_those_of_other_names_stay(vault):
    await keep(vault, {"token": "first", "refresh_token": "again"}, login="@shop", scopes=["read"])
    await keep(vault, {"token": "newer-one"}, expire_time=LATER)
    found = await opened(vault)
    assert (found.get("token"), found.get("refresh_token")) == ("newer-one", "again")
    assert found.expire_time == LATER
    (account,) = await vault.db.read(accounts.list_all)
    assert (account.login, list(account.scopes), account.renewable) == ("@shop", ["read"], True)
    assert list(account.secret_names) == ["refresh_token", "token"]
    assert "newer-one" not in str(account)


async def test_what_is_missing_is_told_with_a_remedy(vault):
    found = await opened(vault)
    assert found.find("token") == ""
    with pytest.raises(base.SourceRejected, match="antiphon source connect shop"):
        found.get("token")


async def test_a_mounted_file_goes_first_and_a_new_one_counts_at_once(vault, tmp_path):
    await keep(vault, {"token": "kept"})
    (tmp_path / "token").write_text("mounted\n")
    found = await opened(vault, {"token_file": str(tmp_path / "token")})
    assert found.get("token") == "mounted"
    (tmp_path / "token").write_text("changed\n")
    assert found.get("token") == "changed"
    (tmp_path / "token").unlink()
    assert found.get("token") == "kept"


async def test_a_file_outside_of_the_folder_of_secrets_is_not_read(vault, db, tmp_path):
    folder = tmp_path / "secrets"
    folder.mkdir()
    (tmp_path / "key").write_text("of the house")
    (folder / "link").symlink_to(tmp_path / "key")
    (folder / "token").write_text("of the shop")
    (folder / "..data").symlink_to(folder)
    vault = Vault(db, Keyring([OLD]), "here", folder=folder)
    for file in (tmp_path / "key", folder / "link", "../key", folder / ".." / "key", folder, "x\0y"):
        config = {"token_file": str(file)}
        assert (await opened(vault, config)).find("token") == "", file
        with pytest.raises(errors.InvalidField, match="ANTIPHON_LISTENER_SECRETS_FOLDER") as refused:
            vault.check(api.Source(type="sandbox", config={"url": "http://x.example", **config}))
        assert refused.value.field == "config.token_file"
    for file in (folder / "token", "token", folder / "..data" / "token", folder / "later"):
        config = {"token_file": str(file)}
        vault.check(api.Source(type="sandbox", config={"url": "http://x.example", **config}))
    assert (await opened(vault, {"token_file": "..data/token"})).find("token") == "of the shop"


async def test_without_a_folder_of_secrets_no_file_is_read(db, tmp_path):
    (tmp_path / "token").write_text("mounted")
    config = {"token_file": str(tmp_path / "token")}
    vault = Vault(db, Keyring([OLD]), "here", folder=None)
    assert (await opened(vault, config)).find("token") == ""
    with pytest.raises(errors.InvalidField, match="no folder is set"):
        vault.check(api.Source(type="sandbox", config={"url": "http://x.example", **config}))


async def test_the_environment_goes_before_what_was_connected(db):
    vault = Vault(db, Keyring([OLD]), "here", keyfiles.read_given('{"shop": {"token": "given"}}'))
    await keep(vault, {"token": "kept"})
    assert (await opened(vault)).get("token") == "given"


async def test_of_many_that_renew_at_once_one_asks_the_network(db):
    replicas = [Vault(db, Keyring([OLD]), f"replica-{number}") for number in range(3)]
    await keep(replicas[0], {"access_token": "a0", "refresh_token": "r0"})
    holders = [await opened(vault) for vault in replicas] + [await opened(replicas[0])]
    used = []

    async def renew(secrets):
        used.append(secrets["refresh_token"])
        await asyncio.sleep(0.05)
        return base.Grant({"access_token": "a1", "refresh_token": "r1"}, LATER)

    async with asyncio.timeout(30):
        await asyncio.gather(*(holder.refresh(renew) for holder in holders))
    assert used == ["r0"]
    assert {holder.get("access_token") for holder in holders} == {"a1"}
    assert {holder.expire_time for holder in holders} == {LATER}


async def test_who_holds_what_was_just_renewed_renews_again_when_it_must(vault):
    await keep(vault, {"refresh_token": "r0"})
    holder, count = await opened(vault), 0

    async def renew(secrets):
        nonlocal count
        count += 1
        return base.Grant({"refresh_token": f"r{count}"})

    await holder.refresh(renew)
    await holder.refresh(renew)
    assert holder.get("refresh_token") == "r2"


async def test_a_renewal_whose_waiter_goes_away_is_written_down_all_the_same(vault):
    await keep(vault, {"refresh_token": "r0"})
    holder, asked, go = await opened(vault), asyncio.Event(), asyncio.Event()

    async def renew(secrets):
        asked.set()
        await go.wait()
        return base.Grant({"refresh_token": "r1"})

    waiting = asyncio.create_task(holder.refresh(renew))
    await asked.wait()
    waiting.cancel()
    await asyncio.gather(waiting, return_exceptions=True)
    go.set()
    await vault.close()
    assert (await opened(vault)).get("refresh_token") == "r1"


async def test_a_network_that_refuses_to_renew_is_told_and_the_secrets_stay(vault):
    await keep(vault, {"refresh_token": "r0"})
    holder = await opened(vault)

    async def renew(secrets):
        raise base.SourceRejected("Connect it anew.")

    with pytest.raises(base.SourceRejected, match="anew"):
        await holder.refresh(renew)
    assert (await opened(vault)).get("refresh_token") == "r0"


async def test_an_account_that_was_disconnected_meanwhile_does_not_come_back(vault):
    await keep(vault, {"refresh_token": "r0"})
    holder = await opened(vault)

    async def renew(secrets):
        await vault.db.write(lambda conn: accounts.remove(conn, SOURCE))
        return base.Grant({"refresh_token": "r1"})

    await holder.refresh(renew)
    assert holder.find("refresh_token") == ""
    assert await vault.db.read(lambda conn: accounts.version(conn, SOURCE)) is None


async def test_nothing_is_renewed_where_it_could_not_be_kept(db):
    vault = Vault(db, None, "here", {"shop": {"access_token": "given"}})
    with pytest.raises(base.SourceRejected, match="renew them there"):
        await (await opened(vault)).refresh(None)


async def test_a_renewal_is_asked_for_with_secrets_from_everywhere(db, tmp_path):
    vault = Vault(db, Keyring([OLD]), "here", {"shop": {"client_id": "desk"}}, folder=tmp_path)
    (tmp_path / "secret").write_text("mounted")
    await keep(vault, {"refresh_token": "r0"})
    holder = await opened(vault, {"client_secret_file": str(tmp_path / "secret")})
    given = []

    async def renew(secrets):
        given.append(dict(secrets))
        return base.Grant({"access_token": "a1"})

    await holder.refresh(renew)
    assert given == [{"client_id": "desk", "client_secret": "mounted", "refresh_token": "r0"}]


async def test_what_a_mounted_secret_was_renewed_to_counts_until_another_is_mounted(vault, tmp_path):
    file = tmp_path / "refresh"
    file.write_text("r0\n")
    config = {"refresh_token_file": str(file)}

    async def renew(secrets):
        number = int(secrets["refresh_token"].removeprefix("r")) + 1
        return base.Grant({"access_token": f"a{number}", "refresh_token": f"r{number}"}, LATER)

    holder = await opened(vault, config)
    await holder.refresh(renew)
    await holder.refresh(renew)
    assert (holder.get("refresh_token"), holder.get("access_token")) == ("r2", "a2")
    assert (await opened(vault, config)).get("refresh_token") == "r2"
    file.write_text("r50\n")
    assert holder.get("refresh_token") == "r50"
    assert (await opened(vault, config)).get("refresh_token") == "r50"


async def test_what_the_network_gave_is_written_down_when_the_store_is_back(db):
    pauses, vault = [], None

    class Away:
        """A store that cannot be reached for its next writes."""

        dialect = db.dialect
        missing = 0

        async def read(self, work):
            return await db.read(work)

        async def write(self, work):
            if self.missing:
                self.missing -= 1
                raise errors.StoreUnavailable("Away.")
            return await db.write(work)

    async def pause(seconds):
        pauses.append(seconds)

    store = Away()
    vault = Vault(store, Keyring([OLD]), "here", sleep=pause)
    await keep(vault, {"refresh_token": "r0"})
    holder = await opened(vault)

    async def renew(secrets):
        store.missing = 3
        return base.Grant({"refresh_token": "r1"})

    await holder.refresh(renew)
    assert (await opened(vault)).get("refresh_token") == "r1"
    assert pauses == [0.5, 1.0, 2.0]


async def test_secrets_that_a_person_gave_meanwhile_are_not_written_over(vault):
    await keep(vault, {"refresh_token": "r0"})
    holder = await opened(vault)

    async def renew(secrets):
        await keep(vault, {"refresh_token": "by-hand"})
        return base.Grant({"refresh_token": "r1"})

    await holder.refresh(renew)
    assert holder.get("refresh_token") == "by-hand"


async def test_another_secret_that_a_person_gave_meanwhile_costs_nothing_that_the_network_gave(vault):
    await keep(vault, {"client_secret": "c0", "refresh_token": "r0"})
    holder = await opened(vault)

    async def renew(secrets):
        await keep(vault, {"client_secret": "c1"})
        return base.Grant({"refresh_token": "r1"})

    await holder.refresh(renew)
    assert (holder.get("client_secret"), holder.get("refresh_token")) == ("c1", "r1")


async def test_a_renewal_is_kept_when_a_new_key_came_meanwhile(vault, db):
    await keep(vault, {"refresh_token": "r0"})
    holder = await opened(vault)

    async def renew(secrets):
        await Vault(db, Keyring([NEW, OLD]), "there").rewrap()
        return base.Grant({"refresh_token": "r1"})

    await holder.refresh(renew)
    assert (await opened(vault)).get("refresh_token") == "r1"


async def test_an_account_that_was_connected_anew_meanwhile_is_not_written_over(vault):
    await keep(vault, {"access_token": "a0", "refresh_token": "r0"})
    holder = await opened(vault)

    async def renew(secrets):
        await vault.db.write(lambda conn: accounts.remove(conn, SOURCE))
        await keep(vault, {"refresh_token": "another-account"})
        return base.Grant({"access_token": "a1"})

    await holder.refresh(renew)
    assert (holder.find("access_token"), holder.get("refresh_token")) == ("", "another-account")


async def test_an_account_that_was_connected_anew_is_another_one(vault):
    await keep(vault, {"token": "first"})
    before = (await opened(vault)).version
    await vault.db.write(lambda conn: accounts.remove(conn, SOURCE))
    await keep(vault, {"token": "second"})
    assert (await opened(vault)).version != before


async def test_a_source_that_was_deleted_meanwhile_leaves_no_secrets(vault, tmp_path):
    (tmp_path / "refresh").write_text("r0")
    holder = await opened(vault, {"refresh_token_file": str(tmp_path / "refresh")})

    async def renew(secrets):
        await vault.db.write(lambda conn: connections.delete(conn, SOURCE))
        return base.Grant({"refresh_token": "r1"})

    await holder.refresh(renew)
    assert await vault.db.read(lambda conn: accounts.load(conn, SOURCE)) is None


async def test_a_start_with_a_new_key_brings_everything_under_it(vault, db):
    await keep(vault, {"token": "kept", "other": "too"})
    await Vault(db, Keyring([NEW, OLD]), "here").rewrap()
    found = await opened(Vault(db, Keyring([NEW]), "here"))
    assert (found.get("token"), found.get("other")) == ("kept", "too")


async def test_a_key_that_is_gone_leaves_the_secret_missing_and_untouched(vault, db):
    await keep(vault, {"token": "kept"})
    stranger = Vault(db, Keyring([NEW]), "here")
    await stranger.rewrap()
    found = await opened(stranger)
    assert found.find("token") == ""
    with pytest.raises(
        base.SourceRejected, match="ANTIPHON_LISTENER_CREDENTIALS_KEY_FILES; put that key back"
    ):
        found.get("token")
    assert (await opened(vault)).find("token") == "kept"


async def test_a_listener_without_keys_says_that_they_are_missing(vault, db):
    await keep(vault, {"token": "kept"})
    with pytest.raises(base.SourceRejected, match="put that key back"):
        (await opened(Vault(db, None, "here"))).get("token")


async def test_without_a_key_nothing_is_kept(db):
    with pytest.raises(errors.WrongState, match="ANTIPHON_LISTENER_CREDENTIALS_KEY_FILES"):
        Vault(db, None, "here").change(SOURCE, {"token": "x"}, None)


def test_a_file_of_keys_must_be_private_and_hold_long_keys(tmp_path):
    file = tmp_path / "keys"
    with pytest.raises(keyfiles.KeyFileUnusable, match="cannot be read"):
        keyfiles.read_keys([file])
    file.write_text("short\n")
    file.chmod(0o600)
    with pytest.raises(keyfiles.KeyFileUnusable, match="less than 32"):
        keyfiles.read_keys([file])
    file.write_text(f"{NEW}\n\n{OLD}\n")
    assert keyfiles.read_keys([file]).newest == Keyring([NEW]).newest
    newer = tmp_path / "newer"
    newer.write_text("m" * 40)
    newer.chmod(0o600)
    assert keyfiles.read_keys([newer, file]).newest == Keyring(["m" * 40]).newest
    assert keyfiles.read_keys([newer, file]).has(Keyring([OLD]).newest)
    file.chmod(0o644)
    with pytest.raises(keyfiles.KeyFileUnusable, match="chmod 600"):
        keyfiles.read_keys([file])
    assert keyfiles.read_keys([]) is None


@pytest.mark.parametrize("text", ["hunter2", '["hunter2"]', '{"shop": "hunter2"}'])
def test_secrets_of_the_environment_that_cannot_be_read_are_not_repeated(text):
    with pytest.raises(keyfiles.KeyFileUnusable) as told:
        keyfiles.read_given(text)
    assert "hunter2" not in str(told.value)


async def test_what_was_begun_is_good_once_for_one_person_and_not_for_long(db):
    from services.listener.store import authorizations

    begun = authorizations.Begun(SOURCE, "ada", "https://desk.example/back", b"sealed")
    await db.write(lambda conn: authorizations.begin(conn, "state", begun))
    assert await db.write(lambda conn: authorizations.take(conn, "state", "eve")) is None
    assert await db.write(lambda conn: authorizations.take(conn, "other", "ada")) is None
    assert await db.write(lambda conn: authorizations.take(conn, "state", "ada")) == begun
    assert await db.write(lambda conn: authorizations.take(conn, "state", "ada")) is None


async def test_what_was_begun_too_long_ago_is_gone(db, monkeypatch):
    from services.listener.store import authorizations

    monkeypatch.setattr(authorizations, "LIFETIME", timedelta(seconds=-1))
    begun = authorizations.Begun(SOURCE, "ada", "https://desk.example/back", b"sealed")
    await db.write(lambda conn: authorizations.begin(conn, "state", begun))
    assert await db.write(lambda conn: authorizations.take(conn, "state", "ada")) is None
