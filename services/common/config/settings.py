"""All groups of settings in one frozen value. A new group is a module and a line here."""

from __future__ import annotations

from dataclasses import dataclass, field

from services.common.config.auth import AuthSettings
from services.common.config.bus import BusSettings
from services.common.config.console import ConsoleSettings
from services.common.config.data import DataSettings
from services.common.config.insights import InsightsSettings
from services.common.config.listener import ListenerSettings
from services.common.config.obs import ObsSettings
from services.common.config.router import RouterSettings
from services.common.config.rpc import RpcSettings
from services.common.config.sandbox import SandboxSettings
from services.common.config.scorer import ScorerSettings
from services.common.config.store import StoreSettings


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that can be set, by group. `Settings()` is all defaults."""

    data: DataSettings = field(default_factory=DataSettings)
    obs: ObsSettings = field(default_factory=ObsSettings)
    bus: BusSettings = field(default_factory=BusSettings)
    store: StoreSettings = field(default_factory=StoreSettings)
    rpc: RpcSettings = field(default_factory=RpcSettings)
    auth: AuthSettings = field(default_factory=AuthSettings)
    listener: ListenerSettings = field(default_factory=ListenerSettings)
    scorer: ScorerSettings = field(default_factory=ScorerSettings)
    router: RouterSettings = field(default_factory=RouterSettings)
    insights: InsightsSettings = field(default_factory=InsightsSettings)
    console: ConsoleSettings = field(default_factory=ConsoleSettings)
    sandbox: SandboxSettings = field(default_factory=SandboxSettings)
