#!/bin/sh
# Makes /opt/antiphon: the packages of one service, each checked by hash, and of our own code only what it runs.
set -eu
service=$1
python -m venv /opt/antiphon
/opt/antiphon/bin/python -m pip install --no-cache-dir --disable-pip-version-check --only-binary :all: \
  --require-hashes --requirement "/locks/$service.lock"
/opt/antiphon/bin/python -m pip install --no-cache-dir --disable-pip-version-check --no-deps /wheel/antiphon-*.whl
code=$(/opt/antiphon/bin/python -c 'import pathlib, services; print(pathlib.Path(services.__file__).parent)')
keep="common $service"
# The command line upgrades tables and looks into the other services' histories.
[ "$service" = cli ] && keep="common cli listener router insights console sandbox"
for folder in "$code"/*/; do
  name=$(basename "$folder")
  case " $keep " in *" $name "*) ;; *) rm -rf "$folder" ;; esac
done
rm -rf "$code"/*/training
/opt/antiphon/bin/python -m pip uninstall --yes --quiet pip setuptools || true
find /opt/antiphon -name '*.py' -path '*/tests/*' -delete
/opt/antiphon/bin/python -m compileall -q -j 0 /opt/antiphon/lib || true
chmod -R a+rX /opt/antiphon
