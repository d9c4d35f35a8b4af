"""Settings: grouped, frozen, documented, read once from the environment by a service's entry point.

`ANTIPHON_<GROUP>_<FIELD>` sets `settings.<group>.<field>`.
A setting is a field of its group's module, with a docstring that says meaning, unit, default and why.
"""

from services.common.config.auth import AuthSettings
from services.common.config.bus import BusSettings
from services.common.config.console import ConsoleSettings
from services.common.config.data import DataSettings
from services.common.config.insights import InsightsSettings
from services.common.config.listener import ListenerSettings
from services.common.config.loader import SettingsError, from_environment, load
from services.common.config.obs import ObsSettings
from services.common.config.router import RouterSettings
from services.common.config.rpc import RpcSettings
from services.common.config.sandbox import SandboxSettings
from services.common.config.scorer import ScorerSettings
from services.common.config.settings import Settings
from services.common.config.store import StoreSettings

__all__ = [
    "AuthSettings",
    "BusSettings",
    "ConsoleSettings",
    "DataSettings",
    "InsightsSettings",
    "ListenerSettings",
    "ObsSettings",
    "RouterSettings",
    "RpcSettings",
    "SandboxSettings",
    "ScorerSettings",
    "Settings",
    "SettingsError",
    "StoreSettings",
    "from_environment",
    "load",
]
