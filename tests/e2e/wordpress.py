"""A real WordPress with its own database, in a folder, on loopback; from Debian's packages."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import httpx

from tests.fixtures import ports

PROGRAMS: Final = ("php", "mariadbd", "mariadb-install-db", "mariadb")
SOURCE: Final = Path("/usr/share/wordpress")
USER: Final = "care"

_CONFIG: Final = """<?php
define('DB_NAME', 'wordpress');
define('DB_USER', '{user}');
define('DB_PASSWORD', '');
define('DB_HOST', 'localhost:{socket}');
define('DB_CHARSET', 'utf8mb4');
define('WP_HOME', '{url}');
define('WP_SITEURL', '{url}');
define('WP_ENVIRONMENT_TYPE', 'local');
define('WP_HTTP_BLOCK_EXTERNAL', true);
define('DISABLE_WP_CRON', true);
define('WPMU_PLUGIN_DIR', '{folder}/plugins');
$table_prefix = 'wp_';
require_once ABSPATH . 'wp-settings.php';
"""
_PREPEND: Final = "<?php define('ABSPATH', '{folder}/site/');"
_PLUGIN: Final = """<?php
// Guests comment through the API too, as fast as tests write.
add_filter('rest_allow_anonymous_comments', '__return_true');
add_filter('comment_flood_filter', '__return_false', 99);
"""
_INSTALL: Final = """<?php
define('WP_INSTALLING', true);
require ABSPATH . 'wp-load.php';
require ABSPATH . 'wp-admin/includes/upgrade.php';
wp_install('Kettles', 'care', 'care@example.com', true, '', 'a-long-password');
update_option('comment_previously_approved', 0);
update_option('permalink_structure', '/%postname%/');
list($password) = WP_Application_Passwords::create_new_application_password(1, ['name' => 'antiphon']);
echo "\\nPASSWORD=$password\\n";
"""
_ROUTER: Final = """<?php
defined('ABSPATH') || require __DIR__ . '/prepend.php';
$path = parse_url($_SERVER['REQUEST_URI'], PHP_URL_PATH);
if ($path !== '/' && is_file(ABSPATH . $path)) { return false; }
$_SERVER['SCRIPT_NAME'] = '/index.php';
require ABSPATH . 'index.php';
"""


def missing() -> str:
    """What is not installed; empty when all is there."""
    lacking = [program for program in PROGRAMS if shutil.which(program) is None]
    return ", ".join([*lacking, *([] if SOURCE.is_dir() else ["wordpress"])])


@dataclass(frozen=True, slots=True)
class Site:
    """The running site.

    Attributes:
        url: its address.
        password: application password of `USER`.
        post: number of the post that is there from the start.
    """

    url: str
    password: str
    post: int = 1

    def request(self, method: str, path: str, *, as_user: bool = False, **more: Any) -> Any:
        """Asks the API, as a guest or as the user."""
        auth = (USER, self.password) if as_user else None
        response = httpx.request(
            method, f"{self.url}/wp-json/wp/v2/{path}", auth=auth, timeout=30, trust_env=False, **more
        )
        response.raise_for_status()
        return response.json()

    def comment(self, words: str, **more: Any) -> int:
        """A guest writes below the post."""
        content = {
            "post": self.post,
            "content": words,
            "author_name": "Mira",
            "author_email": "m@example.com",
        }
        return int(self.request("POST", "comments", json={**content, **more})["id"])


@contextlib.contextmanager
def running(folder: Path) -> Iterator[Site]:
    """The site, from its first start to its end."""
    port = ports.free()
    _write(folder, f"http://127.0.0.1:{port}")
    with _database(folder):
        prepend = f"-dauto_prepend_file={folder}/prepend.php"
        install = [shutil.which("php") or "", prepend, str(folder / "install.php")]
        told = subprocess.run(install, check=True, capture_output=True, text=True, timeout=120).stdout
        password = told.rpartition("PASSWORD=")[2].strip()
        serve = [install[0], prepend, "-S", f"127.0.0.1:{port}", "-t", str(folder / "site")]
        with _process([*serve, str(folder / "router.php")], folder / "php.log", PHP_CLI_SERVER_WORKERS="4"):
            site = Site(f"http://127.0.0.1:{port}", password)
            _until(lambda: site.request("GET", "posts"))
            yield site


def _write(folder: Path, url: str) -> None:
    (folder / "site").mkdir()
    for entry in SOURCE.iterdir():
        if entry.name != "wp-config.php":
            (folder / "site" / entry.name).symlink_to(entry)
    (folder / "plugins").mkdir()
    names = {"user": _user(), "socket": folder / "db.sock", "url": url, "folder": folder}
    (folder / "site" / "wp-config.php").write_text(_CONFIG.format(**names))
    (folder / "prepend.php").write_text(_PREPEND.format(folder=folder))
    (folder / "plugins" / "tests.php").write_text(_PLUGIN)
    (folder / "install.php").write_text(_INSTALL)
    (folder / "router.php").write_text(_ROUTER)


def _user() -> str:
    return "root" if os.getuid() == 0 else os.environ.get("USER", "nobody")


@contextlib.contextmanager
def _database(folder: Path) -> Iterator[None]:
    data, own = folder / "db", ["--no-defaults", f"--user={_user()}", f"--datadir={folder / 'db'}"]
    install = ["mariadb-install-db", *own, "--auth-root-authentication-method=normal", "--skip-test-db"]
    subprocess.run(install, check=True, capture_output=True, timeout=120)
    serve = [
        "mariadbd",
        *own,
        f"--socket={folder / 'db.sock'}",
        "--skip-networking",
        f"--pid-file={data}/pid",
    ]
    with _process(serve, folder / "db.log"):
        create = ["mariadb", "--no-defaults", "-uroot", f"--socket={folder / 'db.sock'}", "-e"]
        _until(
            lambda: subprocess.run([*create, "CREATE DATABASE wordpress"], check=True, capture_output=True)
        )
        yield


@contextlib.contextmanager
def _process(command: list[str], log: Path, **environment: str) -> Iterator[None]:
    with log.open("wb") as out:
        process = subprocess.Popen(command, stdout=out, stderr=out, env={**os.environ, **environment})
        try:
            yield
        finally:
            process.terminate()
            process.wait(30)


def _until(works: Any, seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while True:
        try:
            works()
        except (subprocess.CalledProcessError, httpx.HTTPError):
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)
        else:
            return
