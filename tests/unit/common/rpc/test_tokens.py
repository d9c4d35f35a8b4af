from __future__ import annotations

import json
import stat

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from services.common.config import AuthSettings
from services.common.model import errors
from services.common.model.principal import Principal
from services.common.rpc import keys, tokens
from tests.fixtures.clock import Clock

ALICE = Principal("alice", "user", frozenset({"agent", "lead"}), frozenset({"acme"}))
ROUTER = Principal("router", "service")


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def pair(auth_settings, clock):
    return tokens.Signer.load(auth_settings, clock), tokens.Verifier.load(auth_settings, clock)


def problem_of(verifier, token):
    with pytest.raises(errors.TokenInvalid) as caught:
        verifier.verify(token)
    return caught.value.metadata["problem"]


def forged(auth_settings, clock, **changes):
    """A token signed with the right key that says something else."""
    key = keys.read_signing_key(auth_settings.signing_key_file)
    now = int(clock.now().timestamp())
    claims = {
        "iss": "antiphon",
        "sub": "alice",
        "kind": "user",
        "roles": ["agent"],
        "brands": ["*"],
        "iat": now,
        "exp": now + 300,
    }
    claims = {name: value for name, value in {**claims, **changes}.items() if value is not None}
    return jwt.encode(claims, key, algorithm="EdDSA", headers={"kid": keys.key_id(key.public_key())})


@pytest.mark.parametrize("principal", [ALICE, ROUTER, Principal("x", "user", brands=frozenset())])
def test_a_token_says_who_it_was_made_for(pair, principal):
    signer, verifier = pair
    assert verifier.verify(signer.token(principal)) == principal


def test_a_token_is_made_once_until_a_minute_before_its_end(pair, clock):
    signer, _ = pair
    first = signer.token(ALICE)
    clock.forward(239)
    assert signer.token(ALICE) == first
    clock.forward(1)
    assert signer.token(ALICE) != first


def test_people_do_not_share_tokens(pair):
    signer, verifier = pair
    assert verifier.verify(signer.token(ALICE)) != verifier.verify(signer.token(ROUTER))


def test_a_token_expires_also_when_it_is_remembered(pair, clock):
    signer, verifier = pair
    token = signer.token(ALICE)
    assert verifier.verify(token) == ALICE
    clock.forward(300 + tokens.CLOCK_SKEW_SECONDS)
    assert verifier.verify(token) == ALICE
    clock.forward(1)
    assert problem_of(verifier, token) == "expired"
    assert problem_of(verifier, token) == "expired"


def test_a_checked_token_is_not_checked_again(pair, monkeypatch):
    signer, verifier = pair
    token = signer.token(ALICE)
    verifier.verify(token)
    monkeypatch.setattr(tokens.jwt, "decode", lambda *_args, **_kwargs: pytest.fail("checked twice"))
    assert verifier.verify(token) == ALICE


def test_memory_of_tokens_is_bounded(pair, monkeypatch):
    signer, verifier = pair
    monkeypatch.setattr(tokens, "CACHE_SIZE", 10)
    for n in range(30):
        principal = Principal(f"user-{n}", "user")
        assert verifier.verify(signer.token(principal)) == principal
    assert len(verifier._known) == len(signer._made) == 10


@pytest.mark.parametrize("token", ["", "x", "a.b.c", "a.b", "é.é.é", "." * 5])
def test_nonsense_is_refused(pair, token):
    assert problem_of(pair[1], token) == "signature"


def test_a_changed_token_is_refused(pair):
    head, body, signature = pair[0].token(ALICE).split(".")
    claims = json.loads(jwt.utils.base64url_decode(body))
    claims["roles"] = ["administrator"]
    changed = jwt.utils.base64url_encode(json.dumps(claims).encode()).decode()
    assert problem_of(pair[1], f"{head}.{changed}.{signature}") == "signature"


def test_a_key_we_do_not_know_is_refused(pair, clock):
    stranger = tokens.Signer(ed25519.Ed25519PrivateKey.generate(), 300, clock)
    assert problem_of(pair[1], stranger.token(ALICE)) == "unknown_key"


def test_a_known_key_id_does_not_help_another_key(pair, auth_settings, clock):
    stranger = tokens.Signer(ed25519.Ed25519PrivateKey.generate(), 300, clock)
    stranger._key_id = pair[0]._key_id
    assert problem_of(pair[1], stranger.token(ALICE)) == "signature"


def test_a_token_without_a_signature_is_refused(pair):
    unsigned = jwt.encode({"sub": "alice"}, None, algorithm="none", headers={"kid": pair[0]._key_id})
    assert problem_of(pair[1], unsigned) == "signature"


def test_a_token_signed_with_the_public_key_as_a_secret_is_refused(pair, auth_settings):
    public = auth_settings.verify_key_files[0].read_bytes()
    body = {
        "sub": "alice",
        "kind": "user",
        "roles": ["administrator"],
        "brands": ["*"],
        "exp": 2**40,
        "iat": 0,
    }
    head = jwt.utils.base64url_encode(json.dumps({"alg": "HS256", "kid": pair[0]._key_id}).encode()).decode()
    text = f"{head}.{jwt.utils.base64url_encode(json.dumps(body).encode()).decode()}"
    mac = jwt.algorithms.HMACAlgorithm(jwt.algorithms.HMACAlgorithm.SHA256)
    signature = jwt.utils.base64url_encode(mac.sign(text.encode(), public)).decode()
    assert problem_of(pair[1], f"{text}.{signature}") == "signature"


@pytest.mark.parametrize("claim", ["sub", "kind", "roles", "brands", "exp", "iat", "iss"])
def test_a_token_that_lacks_a_claim_is_refused(pair, auth_settings, clock, claim):
    assert problem_of(pair[1], forged(auth_settings, clock, **{claim: None})) == "signature"


@pytest.mark.parametrize(
    "change",
    [
        {"sub": ""},
        {"kind": "robot"},
        {"roles": "agent"},
        {"roles": [1]},
        {"brands": {"acme": True}},
        {"exp": "soon"},
        {"iat": 2**40},
    ],
)
def test_a_token_with_an_odd_claim_is_refused(pair, auth_settings, clock, change):
    assert problem_of(pair[1], forged(auth_settings, clock, **change)) in ("claims", "signature")


def test_a_token_of_another_issuer_is_refused(pair, auth_settings, clock):
    assert problem_of(pair[1], forged(auth_settings, clock, iss="somebody")) == "signature"


def test_a_role_we_do_not_know_gives_no_right_and_does_no_harm(pair, auth_settings, clock):
    token = forged(auth_settings, clock, roles=["agent", "wizard"])
    assert pair[1].verify(token).roles == {"agent"}


def test_two_keys_are_believed_while_keys_change(tmp_path, clock):
    old, new = (tokens.create_key_pair(tmp_path / name) for name in ("old", "new"))
    verifier = tokens.Verifier.load(AuthSettings(verify_key_files=(old[1], new[1])), clock)
    for signing, _ in (old, new):
        signer = tokens.Signer.load(AuthSettings(signing_key_file=signing), clock)
        assert verifier.verify(signer.token(ALICE)) == ALICE


def test_keys_are_made_once_and_for_their_owner_only(tmp_path):
    signing, verify = tokens.create_key_pair(tmp_path / "keys")
    before = signing.read_bytes()
    assert tokens.create_key_pair(tmp_path / "keys") == (signing, verify)
    assert signing.read_bytes() == before
    assert stat.S_IMODE(signing.stat().st_mode) == 0o600
    assert stat.S_IMODE(signing.parent.stat().st_mode) == 0o700
    assert sorted(path.name for path in signing.parent.iterdir()) == ["signing-key.pem", "verify-key.pem"]


def test_a_lost_public_key_is_made_again(tmp_path):
    _, verify = tokens.create_key_pair(tmp_path)
    before = verify.read_bytes()
    verify.unlink()
    tokens.create_key_pair(tmp_path)
    assert verify.read_bytes() == before


def test_a_key_that_everybody_can_read_is_refused(tmp_path):
    signing, _ = tokens.create_key_pair(tmp_path)
    signing.chmod(0o644)
    with pytest.raises(tokens.KeyProblem, match=f"run: chmod 600 {signing}"):
        tokens.Signer.load(AuthSettings(signing_key_file=signing))


@pytest.mark.parametrize(
    ("load", "variable"),
    [
        (tokens.Signer.load, "ANTIPHON_AUTH_SIGNING_KEY_FILE"),
        (tokens.Verifier.load, "ANTIPHON_AUTH_VERIFY_KEY_FILES"),
    ],
)
def test_a_missing_setting_is_named(load, variable):
    with pytest.raises(tokens.KeyProblem, match=variable):
        load(AuthSettings())


@pytest.mark.parametrize("content", [None, b"nonsense", "rsa"])
def test_a_file_without_a_usable_key_is_named(tmp_path, content):
    path = tmp_path / "key.pem"
    if content == "rsa":
        content = rsa.generate_private_key(65537, 2048).private_bytes(
            Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()
        )
    if content is not None:
        path.write_bytes(content)
        path.chmod(0o600)
    for load, settings in (
        (tokens.Signer.load, AuthSettings(signing_key_file=path)),
        (tokens.Verifier.load, AuthSettings(verify_key_files=(path,))),
    ):
        with pytest.raises(tokens.KeyProblem, match=r"key\.pem"):
            load(settings)
