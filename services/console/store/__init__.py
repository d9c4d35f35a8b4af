"""Who may sign in, as tables; each function runs in a transaction that `adapters.accounts` opens."""
