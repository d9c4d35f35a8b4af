from services.common.store import migrations

migrations.run_env()
